package dev.kagemusha.testkit.control;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The control endpoints of one emulator. Everything here is about the whole emulator, not one account, where it does not say
 * otherwise: whoever shares it sees its clock move.
 *
 * <p>Every method throws {@link ControlException} when the emulator refuses, with its own words, and when it cannot be reached.
 */
public final class EmulatorControl {
    private static final String ROOT = "/_kagemusha/";
    private static final int NOT_FOUND = 404;

    private final Transport transport;

    private EmulatorControl(Transport transport) {
        this.transport = transport;
    }

    /** The emulator at this endpoint, for example {@code http://localhost:4566}. */
    public static EmulatorControl at(URI endpoint) {
        return new EmulatorControl(new HttpTransport(endpoint, null));
    }

    /** The same for one that was started with {@code --control=token}. */
    public static EmulatorControl at(URI endpoint, String token) {
        return new EmulatorControl(new HttpTransport(endpoint, token));
    }

    /** The emulator at the end of some other way. */
    public static EmulatorControl over(Transport transport) {
        return new EmulatorControl(transport);
    }

    // ---- time

    /** The emulated time. */
    public Instant now() {
        return now(call("GET", "clock", null));
    }

    /** Moves emulated time on; what comes due on the way has run when this returns, in order, each at its own time. */
    public Instant advance(Duration by) {
        return now(call("POST", "clock", Json.write(Map.of("advance", by.toString()))));
    }

    /** The same up to an instant, which must not be past. */
    public Instant advanceTo(Instant to) {
        return now(call("POST", "clock", Json.write(Map.of("set", to.toString()))));
    }

    private static Instant now(Map<?, ?> clock) {
        return Instant.parse(text(clock, "now"));
    }

    // ---- state

    /** Forgets everything: state of all accounts, faults, and how far the clock was moved. Takes milliseconds. */
    public void reset() {
        call("POST", "reset", "{}");
    }

    /** Forgets the state of one account. */
    public void resetAccount(String account) {
        call("POST", "reset", Json.write(Map.of("account", account)));
    }

    /** Saves everything under a name: 1 to 100 letters, digits, dots, dashes and underscores. */
    public void snapshot(String name) {
        call("PUT", "snapshots/" + name, "{}");
    }

    /** Puts back everything that was saved under this name, the clock too. */
    public void restore(String name) {
        call("POST", "snapshots/" + name + "/restore", "{}");
    }

    public void deleteSnapshot(String name) {
        call("DELETE", "snapshots/" + name, null);
    }

    /** Names of what was saved. */
    public List<String> snapshots() {
        List<String> names = new ArrayList<>();
        if (call("GET", "snapshots", null).get("snapshots") instanceof List<?> list) {
            list.forEach(name -> names.add(String.valueOf(name)));
        }
        return names;
    }

    // ---- faults

    /** Lets calls fail from now on. */
    public InjectedFault inject(Fault fault) {
        return new InjectedFault(
                this, String.valueOf(call("POST", "faults", fault.json()).get("id")));
    }

    /** Removes every fault. */
    public void clearFaults() {
        call("DELETE", "faults", null);
    }

    void remove(String id) {
        try {
            call("DELETE", "faults/" + id, null);
        } catch (ControlException e) {
            if (e.status() != NOT_FOUND) { // it is used up already
                throw e;
            }
        }
    }

    // ---- what is there

    /** The emulator's version. */
    public String version() {
        return text(call("GET", "health", null), "version");
    }

    /** Names of the services it has. */
    public List<String> services() {
        List<String> names = new ArrayList<>();
        if (call("GET", "health", null).get("services") instanceof List<?> list) {
            list.forEach(name -> names.add(String.valueOf(name)));
        }
        return names;
    }

    private static String text(Map<?, ?> object, String name) {
        if (object.get(name) instanceof String text) {
            return text;
        }
        throw new ControlException(0, "the answer has no " + name + ": is this Kagemusha?");
    }

    private Map<?, ?> call(String method, String path, @Nullable String json) {
        Transport.Answer answer;
        try {
            answer = transport.send(method, ROOT + path, json);
        } catch (IOException e) {
            throw new ControlException("the emulator cannot be reached: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ControlException("interrupted while waiting for the emulator", e);
        }
        Map<?, ?> object = object(answer);
        if (answer.status() / 100 != 2) {
            Object error = object.get("error");
            throw new ControlException(
                    answer.status(),
                    error instanceof String text ? text : method + " " + path + ": " + answer.status());
        }
        return object;
    }

    private static Map<?, ?> object(Transport.Answer answer) {
        try {
            return Json.read(answer.body()) instanceof Map<?, ?> map ? map : Map.of();
        } catch (IllegalArgumentException e) {
            return Map.of(); // an answer of something else, which its status or a missing field tells
        }
    }
}
