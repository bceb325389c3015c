package dev.kagemusha.policy;

import dev.kagemusha.policy.MalformedPolicyException.Reason;

/** The kinds of documents the language has, by what their statements must and must not hold. */
public enum Grammar {
    /** Attached to identities and organizations, boundary and session policies: no principal, a resource. */
    IDENTITY,
    /** Attached to a resource: a principal and a resource. Resource control policies are of this kind. */
    RESOURCE,
    /** Attached to a role: a principal, no resource. */
    TRUST;

    MalformedPolicyException malformed(Reason reason, String detail) {
        return new MalformedPolicyException(
                reason, this == IDENTITY ? identity(reason, detail) : other(reason, detail));
    }

    private static String identity(Reason reason, String detail) {
        return switch (reason) {
            case VERSION -> "Policy document must be version 2012-10-17 or greater.";
            case PROHIBITED_ELEMENT -> "Policy document should not specify a principal.";
            case MISSING_ELEMENT ->
                switch (detail) {
                    case "Action" -> "Policy statement must contain actions.";
                    case "Resource" -> "Policy statement must contain resources.";
                    default -> "Syntax errors in policy.";
                };
            case SYNTAX, UNKNOWN_ELEMENT, DUPLICATE_ELEMENT, EFFECT, SID, PRINCIPAL, ACTION, RESOURCE, CONDITION ->
                "Syntax errors in policy.";
        };
    }

    private static String other(Reason reason, String detail) {
        return switch (reason) {
            case SYNTAX -> "This policy contains invalid Json";
            case VERSION -> "The policy must contain a valid version string";
            case UNKNOWN_ELEMENT -> "Unknown field " + detail;
            case DUPLICATE_ELEMENT -> "Duplicate field " + detail;
            case MISSING_ELEMENT -> "Missing required field " + detail;
            case PROHIBITED_ELEMENT -> "Has prohibited field " + detail;
            case EFFECT -> "Invalid effect: " + detail;
            case SID -> "Statement IDs (SID) in a single policy must be unique.";
            case PRINCIPAL -> "Invalid principal in policy" + detail;
            case ACTION -> "Policy has invalid action";
            case RESOURCE -> "Policy has invalid resource";
            case CONDITION -> "Invalid Condition type : " + detail;
        };
    }
}
