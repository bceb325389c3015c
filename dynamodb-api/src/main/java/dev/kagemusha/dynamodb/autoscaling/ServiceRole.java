package dev.kagemusha.dynamodb.autoscaling;

import dev.kagemusha.auth.Caller;

/** The service-linked role that changes tables, in each account. */
final class ServiceRole {
    static final String NAME = "AWSServiceRoleForApplicationAutoScaling_DynamoDBTable";

    private static final String SESSION = "AutoScaling-ManageAlarms";
    private static final String ID = "AROAAUTOSCALINGDYNAMODB";

    private ServiceRole() {}

    /** A session of it. */
    static Caller in(Target.Home home) {
        return new Caller.RoleSession(home.account(), home.roleArn(), NAME, SESSION, ID + ":" + SESSION);
    }
}
