package dev.kagemusha.dynamodb.autoscaling;

import dev.kagemusha.auth.Caller;

/** The service-linked role that changes tables, in each account. */
public final class ServiceRole {
    static final String NAME = "AWSServiceRoleForApplicationAutoScaling_DynamoDBTable";

    private static final String SESSION = "AutoScaling-ManageAlarms";
    private static final String ID = "AROAAUTOSCALINGDYNAMODB";

    private ServiceRole() {}

    /** Whether this is a session of it, of any account. */
    public static boolean is(Caller caller) {
        return caller instanceof Caller.RoleSession session
                && session.roleName().equals(NAME);
    }

    /** A session of it. */
    static Caller in(Target.Home home) {
        return new Caller.RoleSession(home.account(), home.roleArn(), NAME, SESSION, ID + ":" + SESSION);
    }
}
