package dev.kagemusha.dynamodb.ttl;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.Found;
import dev.kagemusha.dynamodb.table.Section;
import dev.kagemusha.dynamodb.table.TableInfo;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveSpecification;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;

/**
 * What a table's definition says of expiry.
 *
 * @param attribute the one that holds the time, in epoch seconds
 * @param enabled whether items expire now
 * @param changedMillis when that was last changed
 */
record TimeToLive(String attribute, boolean enabled, long changedMillis) {
    /** Where a table's definition has it; absent if it was never enabled. */
    static final Section<TimeToLive> SECTION = new Section<>(
            "timeToLive",
            ttl -> Map.of(
                    "attribute", new Value.S(ttl.attribute),
                    "enabled", Value.Bool.of(ttl.enabled),
                    "changed", new Value.N(Long.toString(ttl.changedMillis))),
            fields -> new TimeToLive(fields.text("attribute"), fields.flag("enabled"), fields.number("changed")));

    /** An item that never expires. */
    static final long NEVER = Long.MAX_VALUE;

    private static final Duration BETWEEN_CHANGES = Duration.ofHours(1);
    private static final Duration TOO_OLD = Duration.ofDays(5 * 365 + 1);
    private static final int MOST_DIGITS = 12;

    /** That of a table whose items expire, or null. */
    static @Nullable TimeToLive of(TableInfo table) {
        TimeToLive ttl = table.get(SECTION);
        return ttl != null && ttl.enabled ? ttl : null;
    }

    /**
     * The definition as a request wants it.
     *
     * @throws DynamoDbException ValidationException if it is so already, or was changed within the last hour
     */
    static TableInfo update(TableInfo table, TimeToLiveSpecification wanted, long nowMillis) {
        TimeToLive now = table.get(SECTION);
        boolean enable = Boolean.TRUE.equals(wanted.enabled());
        if (now != null && now.enabled) {
            if (!now.attribute.equals(wanted.attributeName())) {
                throw DynamoDbErrors.validation("TimeToLive is active on a different AttributeName:"
                        + " current AttributeName is " + now.attribute);
            }
            if (enable) {
                throw DynamoDbErrors.validation("TimeToLive is already enabled");
            }
        } else if (!enable) {
            throw DynamoDbErrors.validation("TimeToLive is already disabled");
        }
        if (now != null && nowMillis - now.changedMillis < BETWEEN_CHANGES.toMillis()) {
            throw DynamoDbErrors.validation("Time to live has been modified multiple times within a fixed interval");
        }
        return table.with(SECTION, new TimeToLive(wanted.attributeName(), enable, nowMillis));
    }

    /** When an item expires, in epoch seconds, or {@link #NEVER}. */
    long expiry(Found found) {
        Item item = found.item();
        return item == null ? NEVER : expiry(item);
    }

    /** The same of an item: a number that is a time, be it past or to come; anything else never expires. */
    long expiry(Item item) {
        if (!(item.get(attribute) instanceof Value.N number)) {
            return NEVER;
        }
        String text = number.text();
        boolean whole = text.length() <= MOST_DIGITS;
        for (int i = 0; whole && i < text.length(); i++) {
            whole = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        if (whole) {
            return Long.parseLong(text);
        }
        BigDecimal seconds = new BigDecimal(text).setScale(0, RoundingMode.CEILING);
        return seconds.signum() < 0 || seconds.precision() > MOST_DIGITS ? NEVER : seconds.longValue();
    }

    /** Whether AWS takes this time for a mistake: more than five years before now. */
    static boolean tooOld(long expiry, long nowMillis) {
        return expiry < (nowMillis - TOO_OLD.toMillis()) / 1000;
    }
}
