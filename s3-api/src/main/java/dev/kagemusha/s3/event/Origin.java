package dev.kagemusha.s3.event;

/**
 * Who made it happen.
 *
 * @param principal as records name the user, for example {@code AWS:AIDA…} or {@code s3.amazonaws.com}
 * @param requester as EventBridge names it: an account, or a service
 * @param address where the request came from
 * @param request its id
 */
public record Origin(String principal, String requester, String address, String request) {
    private static final String S3 = "s3.amazonaws.com";

    /** S3 itself. */
    public static Origin service(String request) {
        return new Origin(S3, S3, S3, request);
    }

    /** Replication, in the role of a configuration: requests have an address. */
    public static Origin replication(String userId, String account, String request) {
        return new Origin("AWS:" + userId, account, S3, request);
    }

    /** Whether it came about by replication. */
    public boolean byReplication() {
        return address.equals(S3) && !principal.equals(S3);
    }
}
