package dev.kagemusha.dynamodb.throttle;

/** Why a request is throttled; its text, behind the kind of resource and of access, is AWS's. */
enum Reason {
    /** What is provisioned is used up. */
    PROVISIONED("ProvisionedThroughputExceeded", "ProvisionedThroughputThrottleEvents"),
    /** A partition is at its ceiling, or a table on demand has not grown so far yet. */
    KEY_RANGE("KeyRangeThroughputExceeded", "KeyRangeThroughputThrottleEvents"),
    /** The client's own limit for a table on demand. */
    MAXIMUM("MaxOnDemandThroughputExceeded", "MaxOnDemandThroughputThrottleEvents"),
    /** A table on demand, or an index, is at what the account may have for one. */
    ACCOUNT("AccountLimitExceeded", "AccountLimitThrottleEvents");

    private final String text;
    private final String metric;

    Reason(String text, String metric) {
        this.text = text;
        this.metric = metric;
    }

    /** Its metric's name, behind the kind of access. */
    String metric() {
        return metric;
    }

    String text() {
        return text;
    }
}
