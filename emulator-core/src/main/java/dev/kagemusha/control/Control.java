package dev.kagemusha.control;

import dev.kagemusha.audit.AuditLog;
import dev.kagemusha.audit.AuditRecord;
import dev.kagemusha.http.Body;
import dev.kagemusha.http.Headers;
import dev.kagemusha.http.Intake;
import dev.kagemusha.http.RequestHandler;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.http.Response;
import dev.kagemusha.service.Coverage;
import dev.kagemusha.service.Faults;
import dev.kagemusha.service.Registry;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.time.SystemClock;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The control endpoints in front of the gateway: what is not theirs is handed on. Each call runs on a virtual thread, since
 * advancing the clock or restoring a snapshot may take a while. CORS never covers them.
 */
public final class Control implements RequestHandler {
    private static final System.Logger LOG = System.getLogger(Control.class.getName());
    private static final String OURS = "/_kagemusha/";
    private static final String LOCALSTACKS = "/_localstack/";
    private static final int BODY_LIMIT = 64 * 1024;

    private final RequestHandler next;
    private final Options options;
    private final Registry registry;
    private final StateStore store;
    private final SystemClock clock;
    private final Jobs jobs;
    private final Faults faults;
    private final AuditLog audit;
    private final Instant started;
    private final Json json = new Json();

    /**
     * How the endpoints behave.
     *
     * @param access who may use them
     * @param version of the emulator
     * @param publicHost the host of {@code --public-url}, or empty
     * @param certificateAuthority the CA's certificate in PEM, made at its first use
     */
    public record Options(Access access, String version, String publicHost, Supplier<String> certificateAuthority) {}

    public Control(
            RequestHandler next,
            Options options,
            Registry registry,
            StateStore store,
            SystemClock clock,
            Jobs jobs,
            Faults faults,
            AuditLog audit) {
        this.next = next;
        this.options = options;
        this.registry = registry;
        this.store = store;
        this.clock = clock;
        this.jobs = jobs;
        this.faults = faults;
        this.audit = audit;
        this.started = clock.real();
    }

    @Override
    public Intake intake(RequestHead head) {
        if (!head.path().startsWith(OURS) && !head.path().startsWith(LOCALSTACKS)) {
            return next.intake(head);
        }
        return (Intake.Streamed) body -> handle(head, body);
    }

