package dev.kagemusha.control;

import dev.kagemusha.service.Definition;
import dev.kagemusha.service.Faults;
import dev.kagemusha.service.Registry;
import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fault rules as the control endpoints read and show them. */
final class FaultRules {
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);
    private static final String TEXT = "Injected by a fault rule.";

    private final Faults faults;
    private final Registry registry;

    FaultRules(Faults faults, Registry registry) {
        this.faults = faults;
        this.registry = registry;
    }

    List<Object> list() {
        List<Object> list = new ArrayList<>();
        for (Faults.Rule rule : faults.rules()) {
            list.add(describe(rule));
        }
        return list;
    }

    private static Map<String, Object> describe(Faults.Rule rule) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", rule.id());
        Json.putIfThere(fields, "service", rule.service());
        Json.putIfThere(fields, "operation", rule.operation());
        Json.putIfThere(fields, "account", rule.account());
        fields.put("probability", rule.probability());
        long left = rule.remaining().get();
        if (left >= 0) {
            fields.put("count", left);
        }
        switch (rule.effect()) {
            case Faults.Effect.Fail fail ->
                fields.put("error", Map.of("code", fail.code(), "status", fail.status(), "message", fail.message()));
            case Faults.Effect.Delay delay -> fields.put("delay", delay.by().toString());
            case Faults.Effect.Drop drop -> fields.put("drop", true);
        }
        return fields;
    }

    /** Adds the rule that a call asks for, and describes it. A name that nothing has would never strike: it is refused. */
    Map<String, Object> add(Map<String, Object> asked) {
        String service = Json.text(asked, "service");
        String operation = Json.text(asked, "operation");
        Definition definition = service == null ? null : registry.byName(service);
        if (service != null && definition == null) {
            throw new ControlException(400, "there is no service " + service);
        }
        if (operation != null && !isOperation(definition, operation)) {
            throw new ControlException(
                    400, "there is no operation " + operation + (service == null ? "" : " of " + service));
        }
        Faults.Rule rule = faults.add(
                service, operation, Json.text(asked, "account"), probability(asked), count(asked), effect(asked));
        return describe(rule);
    }

    private boolean isOperation(@Nullable Definition of, String operation) {
        if (of != null) {
            return of.model().operation(operation) != null;
        }
        return registry.all().stream().anyMatch(service -> service.model().operation(operation) != null);
    }

    private static double probability(Map<String, Object> asked) {
        Object value = asked.getOrDefault("probability", 1L);
        if (value instanceof Number number && number.doubleValue() > 0 && number.doubleValue() <= 1) {
            return number.doubleValue();
        }
        throw new ControlException(400, "probability is a number above 0 and at most 1");
    }

    /** How many calls it will hit, or −1 for no limit. */
    private static long count(Map<String, Object> asked) {
        if (!asked.containsKey("count")) {
            return -1;
        }
        if (asked.get("count") instanceof Long count && count > 0) {
            return count;
        }
        throw new ControlException(400, "count is a positive whole number");
    }

    private static Faults.Effect effect(Map<String, Object> asked) {
        Object error = asked.get("error");
        String delay = Json.text(asked, "delay");
        Object drop = asked.getOrDefault("drop", false);
        if (!(drop instanceof Boolean drops)) {
            throw new ControlException(400, "drop is true or false");
        }
        if ((error == null ? 0 : 1) + (delay == null ? 0 : 1) + (drops ? 1 : 0) != 1) {
            throw new ControlException(400, "one of error, delay and drop is needed");
        }
        if (error != null) {
            return error(error);
        }
        return delay == null ? new Faults.Effect.Drop() : new Faults.Effect.Delay(delay(delay));
    }

    private static Duration delay(String text) {
        try {
            Duration by = Duration.parse(text);
            if (by.isNegative() || by.compareTo(LONGEST_DELAY) > 0) {
                throw new ControlException(400, "delay is at most " + LONGEST_DELAY);
            }
            return by;
        } catch (DateTimeException e) {
            throw new ControlException(400, "delay is an ISO-8601 duration");
        }
    }

    private static Faults.Effect error(Object error) {
        if (error instanceof String code && !code.isEmpty()) {
            return new Faults.Effect.Fail(code, 400, TEXT);
        }
        if (!(error instanceof Map<?, ?> fields) || !(fields.get("code") instanceof String code) || code.isEmpty()) {
            throw new ControlException(400, "error is a code, or an object with code, status and message");
        }
        Object status = fields.containsKey("status") ? fields.get("status") : Long.valueOf(400);
        if (!(status instanceof Long number) || number < 400 || number > 599) {
            throw new ControlException(400, "the status of an error is 400 to 599");
        }
        Object message = fields.containsKey("message") ? fields.get("message") : TEXT;
        if (!(message instanceof String said)) {
            throw new ControlException(400, "the message of an error is text");
        }
        return new Faults.Effect.Fail(code, number.intValue(), said);
    }

    void remove(String id) {
        try {
            if (faults.remove(Long.parseLong(id))) {
                return;
            }
        } catch (NumberFormatException e) {
            // there is none, as below
        }
        throw new ControlException(404, "there is no fault " + id);
    }
}
