package dev.kagemusha.policy;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * What services may do in the roles that are linked to them: AWS manages these policies, nobody can change them, and no
 * organization limits them.
 */
public final class ServiceLinkedRoles implements PolicySource {
    private static final String PATH = ":role/aws-service-role/";

    private final PolicySource others;

    private ServiceLinkedRoles(PolicySource others) {
        this.others = others;
    }

    /** Knows these roles; the others know the rest. */
    public static PolicySource before(PolicySource others) {
        return new ServiceLinkedRoles(others);
    }

    @Override
    public CallerPolicies policiesOf(Requester caller) {
        CallerPolicies linked = caller.kind() == Requester.Kind.ROLE_SESSION ? linked(caller.issuerArn()) : null;
        return linked == null ? others.policiesOf(caller) : linked;
    }

    private static @Nullable CallerPolicies linked(@Nullable String roleArn) {
        int path = roleArn == null ? -1 : roleArn.indexOf(PATH);
        if (roleArn == null || path < 0) {
            return null;
        }
        String service = roleArn.substring(path + PATH.length());
        int end = service.indexOf('/');
        return end < 0 ? null : Managed.LINKED.get(service.substring(0, end));
    }

    @Override
    public List<List<Policy>> resourceControlsOf(String account) {
        return others.resourceControlsOf(account);
    }

    /** Read when the first of these roles does something. */
    private static final class Managed {
        /**
         * By the service that a role is linked to: {@code AWSApplicationAutoscalingDynamoDBTablePolicy}, with the reading of
         * metric math that AWS's service needs no permission for, and, of {@code DynamoDBReplicationServiceRolePolicy}, what has
         * replicas scale alike.
         */
        static final Map<String, CallerPolicies> LINKED = Map.of(
                "dynamodb.application-autoscaling.amazonaws.com",
                CallerPolicies.ofIdentity(PolicyParser.parse("""
                                {
                                  "Version": "2012-10-17",
                                  "Statement": [{
                                    "Effect": "Allow",
                                    "Action": [
                                      "dynamodb:DescribeTable",
                                      "dynamodb:UpdateTable",
                                      "cloudwatch:PutMetricAlarm",
                                      "cloudwatch:DescribeAlarms",
                                      "cloudwatch:DeleteAlarms",
                                      "cloudwatch:GetMetricData"
                                    ],
                                    "Resource": "*"
                                  }]
                                }""", Grammar.IDENTITY)),
                "replication.dynamodb.amazonaws.com",
                CallerPolicies.ofIdentity(PolicyParser.parse("""
                                {
                                  "Version": "2012-10-17",
                                  "Statement": [{
                                    "Effect": "Allow",
                                    "Action": [
                                      "dynamodb:DescribeTable",
                                      "application-autoscaling:RegisterScalableTarget",
                                      "application-autoscaling:DescribeScalableTargets",
                                      "application-autoscaling:PutScalingPolicy",
                                      "application-autoscaling:DescribeScalingPolicies"
                                    ],
                                    "Resource": "*"
                                  }]
                                }""", Grammar.IDENTITY)));
    }
}
