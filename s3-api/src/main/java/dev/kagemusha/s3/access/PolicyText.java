package dev.kagemusha.s3.access;

import dev.kagemusha.policy.Grammar;
import dev.kagemusha.policy.MalformedPolicyException;
import dev.kagemusha.policy.Policy;
import dev.kagemusha.policy.PolicyParser;
import dev.kagemusha.s3.S3Error;
import dev.kagemusha.s3.acl.AccessErrors;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/** The text of a policy that is put of a bucket or an access point. */
public final class PolicyText {
    private static final int LARGEST = 20 * 1024;

    private PolicyText() {}

    /**
     * The policy that a request puts.
     *
     * @param arn of what it is put of
     * @throws S3Error MissingRequestBodyError, MalformedPolicy
     */
    public static Policy check(@Nullable String text, String arn) {
        if (text == null || text.isEmpty()) {
            throw new S3Error("MissingRequestBodyError", 400, "Request Body is empty");
        }
        if (text.charAt(0) != '{') {
            throw AccessErrors.malformedPolicy("Policies must be valid JSON and the first byte must be '{'");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > LARGEST) {
            throw AccessErrors.malformedPolicy(
                    "Normalized policy document exceeds the maximum allowed size of " + LARGEST + " bytes");
        }
        Policy policy;
        try {
            policy = kept(text);
        } catch (MalformedPolicyException e) {
            throw AccessErrors.malformedPolicy(String.valueOf(e.getMessage()));
        }
        PolicyScope.check(policy, arn);
        return policy;
    }

    /** A policy that was checked when it was put. */
    public static Policy kept(String text) {
        return PolicyParser.parse(text, Grammar.RESOURCE);
    }
}
