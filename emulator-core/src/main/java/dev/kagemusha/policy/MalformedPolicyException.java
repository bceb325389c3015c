package dev.kagemusha.policy;

/**
 * A document that is no policy. The message is AWS's own, as IAM words it for identity and trust policies and S3 for
 * resource policies; a service with other words goes by the {@link #reason()}.
 */
public final class MalformedPolicyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with the document. */
    public enum Reason {
        /** No JSON, or JSON of another shape. */
        SYNTAX,
        VERSION,
        UNKNOWN_ELEMENT,
        DUPLICATE_ELEMENT,
        MISSING_ELEMENT,
        /** An element that this kind of policy may not have. */
        PROHIBITED_ELEMENT,
        EFFECT,
        SID,
        PRINCIPAL,
        ACTION,
        RESOURCE,
        /** An unknown operator, or a value that it cannot compare with. */
        CONDITION
    }

    private final Reason reason;

    MalformedPolicyException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
