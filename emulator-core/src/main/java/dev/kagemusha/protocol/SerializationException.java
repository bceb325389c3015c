package dev.kagemusha.protocol;

/** Input that is not of the operation's shape: broken syntax or a wrong type. The gateway answers AWS's error for it. */
public final class SerializationException extends Exception {
    private static final long serialVersionUID = 1;

    private final String code;

    public SerializationException(String message) {
        this("SerializationException", message);
    }

    /** @param code the service's error code, for example {@code MalformedXML} */
    public SerializationException(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    public String code() {
        return code;
    }
}
