package dev.kagemusha.testkit.control;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A failure to inject into calls, before their operation runs:
 *
 * <pre>
 * Fault.error("InternalServerError", 500).on("dynamodb", "PutItem").times(2)
 * Fault.delay(Duration.ofSeconds(3)).on("s3")
 * Fault.drop().withProbability(0.1)
 * </pre>
 *
 * <p>Without {@code on} it strikes every service, without {@code forAccount} every account, without {@code times} until it is
 * removed.
 */
public final class Fault {
    private final Map<String, Object> fields;

    private Fault(Map<String, Object> fields) {
        this.fields = fields;
    }

    /** Answers this error, with status 400. */
    public static Fault error(String code) {
        return new Fault(Map.of("error", Map.of("code", code)));
    }

    /** Answers this error. */
    public static Fault error(String code, int status) {
        return new Fault(Map.of("error", Map.of("code", code, "status", status)));
    }

    /** Answers this error with this text. */
    public static Fault error(String code, int status, String message) {
        return new Fault(Map.of("error", Map.of("code", code, "status", status, "message", message)));
    }

    /** Lets the call wait, in real time, at most five minutes; then it runs. */
    public static Fault delay(Duration by) {
        return new Fault(Map.of("delay", by.toString()));
    }

    /** Closes the connection without an answer. */
    public static Fault drop() {
        return new Fault(Map.of("drop", true));
    }

    /** Strikes this service alone, by the name that health shows: {@code dynamodb}. */
    public Fault on(String service) {
        return with("service", service);
    }

    /** Strikes this operation alone: {@code dynamodb}, {@code PutItem}. */
    public Fault on(String service, String operation) {
        return with("service", service).with("operation", operation);
    }

    /** Strikes calls of this account alone. */
    public Fault forAccount(String account) {
        return with("account", account);
    }

    /** Strikes so many calls, then is gone. */
    public Fault times(int count) {
        return with("count", count);
    }

    /** Strikes each matching call with this probability, above 0 and at most 1. */
    public Fault withProbability(double probability) {
        return with("probability", probability);
    }

    private Fault with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(fields);
        more.put(name, value);
        return new Fault(more);
    }

    /** The account it strikes, or null. */
    public @Nullable String account() {
        return (String) fields.get("account");
    }

    String json() {
        return Json.write(fields);
    }

    @Override
    public String toString() {
        return json();
    }
}
