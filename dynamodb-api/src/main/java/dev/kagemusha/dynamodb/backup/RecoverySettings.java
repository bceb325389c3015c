package dev.kagemusha.dynamodb.backup;

import dev.kagemusha.dynamodb.change.Followers;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.Section;
import dev.kagemusha.dynamodb.table.TableInfo;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * That a table can be recovered to a point in time. A definition has this section while it can.
 *
 * @param sinceMillis when it was turned on
 * @param days how far back it goes
 */
public record RecoverySettings(long sinceMillis, int days) {
    /** Where a table's definition has them; absent while recovery is off. */
    public static final Section<RecoverySettings> SECTION = new Section<>(
            "recovery",
            settings -> Map.of(
                    "since", new Value.N(Long.toString(settings.sinceMillis)),
                    "days", new Value.N(Integer.toString(settings.days))),
            fields -> new RecoverySettings(fields.number("since"), (int) fields.number("days")));

    /** How far back it goes unless the request says otherwise. */
    public static final int MOST_DAYS = 35;

    private static final String FOLLOWER = "recovery";

    /** The definition with recovery on; it goes on from where it began if it was on. */
    static TableInfo enable(TableInfo table, int days, long nowMillis) {
        RecoverySettings now = table.get(SECTION);
        long since = now == null ? nowMillis : now.sinceMillis;
        return Followers.add(table, FOLLOWER, Duration.ofDays(days)).with(SECTION, new RecoverySettings(since, days));
    }

    /** The definition with recovery off. */
    static TableInfo disable(TableInfo table) {
        return Followers.remove(table, FOLLOWER).with(SECTION, null);
    }

    /** Whether the table can be recovered to that time, however far from now it is. */
    public boolean reaches(Instant time, long nowMillis) {
        return !time.isBefore(Instant.ofEpochMilli(earliestMillis(nowMillis)))
                && !time.isAfter(Instant.ofEpochMilli(nowMillis));
    }

    /** The earliest time that the table can be recovered to. */
    public long earliestMillis(long nowMillis) {
        return Math.max(sinceMillis, nowMillis - Duration.ofDays(days).toMillis());
    }
}
