/** Application Auto Scaling, through the SDK's client on an emulated clock. */
@org.jspecify.annotations.NullMarked
package dev.kagemusha.dynamodb.autoscaling;