    private Response handle(RequestHead head, Body body) {
        try {
            boolean health = head.path().equals(OURS + "health") || head.path().equals(LOCALSTACKS + "health");
            String refusal = health ? null : options.access().refusal(head, options.publicHost());
            if (refusal != null) {
                throw new ControlException(403, refusal);
            }
            byte[] bytes = body.readNBytes(BODY_LIMIT + 1);
            if (bytes.length > BODY_LIMIT) {
                throw new ControlException(413, "the body is too large");
            }
            return route(head, bytes);
        } catch (ControlException e) {
            return json.response(e.status(), Map.of("error", String.valueOf(e.getMessage())));
        } catch (IOException e) {
            return json.response(400, Map.of("error", "the body could not be read"));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "control call " + head.path() + " failed", e);
            return json.response(500, Map.of("error", "the call failed; the log says why"));
        }
    }

    private Response route(RequestHead head, byte[] body) {
        String path = head.path();
        String method = head.method().equals("HEAD") ? "GET" : head.method();
        if (path.startsWith(LOCALSTACKS)) {
            return localstack(method, path.substring(LOCALSTACKS.length()));
        }
        String[] steps = path.substring(OURS.length()).split("/", -1);
        String what = method + " " + steps[0];
        if (steps.length == 1) {
            switch (what) {
                case "GET health" -> {
                    return json.response(200, health());
                }
                case "POST reset" -> {
                    return reset(fields(body, "account", "region", "service"));
                }
                case "GET clock" -> {
                    return json.response(200, clockState());
                }
                case "POST clock" -> {
                    return moveClock(fields(body, "advance", "set", "release"));
                }
                case "GET coverage" -> {
                    return json.response(200, Coverage.of(registry));
                }
                case "GET faults" -> {
                    return json.response(200, Map.of("faults", faultList()));
                }
                case "POST faults" -> {
                    return addFault(fields(
                            body, "service", "operation", "account", "probability", "count", "error", "delay", "drop"));
                }
                case "DELETE faults" -> {
                    faults.clear();
                    return json.response(200, Map.of("faults", faultList()));
                }
                case "GET audit" -> {
                    return json.response(200, Map.of("records", auditList()));
                }
                case "GET snapshots" -> {
                    return json.response(200, Map.of("snapshots", store.snapshots()));
                }
                case "GET ca.pem" -> {
                    return Response.of(
                            200,
                            Headers.of("content-type", "application/x-pem-file"),
                            options.certificateAuthority().get().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                }
                default -> {}
            }
        }
        if (steps[0].equals("snapshots") && steps.length <= 3 && steps.length > 1) {
            return snapshot(method, steps[1], steps.length == 3 ? steps[2] : "");
        }
        if (what.equals("DELETE faults") && steps.length == 2) {
            return removeFault(steps[1]);
        }
        throw new ControlException(404, "no such control endpoint: " + method + " " + path);
    }

    private Response localstack(String method, String path) {
        return switch (method + " " + path) {
            case "GET health" -> {
                Map<String, Object> services = new LinkedHashMap<>();
                registry.names().forEach(name -> services.put(name, "available"));
                Map<String, Object> answer = new LinkedHashMap<>();
                answer.put("services", services);
                answer.put("edition", "kagemusha");
                answer.put("version", options.version());
                yield json.response(200, answer);
            }
            case "GET info" -> {
                Map<String, Object> answer = new LinkedHashMap<>();
                answer.put("version", options.version());
                answer.put("edition", "kagemusha");
                answer.put("is_license_activated", false);
                answer.put("session_id", "");
                answer.put("machine_id", "");
                answer.put("system", System.getProperty("os.name", ""));
                answer.put("is_docker", false);
                answer.put("server_time_utc", clock.real().toString());
                answer.put("uptime", Duration.between(started, clock.real()).toSeconds());
                yield json.response(200, answer);
            }
            case "POST state/reset" -> reset(Map.of());
            default -> throw new ControlException(404, "no such endpoint: " + method + " /_localstack/" + path);
        };
    }

    // ---- health

    private Map<String, Object> health() {
        Map<String, Object> memory = new LinkedHashMap<>();
        Runtime runtime = Runtime.getRuntime();
        memory.put("heapUsedBytes", runtime.totalMemory() - runtime.freeMemory());
        memory.put("heapMaxBytes", runtime.maxMemory());
        store.memory(use -> memory.put(use.purpose(), use.bytes()));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("status", "running");
        answer.put("version", options.version());
        answer.put("uptimeSeconds", Duration.between(started, clock.real()).toSeconds());
        answer.put("calls", audit.calls());
        answer.put("services", registry.names());
        answer.put("memory", memory);
        return answer;
    }

    // ---- state

    private Response reset(Map<String, Object> which) {
        String account = text(which, "account");
        String region = text(which, "region");
        String service = text(which, "service");
        if (service != null && !registry.names().contains(service)) {
            throw new ControlException(400, "there is no service " + service);
        }
        Predicate<Scope> scopes = scope -> (account == null || account.equals(scope.account()))
                && (region == null || region.equals(scope.region()))
                && (service == null || service.equals(scope.service()));
        store.reset(scopes);
        if (which.isEmpty()) {
            faults.clear();
            jobs.resetClock();
        }
        return json.response(200, Map.of("reset", which.isEmpty() ? "all" : which));
    }

    private Response snapshot(String method, String name, String verb) {
        if (!name.matches("[A-Za-z0-9._-]{1,100}") || name.startsWith(".")) {
            throw new ControlException(
                    400, "a snapshot's name has 1 to 100 letters, digits, dots, dashes and underscores");
        }
        try {
            switch (method + " " + verb) {
                case "PUT " -> store.snapshot(name);
                case "POST restore" -> store.restore(name);
                case "DELETE " -> store.deleteSnapshot(name);
                default -> throw new ControlException(404, "no such control endpoint");
            }
        } catch (NoSuchElementException e) {
            throw new ControlException(404, "there is no snapshot " + name);
        }
        return json.response(200, Map.of("snapshot", name));
    }

    // ---- time

    private Map<String, Object> clockState() {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("now", clock.instant().toString());
        state.put("real", clock.real().toString());
        state.put("offset", clock.offset().toString());
        return state;
    }

    private Response moveClock(Map<String, Object> how) {
        if (how.size() != 1) {
            throw new ControlException(400, "one of advance, set and release is needed");
        }
        String advance = text(how, "advance");
        String set = text(how, "set");
        try {
            if (advance != null) {
                Duration by = Duration.parse(advance);
                if (by.isNegative()) {
                    throw new ControlException(400, "time does not go back");
                }
                jobs.advance(by);
            } else if (set != null) {
                Instant to = Instant.parse(set);
                if (to.isBefore(clock.instant())) {
                    throw new ControlException(400, "time does not go back: it is " + clock.instant());
                }
                jobs.advanceTo(to);
            } else if (!Boolean.TRUE.equals(how.get("release"))) {
                throw new ControlException(400, "release is true or absent");
            }
        } catch (DateTimeException | ArithmeticException e) {
            throw new ControlException(
                    400, advance != null ? "advance is an ISO-8601 duration" : "set is an ISO-8601 instant");
        }
        return json.response(200, clockState());
    }

    // ---- faults

    private List<Object> faultList() {
        List<Object> list = new ArrayList<>();
        for (Faults.Rule rule : faults.rules()) {
            list.add(describe(rule));
        }
        return list;
    }

    private static Map<String, Object> describe(Faults.Rule rule) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", rule.id());
        putIfThere(fields, "service", rule.service());
        putIfThere(fields, "operation", rule.operation());
        putIfThere(fields, "account", rule.account());
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

    private static void putIfThere(Map<String, Object> fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    private Response addFault(Map<String, Object> asked) {
        double probability = asked.get("probability") instanceof Number number ? number.doubleValue() : 1;
        if (!(probability > 0 && probability <= 1)) {
            throw new ControlException(400, "probability is above 0 and at most 1");
        }
        long count = asked.get("count") instanceof Number number ? number.longValue() : -1;
        if (asked.containsKey("count") && count <= 0) {
            throw new ControlException(400, "count is a positive number");
        }
        Faults.Rule rule = faults.add(
                text(asked, "service"),
                text(asked, "operation"),
                text(asked, "account"),
                probability,
                count,
                effect(asked));
        return json.response(200, describe(rule));
    }

    private static Faults.Effect effect(Map<String, Object> asked) {
        Object error = asked.get("error");
        String delay = text(asked, "delay");
        boolean drop = Boolean.TRUE.equals(asked.get("drop"));
        if ((error == null ? 0 : 1) + (delay == null ? 0 : 1) + (drop ? 1 : 0) != 1) {
            throw new ControlException(400, "one of error, delay and drop is needed");
        }
        if (drop) {
            return new Faults.Effect.Drop();
        }
        if (delay != null) {
            try {
                Duration by = Duration.parse(delay);
                if (by.isNegative() || by.compareTo(Duration.ofMinutes(5)) > 0) {
                    throw new ControlException(400, "delay is at most PT5M");
                }
                return new Faults.Effect.Delay(by);
            } catch (DateTimeException e) {
                throw new ControlException(400, "delay is an ISO-8601 duration");
            }
        }
        if (error instanceof String code) {
            return new Faults.Effect.Fail(code, 400, "Injected by a fault rule.");
        }
        if (error instanceof Map<?, ?> fields && fields.get("code") instanceof String code) {
            int status = fields.get("status") instanceof Number number ? number.intValue() : 400;
            if (status < 400 || status > 599) {
                throw new ControlException(400, "the status of an error is 400 to 599");
            }
            String message = fields.get("message") instanceof String text ? text : "Injected by a fault rule.";
            return new Faults.Effect.Fail(code, status, message);
        }
        throw new ControlException(400, "error is a code, or an object with code, status and message");
    }

    private Response removeFault(String id) {
        try {
            if (faults.remove(Long.parseLong(id))) {
                return json.response(200, Map.of("faults", faultList()));
            }
        } catch (NumberFormatException e) {
            LOG.log(System.Logger.Level.DEBUG, "not a number: " + id);
        }
        throw new ControlException(404, "there is no fault " + id);
    }

    // ---- audit

    private List<Object> auditList() {
        List<Object> list = new ArrayList<>();
        for (AuditRecord record : audit.latest(200)) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("time", record.time().toString());
            fields.put("requestId", record.requestId());
            putIfThere(fields, "parentRequestId", record.parentRequestId());
            fields.put("service", record.service());
            fields.put("operation", record.operation());
            fields.put("region", record.region());
            if (record.caller() != null) {
                fields.put("caller", Objects.requireNonNull(record.caller()).arn());
            }
            putIfThere(fields, "decision", record.decision());
            fields.put("status", record.status());
            putIfThere(fields, "error", record.errorCode());
            fields.put("micros", record.micros());
            fields.put("source", record.head().remote().getAddress().getHostAddress());
            putIfThere(fields, "agent", record.head().headers().first("user-agent"));
            fields.put("tls", record.head().secure());
            if (!record.notes().isEmpty()) {
                fields.put("notes", record.notes());
            }
            list.add(fields);
        }
        return list;
    }

    // ---- bodies

    private Map<String, Object> fields(byte[] body, String... known) {
        Map<String, Object> object = body.length == 0 ? Map.of() : json.object(body);
        for (String name : object.keySet()) {
            if (!List.of(known).contains(name)) {
                throw new ControlException(400, "unknown field " + name + "; known are " + String.join(", ", known));
            }
        }
        return object;
    }

    private static @Nullable String text(Map<String, Object> fields, String name) {
        Object value = fields.get(name);
        if (value != null && !(value instanceof String)) {
            throw new ControlException(400, name + " is text");
        }
        return (String) value;
    }
}
