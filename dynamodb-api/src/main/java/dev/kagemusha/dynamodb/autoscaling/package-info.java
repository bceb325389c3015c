/**
 * Application Auto Scaling for DynamoDB: what is registered ({@link dev.kagemusha.dynamodb.autoscaling.AutoScalingService} and its
 * chapters), and what comes of it ({@link dev.kagemusha.dynamodb.autoscaling.Scaler}). Start with the latter.
 * What is tracked is watched by alarms in CloudWatch ({@link dev.kagemusha.dynamodb.autoscaling.PolicyAlarms}).
 *
 * <pre>
 * state: 150 resource, dimension            → scalable target
 *        151 resource, dimension, name      → scaling policy
 *        152 resource, dimension, name      → scheduled action
 *        153 time from the newest on, id    → scaling activity
 *        154 resource, dimension            → when it was scaled last
 * </pre>
 */
@NullMarked
package dev.kagemusha.dynamodb.autoscaling;

import org.jspecify.annotations.NullMarked;
