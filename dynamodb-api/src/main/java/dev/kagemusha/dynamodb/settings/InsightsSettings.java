package dev.kagemusha.dynamodb.settings;

import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.Section;

import java.util.HashMap;
import java.util.Map;

/**
 * For which of a table and its indexes contributor insights were ever switched.
 *
 * @param byIndex by index name; empty for the table
 */
record InsightsSettings(Map<String, Switch> byIndex) {
    static final Section<InsightsSettings> SECTION = new Section<>(
            "insights",
            settings -> {
                Map<String, Value> written = new HashMap<>();
                settings.byIndex.forEach((index, each) -> written.put(
                        "of" + index,
                        new Value.M(Map.of(
                                "on", Value.Bool.of(each.on),
                                "since", new Value.N(Long.toString(each.sinceMillis)),
                                "enabled", new Value.N(Long.toString(each.enabledMillis)),
                                "mode", new Value.S(each.mode)))));
                return written;
            },
            fields -> {
                Map<String, Switch> read = new HashMap<>();
                fields.members().forEach((name, value) -> {
                    Section.Fields each = new Section.Fields(((Value.M) value).entries());
                    read.put(
                            name.substring("of".length()),
                            new Switch(
                                    each.flag("on"), each.number("since"), each.number("enabled"), each.text("mode")));
                });
                return new InsightsSettings(Map.copyOf(read));
            });

    /**
     * @param sinceMillis of the last change
     * @param enabledMillis when they were last off and switched on
     * @param mode {@code ACCESSED_AND_THROTTLED_KEYS} or {@code THROTTLED_KEYS}
     */
    record Switch(boolean on, long sinceMillis, long enabledMillis, String mode) {}

    InsightsSettings with(String index, boolean on, long nowMillis, String mode) {
        Map<String, Switch> all = new HashMap<>(byIndex);
        Switch before = all.get(index);
        long enabled = before != null && before.on ? before.enabledMillis : nowMillis;
        all.put(index, new Switch(on, nowMillis, enabled, mode));
        return new InsightsSettings(Map.copyOf(all));
    }
}
