package dev.kagemusha.service;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which operations of each service a chapter overrides: reflected, never written by hand. */
public final class Coverage {
    private Coverage() {}

    /** Service name to {@code operations}, {@code implemented}, {@code missing} (names). */
    public static Map<String, Object> of(Registry registry) {
        Map<String, Object> table = new LinkedHashMap<>();
        for (Definition service : registry.all()) {
            List<String> implemented = new ArrayList<>();
            List<String> missing = new ArrayList<>();
            for (String name : service.model().operationNames()) {
                (isImplemented(service, name) ? implemented : missing).add(name);
            }
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("operations", implemented.size() + missing.size());
            row.put("implementedCount", implemented.size());
            row.put("implemented", implemented);
            row.put("missing", missing);
            table.put(service.name(), row);
        }
        return table;
    }

    /** Whether a chapter overrides the operation. */
    public static boolean isImplemented(Definition service, String operation) {
        return chapters(service, operation) > 0;
    }

    /** How many chapters override the operation; more than one is a mistake that a test finds. */
    public static int chapters(Definition service, String operation) {
        var model = service.model().operation(operation);
        return model == null ? 0 : Invoker.overrides(service, model).size();
    }
}
