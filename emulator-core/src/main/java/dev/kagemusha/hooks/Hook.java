package dev.kagemusha.hooks;

import java.nio.file.Path;
import java.time.Duration;

/** One file of a stage's folder, and how it went. */
public final class Hook {
    private final Stage stage;
    private final Path file;
    private final String name;
    private volatile Outcome outcome = new Outcome(State.UNKNOWN, Duration.ZERO, "");

    /** As LocalStack names them. */
    public enum State {
        /** It did not run yet. */
        UNKNOWN,
        RUNNING,
        SUCCESSFUL,
        ERROR
    }

    /** @param message why it failed, or what there is to tell; may be empty */
    public record Outcome(State state, Duration took, String message) {}

    Hook(Stage stage, Path file, String name) {
        this.stage = stage;
        this.file = file;
        this.name = name;
    }

    public Stage stage() {
        return stage;
    }

    Path file() {
        return file;
    }

    /** Its path below the stage's folder. */
    public String name() {
        return name;
    }

    public Outcome outcome() {
        return outcome;
    }

    void is(State state, Duration took, String message) {
        outcome = new Outcome(state, took, message);
    }

    boolean isSeed() {
        return name.endsWith(".json");
    }

    @Override
    public String toString() {
        return stage.folder() + "/" + name;
    }
}
