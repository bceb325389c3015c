/**
 * Alarms: what they watch, how their state is decided, and what happened to them.
 *
 * <p>Start reading at {@link dev.kagemusha.cloudwatch.alarm.Watch}; the rules by which data decide are in {@link
 * dev.kagemusha.cloudwatch.alarm.Evaluation}, free of store and clock.
 *
 * <pre>
 * 500 alarm name                       → MetricAlarm
 * 501 metric, alarm name               → nothing: which alarms look at a metric
 * 502 millisecond, alarm name, number  → AlarmHistoryItem
 * 503 alarm name, millisecond, number  → nothing: the history of one alarm
 * 504 ARN, tag key                     → tag value
 * </pre>
 */
@NullMarked
package dev.kagemusha.cloudwatch.alarm;

import org.jspecify.annotations.NullMarked;
