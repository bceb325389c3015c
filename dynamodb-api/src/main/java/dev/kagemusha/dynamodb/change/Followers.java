package dev.kagemusha.dynamodb.change;

import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.Section;
import dev.kagemusha.dynamodb.table.TableInfo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who follows a table's changes, and for how long it needs them. While there is anybody, each change is kept for the
 * longest time that anybody needs it, and for a day in any case: a stream can be read for that long after its end.
 *
 * @param needs the follower's name, for example {@code stream}, and milliseconds
 */
public record Followers(Map<String, Long> needs) {
    /** How long each change is kept at least. */
    public static final Duration LEAST = Duration.ofHours(24);

    /** Where a table's definition has them; absent if there are none. */
    public static final Section<Followers> SECTION = new Section<>("followers", Followers::write, Followers::read);

    private static Map<String, Value> write(Followers followers) {
        Map<String, Value> written = new LinkedHashMap<>();
        followers.needs.forEach((name, millis) -> written.put(name, new Value.N(Long.toString(millis))));
        return written;
    }

    private static Followers read(Section.Fields fields) {
        Map<String, Long> needs = new LinkedHashMap<>();
        fields.members().keySet().forEach(name -> needs.put(name, fields.number(name)));
        return new Followers(needs);
    }

    /** Has {@code name} follow a table from now on. Goes into the same change of the definition as the cause. */
    public static TableInfo add(TableInfo table, String name, Duration need) {
        Followers now = table.get(SECTION);
        Map<String, Long> needs = now == null ? new LinkedHashMap<>() : new LinkedHashMap<>(now.needs);
        needs.put(name, need.toMillis());
        return table.with(SECTION, new Followers(needs));
    }

    /** Has {@code name} no longer follow a table. */
    public static TableInfo remove(TableInfo table, String name) {
        Followers now = table.get(SECTION);
        if (now == null || !now.needs.containsKey(name)) {
            return table;
        }
        Map<String, Long> needs = new LinkedHashMap<>(now.needs);
        needs.remove(name);
        return table.with(SECTION, needs.isEmpty() ? null : new Followers(needs));
    }

    /** For how long each change is kept, in milliseconds. */
    long longest() {
        long longest = LEAST.toMillis();
        for (long need : needs.values()) {
            longest = Math.max(longest, need);
        }
        return longest;
    }
}
