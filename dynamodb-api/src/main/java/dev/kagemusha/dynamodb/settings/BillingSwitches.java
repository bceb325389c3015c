package dev.kagemusha.dynamodb.settings;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.Section;
import dev.kagemusha.dynamodb.table.TableInfo;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * When a table was last made to be billed by request; the guide allows four switches in any 24 hours ("Switching capacity
 * modes"). The way back is free.
 *
 * @param millis the newest last
 */
public record BillingSwitches(List<Long> millis) {
    private static final int MOST = 4;
    private static final long PERIOD = Duration.ofDays(1).toMillis();

    private static final Section<BillingSwitches> SECTION = new Section<>(
            "billingSwitches",
            switches -> Map.of(
                    "at",
                    new Value.L(switches.millis.stream()
                            .<Value>map(each -> new Value.N(Long.toString(each)))
                            .toList())),
            fields -> new BillingSwitches(times(fields.members().get("at"))));

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern(
                    "EEE MMM dd HH:mm:ss 'UTC' yyyy", Locale.US)
            .withZone(ZoneOffset.UTC);

    private static List<Long> times(@org.jspecify.annotations.Nullable Value stored) {
        List<Long> times = new ArrayList<>();
        if (stored instanceof Value.L list) {
            for (Value each : list.values()) {
                if (each instanceof Value.N number) {
                    times.add(Long.valueOf(number.text()));
                }
            }
        }
        return times;
    }

    /**
     * Notes one more.
     *
     * @throws software.amazon.awssdk.services.dynamodb.model.LimitExceededException for a fifth within 24 hours
     */
    public static void add(TableInfo table, TableInfo.Change change, long nowMillis) {
        BillingSwitches known = table.get(SECTION);
        List<Long> times = new ArrayList<>(known == null ? List.of() : known.millis);
        times.removeIf(each -> each <= nowMillis - PERIOD);
        if (times.size() >= MOST) {
            throw DynamoDbErrors.limitExceeded("Subscriber limit exceeded: Update to PayPerRequest mode are limited to "
                    + MOST + " times in 1 day(s). Last update at " + text(times.getLast())
                    + ". Next update can be made at " + text(times.getFirst() + PERIOD));
        }
        times.add(nowMillis);
        change.section(SECTION, new BillingSwitches(List.copyOf(times)));
    }

    private static String text(long millis) {
        return MOMENT.format(Instant.ofEpochMilli(millis));
    }
}
