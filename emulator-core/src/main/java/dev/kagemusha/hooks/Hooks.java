package dev.kagemusha.hooks;

import dev.kagemusha.time.EmulatorClock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The hooks of this emulator: found once, run by stage in the order of their names, and told about. In each folder files come
 * before the folders in it. A hook that fails does not keep the next one from running, as with LocalStack, unless failures are
 * to stop the emulator.
 */
public final class Hooks {
    private static final System.Logger LOG = System.getLogger(Hooks.class.getName());

    private final List<Hook> hooks = new ArrayList<>();
    private final Set<Stage> completed = Collections.synchronizedSet(EnumSet.noneOf(Stage.class));
    private final Seeds seeds;
    private final EmulatorClock clock;
    private final boolean stopOnFailure;
    private final Script before = new Script();
    private final Script after = new Script();

    /**
     * Finds the hooks.
     *
     * @param folders each with the folders of stages in it
     * @param stopOnFailure whether {@link #run} throws when a hook fails
     */
    public Hooks(List<Path> folders, Seeds seeds, EmulatorClock clock, boolean stopOnFailure) throws IOException {
        this.seeds = seeds;
        this.clock = clock;
        this.stopOnFailure = stopOnFailure;
        for (Stage stage : Stage.values()) {
            for (Path folder : folders) {
                find(stage, folder.resolve(stage.folder()), "");
            }
        }
    }

    private void find(Stage stage, Path folder, String prefix) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> entries;
        try (Stream<Path> files = Files.list(folder)) {
            entries = files.sorted().toList();
        }
        for (Path entry : entries) {
            String name = prefix + entry.getFileName();
            if (Files.isRegularFile(entry) && (Script.is(name) || name.endsWith(".json"))) {
                hooks.add(new Hook(stage, entry, name));
            }
        }
        for (Path entry : entries) {
            find(stage, entry, prefix + entry.getFileName() + "/");
        }
    }

    public List<Hook> all() {
        return Collections.unmodifiableList(hooks);
    }

    /** Whether the stage is through, failed hooks included. */
    public boolean completed(Stage stage) {
        return completed.contains(stage);
    }

    /**
     * Runs a stage's hooks.
     *
     * @param environment variables for scripts, where the server has none of the name; asked for only if there is a script
     * @return whether it is through: false when the emulator was stopped meanwhile
     * @throws HookFailed with the hook's name and its reason, if failures are to stop the emulator
     */
    public boolean run(Stage stage, Supplier<Map<String, String>> environment) throws HookFailed {
        for (Hook hook : hooks) {
            if (hook.stage() == stage) {
                run(hook, environment);
            }
            if (script(stage).stopped()) {
                return false;
            }
        }
        completed.add(stage);
        return true;
    }

    private void run(Hook hook, Supplier<Map<String, String>> environment) throws HookFailed {
        long began = clock.ticks();
        hook.is(Hook.State.RUNNING, Duration.ZERO, "");
        try {
            String told = "";
            if (hook.isSeed()) {
                told = seeds.plant(hook.toString(), hook.file());
            } else {
                script(hook.stage()).run(hook.file(), environment.get());
            }
            hook.is(Hook.State.SUCCESSFUL, since(began), told);
        } catch (HookFailed e) {
            failed(hook, began, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed(hook, began, "it was interrupted");
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "init hook " + hook, e);
            failed(hook, began, e.toString());
        }
    }

    private void failed(Hook hook, long began, String why) throws HookFailed {
        hook.is(Hook.State.ERROR, since(began), why);
        if (script(hook.stage()).stopped()) {
            return;
        }
        String line = "init hook " + hook + " failed: " + why;
        if (stopOnFailure && hook.stage() != Stage.SHUTDOWN) {
            throw new HookFailed(line);
        }
        LOG.log(System.Logger.Level.WARNING, line);
    }

    private Duration since(long began) {
        return Duration.ofNanos(clock.ticks() - began);
    }

    private Script script(Stage stage) {
        return stage == Stage.SHUTDOWN ? after : before;
    }

    /** Ends a script that still runs before the emulator stops; those of the stage of stopping may run yet. */
    public void stop() {
        before.stop();
    }
}
