package dev.kagemusha.dynamodb.throttle;

/** Why a request is throttled; its text, behind the kind of resource and of access, is AWS's. */
enum Reason {
    /** What is provisioned is used up. */
    PROVISIONED("ProvisionedThroughputExceeded"),
    /** A partition is at its ceiling, or a table on demand has not grown so far yet. */
    KEY_RANGE("KeyRangeThroughputExceeded"),
    /** The client's own limit for a table on demand. */
    MAXIMUM("MaxOnDemandThroughputExceeded");

    private final String text;

    Reason(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
