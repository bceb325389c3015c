package dev.kagemusha.dynamodb.autoscaling;

import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;

/** The alarms that auto scaling makes in CloudWatch for a target tracking policy. */
enum PolicyAlarm {
    /** The load lies above the target. */
    HIGH("AlarmHigh", ComparisonOperator.GREATER_THAN_THRESHOLD),
    /** The load lies so far below the target that capacity can be taken away. */
    LOW("AlarmLow", ComparisonOperator.LESS_THAN_THRESHOLD),
    /** Somebody has added capacity, so that the thresholds of the two above no longer fit. */
    PROVISIONED_HIGH("ProvisionedCapacityHigh", ComparisonOperator.GREATER_THAN_THRESHOLD),
    /** Somebody has taken capacity away. */
    PROVISIONED_LOW("ProvisionedCapacityLow", ComparisonOperator.LESS_THAN_THRESHOLD);

    private final String inName;
    private final ComparisonOperator breaches;

    PolicyAlarm(String inName, ComparisonOperator breaches) {
        this.inName = inName;
        this.breaches = breaches;
    }

    String inName() {
        return inName;
    }

    ComparisonOperator breaches() {
        return breaches;
    }

    /** Whether it watches what is provisioned rather than the load. */
    boolean ofCapacity() {
        return this == PROVISIONED_HIGH || this == PROVISIONED_LOW;
    }
}
