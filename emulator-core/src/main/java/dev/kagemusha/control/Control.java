package dev.kagemusha.control;

import dev.kagemusha.audit.AuditLog;
import dev.kagemusha.audit.AuditRecord;
import dev.kagemusha.hooks.Hooks;
import dev.kagemusha.hooks.Stage;
import dev.kagemusha.http.Body;
import dev.kagemusha.http.Headers;
import dev.kagemusha.http.Intake;
import dev.kagemusha.http.QueryString;
import dev.kagemusha.http.RequestHandler;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.http.Response;
import dev.kagemusha.service.Coverage;
import dev.kagemusha.service.Definition;
import dev.kagemusha.service.Faults;
import dev.kagemusha.service.Registry;
import dev.kagemusha.service.Report;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.time.SystemClock;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
    private final FaultRules rules;
    private final HookReport hooks;
    private final Json json = new Json();

    /**
     * How the endpoints behave.
     *
     * @param access who may use them
     * @param version of the emulator
     * @param publicHost the host of {@code --public-url}, or empty
     * @param certificateAuthority the CA's certificate in PEM, made at its first use
     * @param listeners further doors: name to address
     * @param hooks what ran at the start
     */
    public record Options(
            Access access,
            String version,
            String publicHost,
            Supplier<String> certificateAuthority,
            Supplier<Map<String, String>> listeners,
            Hooks hooks) {}

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
        this.rules = new FaultRules(faults, registry);
        this.hooks = new HookReport(options.hooks());
        this.started = clock.real();
    }

    @Override
    public Intake intake(RequestHead head) {
        if (!head.path().startsWith(OURS) && !head.path().startsWith(LOCALSTACKS)) {
            return next.intake(head);
        }
        if (registry.ready()) {
            return intakeOfOurs(head);
        }
        // Health is answered whatever else waits; the rest can wait for the services to be known.
        return health(head) ? (Intake.Streamed) body -> handle(head, body) : (Intake.Deferred) () -> intakeOfOurs(head);
    }

    /** Below the host of a bucket these paths are keys like others. */
    private Intake intakeOfOurs(RequestHead head) {
        if (registry.ownsHost(head)) {
            Intake intake = next.intake(head);
            return intake instanceof Intake.Deferred deferred ? deferred.decide() : intake;
        }
        return (Intake.Streamed) body -> handle(head, body);
    }

    private static boolean health(RequestHead head) {
        return head.path().equals(OURS + "health") || head.path().equals(LOCALSTACKS + "health");
    }

    private Response handle(RequestHead head, Body body) {
        try {
            String refusal = health(head) ? null : options.access().refusal(head, options.publicHost());
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
                    return reset(json.fields(body, "account", "region", "service"));
                }
                case "GET clock" -> {
                    return json.response(200, clockState());
                }
                case "POST clock" -> {
                    return moveClock(json.fields(body, "advance", "set", "release"));
                }
                case "GET coverage" -> {
                    return json.response(200, Coverage.of(registry));
                }
                case "GET faults" -> {
                    return json.response(200, Map.of("faults", rules.list()));
                }
                case "POST faults" -> {
                    return json.response(
                            200,
                            rules.add(json.fields(
                                    body,
                                    "service",
                                    "operation",
                                    "account",
                                    "probability",
                                    "count",
                                    "error",
                                    "delay",
                                    "drop")));
                }
                case "DELETE faults" -> {
                    faults.clear();
                    return json.response(200, Map.of("faults", rules.list()));
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
        if (what.equals("GET init") && steps.length <= 2) {
            return json.response(200, hooks.show(steps.length == 2 ? steps[1] : ""));
        }
        if (steps[0].equals("snapshots") && steps.length <= 3 && steps.length > 1) {
            return snapshot(method, steps[1], steps.length == 3 ? steps[2] : "");
        }
        if (what.equals("DELETE faults") && steps.length == 2) {
            rules.remove(steps[1]);
            return json.response(200, Map.of("faults", rules.list()));
        }
        if (method.equals("GET") && steps.length == 2) {
            Definition service = registry.byName(steps[0]);
            Report report = service == null ? null : service.report(steps[1]);
            if (report != null) {
                return json.response(200, report.show(QueryString.parse(head.query())));
            }
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
            case "GET init" -> json.response(200, hooks.showAsLocalStack(""));
            case "GET init/boot", "GET init/start", "GET init/ready", "GET init/shutdown" ->
                json.response(200, hooks.showAsLocalStack(path.substring("init/".length())));
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
        answer.put("ready", options.hooks().completed(Stage.READY));
        answer.put("version", options.version());
        answer.put("uptimeSeconds", Duration.between(started, clock.real()).toSeconds());
        answer.put("calls", audit.calls());
        answer.put("services", registry.names());
        answer.put("listeners", options.listeners().get());
        answer.put("memory", memory);
        return answer;
    }

    // ---- state

    private Response reset(Map<String, Object> which) {
        String account = Json.text(which, "account");
        String region = Json.text(which, "region");
        String service = Json.text(which, "service");
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
        registry.all(); // a service that nobody has called yet may have work that comes due
        String advance = Json.text(how, "advance");
        String set = Json.text(how, "set");
        try {
            if (advance != null) {
                Duration by = Duration.parse(advance);
                if (by.isNegative()) {
                    throw new ControlException(400, "time does not go back");
                }
                jobs.advance(by);
            } else if (set != null) {
                // Time moves by whole milliseconds: rather a fraction of one too far than not there yet.
                Instant to = Instant.parse(set).plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS);
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

    // ---- audit

    private List<Object> auditList() {
        List<Object> list = new ArrayList<>();
        for (AuditRecord record : audit.latest(200)) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("time", record.time().toString());
            fields.put("requestId", record.requestId());
            Json.putIfThere(fields, "parentRequestId", record.parentRequestId());
            fields.put("service", record.service());
            fields.put("operation", record.operation());
            fields.put("region", record.region());
            if (record.caller() != null) {
                fields.put("caller", Objects.requireNonNull(record.caller()).arn());
            }
            if (!record.resources().isEmpty()) {
                fields.put("resources", record.resources());
            }
            Json.putIfThere(fields, "decision", record.decision());
            fields.put("status", record.status());
            Json.putIfThere(fields, "error", record.errorCode());
            fields.put("micros", record.micros());
            fields.put("source", record.head().remote().getAddress().getHostAddress());
            Json.putIfThere(fields, "agent", record.head().headers().first("user-agent"));
            fields.put("tls", record.head().secure());
            if (!record.notes().isEmpty()) {
                fields.put("notes", record.notes());
            }
            list.add(fields);
        }
        return list;
    }
}
