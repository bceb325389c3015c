package dev.kagemusha.kms.access;

import dev.kagemusha.kms.KmsErrors;
import dev.kagemusha.kms.grant.Grants;
import dev.kagemusha.kms.key.Key;
import dev.kagemusha.kms.key.Keyring;
import dev.kagemusha.policy.Grammar;
import dev.kagemusha.policy.MalformedPolicyException;
import dev.kagemusha.policy.Policy;
import dev.kagemusha.policy.PolicyParser;
import dev.kagemusha.policy.ResourceGrant;
import dev.kagemusha.policy.ResourcePolicyUse;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Permission;
import dev.kagemusha.service.ResourcePolicies;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a key's side says: its policy decides, even over the account's root; an identity policy counts as far as the key policy lets
 * the account decide; a grant allows by itself.
 */
public final class KeyPolicies implements ResourcePolicies {
    private static final int CACHED = 1_000;

    private final Keyring keyring;
    private final Grants grants;
    // Policies by their text: most keys of an account have the same one.
    private final Map<String, Policy> parsed = new ConcurrentHashMap<>();

    public KeyPolicies(Keyring keyring, Grants grants) {
        this.keyring = keyring;
        this.grants = grants;
    }

    /** The policy that CreateKey gives a key for which none was written. */
    public static String standard(Call call) {
        return """
                {
                  "Version" : "2012-10-17",
                  "Id" : "key-default-1",
                  "Statement" : [ {
                    "Sid" : "Enable IAM User Permissions",
                    "Effect" : "Allow",
                    "Principal" : {
                      "AWS" : "arn:%s:iam::%s:root"
                    },
                    "Action" : "kms:*",
                    "Resource" : "*"
                  } ]
                }""".formatted(call.partition(), call.account());
    }

    /**
     * Checks a policy that is to be put.
     *
     * @param bypass whether its author may lock everyone out, himself included
     */
    public static void check(Call call, Key key, String document, boolean bypass) {
        Policy policy;
        try {
            policy = PolicyParser.parse(document, Grammar.RESOURCE);
        } catch (MalformedPolicyException e) {
            throw KmsErrors.malformedPolicy(String.valueOf(e.getMessage()));
        }
        if (!bypass && !call.allowedUnder(KeyAccess.permission(call, key, "PutKeyPolicy", Facts.none()), policy)) {
            throw KmsErrors.lockout();
        }
    }

    @Override
    public @Nullable Policy of(Call call, Permission permission) {
        return side(call, permission).policy();
    }

    @Override
    public Side side(Call call, Permission permission) {
        String arn = permission.resource();
        int at = arn.indexOf(":key/");
        if (at < 0) {
            return new Side(null, ResourcePolicyUse.OPTIONAL, ResourceGrant.NONE);
        }
        String[] fields = arn.split(":", 6);
        boolean own = fields[4].equals(call.account()) && fields[3].equals(call.region());
        int scope = own ? call.scope() : call.scope(fields[4], fields[3]);
        String id = arn.substring(at + ":key/".length());
        String document = keyring.policy(scope, id);
        String operation = permission.action().substring("kms:".length());
        boolean granted = grants.allows(scope, id, call.caller(), operation, Facts.contextOf(permission.keys()));
        return new Side(
                document == null ? null : parse(document),
                ResourcePolicyUse.REQUIRED,
                granted ? ResourceGrant.DIRECT : ResourceGrant.NONE);
    }

    private Policy parse(String document) {
        Policy known = parsed.get(document);
        if (known == null) {
            known = PolicyParser.parse(document, Grammar.RESOURCE);
            if (parsed.size() >= CACHED) {
                parsed.clear();
            }
            parsed.put(document, known);
        }
        return known;
    }
}
