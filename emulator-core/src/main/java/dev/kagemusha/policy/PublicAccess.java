package dev.kagemusha.policy;

import java.util.List;
import java.util.Set;

/**
 * Whether a resource policy lets anybody in. A policy is public unless each of its allows names its principals, or has a condition
 * that holds them down to fixed ones (S3 user guide, "Blocking public access", "The meaning of public").
 */
public final class PublicAccess {
    /** Conditions on any of these tell who is meant, when their values are fixed. */
    private static final Set<String> WHO = Set.of(
            "aws:sourcearn",
            "aws:sourcevpc",
            "aws:sourcevpce",
            "aws:sourceowner",
            "aws:sourceaccount",
            "aws:sourceorgid",
            "aws:userid",
            "aws:principalorgid",
            "aws:principalarn",
            "aws:principalaccount",
            "aws:principalservicename",
            "s3:dataaccesspointaccount",
            "s3:x-amz-server-side-encryption-aws-kms-key-id");

    private static final String ADDRESS = "aws:sourceip";
    private static final String ACCESS_POINT = "s3:dataaccesspointarn";

    /** Ranges wider than these are as good as everywhere. */
    private static final int WIDEST_VERSION_4 = 8;

    private static final int WIDEST_VERSION_6 = 32;

    private PublicAccess() {}

    /** Whether a policy allows anything to the public. */
    public static boolean allowedBy(Policy policy) {
        for (Statement statement : policy.statements()) {
            PrincipalSet principals = statement.principals();
            if (statement.effect() == Effect.ALLOW
                    && (principals == null || principals.everyone() || principals.negated())
                    && !held(statement.conditions())) {
                return true;
            }
        }
        return false;
    }

    private static boolean held(List<Condition> conditions) {
        for (Condition condition : conditions) {
            boolean sure = !condition.negated()
                    && !condition.ifExists()
                    && condition.quantifier() != Condition.Quantifier.ALL
                    && !(condition.test() instanceof Condition.Absence);
            if (sure && fixed(condition)) {
                return true;
            }
        }
        return false;
    }

    private static boolean fixed(Condition condition) {
        String key = condition.key();
        if (condition.test() instanceof ValueTests.Addresses addresses) {
            return key.equals(ADDRESS) && addresses.ranges().stream().allMatch(PublicAccess::narrow);
        }
        return switch (key) {
            case ACCESS_POINT -> condition.written().stream().allMatch(PublicAccess::accountFixed);
            default -> WHO.contains(key) && condition.written().stream().allMatch(value -> fixed(key, value));
        };
    }

    private static boolean fixed(String key, String value) {
        // A role's sessions are known by its id.
        String text = key.equals("aws:userid") && value.startsWith("A") && value.endsWith(":*")
                ? value.substring(0, value.length() - 2)
                : value;
        return text.indexOf('*') < 0 && text.indexOf('?') < 0 && !text.contains("${");
    }

    /** The access point's name may be a pattern as long as the account is not. */
    private static boolean accountFixed(String arn) {
        List<String> fields = Arns.split(arn);
        return fields.size() == Arns.FIELDS && !fields.get(4).isEmpty() && fixed(ACCESS_POINT, fields.get(4));
    }

    private static boolean narrow(IpRange range) {
        return range.prefixLength() >= (range.version() == 4 ? WIDEST_VERSION_4 : WIDEST_VERSION_6);
    }
}
