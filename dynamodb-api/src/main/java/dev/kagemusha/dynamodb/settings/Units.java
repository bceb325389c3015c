package dev.kagemusha.dynamodb.settings;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.table.OnDemandLimit;
import dev.kagemusha.dynamodb.table.Throughput;
import dev.kagemusha.dynamodb.table.WarmUnits;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.WarmThroughput;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Rules about capacity units that hold for tables and for their global indexes. */
public final class Units {
    private static final long MAX = 1_000_000_000_000L;
    private static final long NO_LIMIT = -1;
    private static final int FREE_DECREASES = 4;
    private static final long DECREASE_MILLIS = 3_600_000;
    private static final long DAY_MILLIS = 86_400_000;
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern(
                    "EEEE, MMMM d, yyyy 'at' h:mm:ss a 'Coordinated Universal Time'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private Units() {}

    /** Provisioned units; the generic constraints have seen that there are both, and that they are positive. */
    public static Throughput provisioned(ProvisionedThroughput asked) {
        checkBound(asked.readCapacityUnits(), "ReadCapacityUnits");
        checkBound(asked.writeCapacityUnits(), "WriteCapacityUnits");
        return Throughput.of(asked.readCapacityUnits(), asked.writeCapacityUnits());
    }

    private static void checkBound(long units, String name) {
        if (units > MAX) {
            throw DynamoDbErrors.validation("Given value " + units + " for " + name + " is out of bounds");
        }
    }

    /**
     * The maxima of a table or index on demand.
     *
     * @param before what they are now; null at its creation, when nothing can be taken away yet
     * @param index null for the table
     */
    public static @Nullable OnDemandLimit limit(
            @Nullable OnDemandThroughput asked,
            boolean onDemand,
            @Nullable OnDemandLimit before,
            boolean creating,
            @Nullable String index) {
        if (asked == null) {
            return before;
        }
        Long reads = bound(asked.maxReadRequestUnits(), "MaxReadRequestUnits", onDemand, creating, index);
        Long writes = bound(asked.maxWriteRequestUnits(), "MaxWriteRequestUnits", onDemand, creating, index);
        OnDemandLimit after = new OnDemandLimit(
                merged(reads, before == null ? null : before.readUnits()),
                merged(writes, before == null ? null : before.writeUnits()));
        return after.readUnits() == null && after.writeUnits() == null ? null : after;
    }

    private static @Nullable Long bound(
            @Nullable Long units, String name, boolean onDemand, boolean creating, @Nullable String index) {
        if (units == null) {
            return null;
        }
        if (!onDemand) {
            throw DynamoDbErrors.invalidParameter(name + " for OnDemandThroughput"
                    + (index == null ? "" : " for index: " + index)
                    + " cannot be specified when table BillingMode is PROVISIONED.");
        }
        if (units < 1 && (creating || units != NO_LIMIT)) {
            throw DynamoDbErrors.invalidParameter("Requested " + name + " for OnDemandThroughput for "
                    + (index == null ? "table" : "index : " + index) + " is outside of valid range");
        }
        return units;
    }

    private static @Nullable Long merged(@Nullable Long asked, @Nullable Long before) {
        if (asked == null) {
            return before;
        }
        return asked == NO_LIMIT ? null : asked;
    }

    /**
     * What a table or index becomes ready for at its creation.
     *
     * @param index null for the table
     */
    public static WarmUnits warm(
            @Nullable WarmThroughput asked, boolean onDemand, Throughput provisioned, @Nullable String index) {
        WarmUnits least = onDemand ? WarmUnits.ON_DEMAND : WarmUnits.NONE.atLeast(provisioned);
        if (asked == null) {
            return least;
        }
        String of = " for WarmThroughput for " + (index == null ? "table" : "index " + index) + " is lower than ";
        if (asked.readUnitsPerSecond() != null && asked.readUnitsPerSecond() < least.readUnits()) {
            throw DynamoDbErrors.invalidParameter("Requested ReadUnitsPerSecond" + of
                    + (onDemand ? "initial throughput for OnDemand" : "ReadCapacityUnits of ProvisionedThroughput"));
        }
        if (asked.writeUnitsPerSecond() != null && asked.writeUnitsPerSecond() < least.writeUnits()) {
            throw DynamoDbErrors.invalidParameter("Requested WriteUnitsPerSecond" + of
                    + (onDemand ? "initial throughput for OnDemand" : "WriteCapacityUnits of ProvisionedThroughput"));
        }
        return least.atLeast(or0(asked.readUnitsPerSecond()), or0(asked.writeUnitsPerSecond()));
    }

    /** What a table or index becomes ready for from now on. */
    public static WarmUnits warmer(@Nullable WarmThroughput asked, WarmUnits before, @Nullable String index) {
        if (asked == null) {
            return before;
        }
        String of = index == null ? "table" : "index " + index;
        if (asked.readUnitsPerSecond() == null && asked.writeUnitsPerSecond() == null) {
            throw DynamoDbErrors.invalidParameter("WarmThroughput must have at least one of ReadUnitsPerSecond or"
                    + " WriteUnitsPerSecond specified for " + (index == null ? "table" : "index: " + index));
        }
        checkNotLower(asked.readUnitsPerSecond(), before.readUnits(), "ReadUnitsPerSecond", of);
        checkNotLower(asked.writeUnitsPerSecond(), before.writeUnits(), "WriteUnitsPerSecond", of);
        return before.atLeast(or0(asked.readUnitsPerSecond()), or0(asked.writeUnitsPerSecond()));
    }

    private static void checkNotLower(@Nullable Long asked, long before, String name, String of) {
        if (asked != null && asked < before) {
            throw DynamoDbErrors.invalidParameter("Requested " + name + " for WarmThroughput for " + of
                    + " is lower than current WarmThroughput, decreasing WarmThroughput is not supported");
        }
    }

    private static long or0(@Nullable Long units) {
        return units == null ? 0 : units;
    }

    /**
     * Refuses to take units away too often: four times a day, which begins at midnight UTC, and after that once an hour. An hour
     * counts from the last time. The table and each index have their own count.
     */
    public static void checkDecreases(Throughput before, Throughput after, long nowMillis) {
        boolean fewer = after.readUnits() < before.readUnits() || after.writeUnits() < before.writeUnits();
        Long last = before.decreasedMillis();
        int today = before.decreasesOn(nowMillis);
        if (!fewer || last == null || today < FREE_DECREASES || nowMillis - last >= DECREASE_MILLIS) {
            return;
        }
        long midnight = (nowMillis / DAY_MILLIS + 1) * DAY_MILLIS;
        throw DynamoDbErrors.limitExceeded(
                "Subscriber limit exceeded: Provisioned throughput decreases are limited within"
                        + " a given UTC day. After the first 4 decreases, each subsequent decrease in the same UTC day can be"
                        + " performed at most once every 3600 seconds. Number of decreases today: " + today
                        + ". Last decrease at " + text(last) + ". Next decrease can be made at "
                        + text(Math.min(last + DECREASE_MILLIS, midnight)));
    }

    private static String text(long millis) {
        return MOMENT.format(Instant.ofEpochMilli(millis));
    }

    /** Refuses to provision what is provisioned already. */
    public static void checkChanges(Throughput before, Throughput after, @Nullable String index) {
        if (!before.is(after.readUnits(), after.writeUnits())) {
            return;
        }
        String of = index == null ? "the table" : "index " + index;
        throw DynamoDbErrors.validation(
                "The provisioned throughput for "
                        + (index == null ? "the table" : "the index " + index)
                        + " will not change. The requested value equals the current value."
                        + " Current ReadCapacityUnits provisioned for " + of + ": " + before.readUnits()
                        + ". Requested ReadCapacityUnits: " + after.readUnits()
                        + ". Current WriteCapacityUnits provisioned for " + of + ": " + before.writeUnits()
                        + ". Requested WriteCapacityUnits: " + after.writeUnits()
                        + ". Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.");
    }
}
