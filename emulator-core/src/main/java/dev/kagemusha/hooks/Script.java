package dev.kagemusha.hooks;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs scripts, one at a time, with the server's own streams. Like LocalStack it wants a shell script to be executable; a script of Python
 * runs where there is a {@code python3}.
 */
final class Script {
    /** A script has no use for the key of all keys. */
    private static final String ROOT_KEY = "KAGEMUSHA_ROOT_KEY";

    private boolean stopped;
    private @Nullable Process running;

    static boolean is(String name) {
        return name.endsWith(".sh") || name.endsWith(".py");
    }

    /** @param defaults variables of its environment, where the server has none of the name */
    void run(Path file, Map<String, String> defaults) throws HookFailed, InterruptedException {
        boolean shell = file.toString().endsWith(".sh");
        if (shell && !Files.isExecutable(file)) {
            throw new HookFailed("it is not executable (chmod +x)");
        }
        List<String> command = shell ? List.of(file.toString()) : List.of("python3", file.toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        Map<String, String> environment = builder.environment();
        environment.remove(ROOT_KEY);
        defaults.forEach(environment::putIfAbsent);
        Process process = start(builder);
        int exit = process.waitFor();
        if (exit != 0) {
            throw new HookFailed("it ended with exit code " + exit);
        }
    }

    private synchronized Process start(ProcessBuilder builder) throws HookFailed {
        if (stopped) {
            throw new HookFailed("the emulator stops");
        }
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            running = process;
            return process;
        } catch (IOException e) {
            throw new HookFailed(String.valueOf(e.getMessage()));
        }
    }

    synchronized boolean stopped() {
        return stopped;
    }

    /** Ends what runs, with all that it has started, and lets nothing else start. */
    synchronized void stop() {
        stopped = true;
        if (running != null) {
            running.descendants().forEach(ProcessHandle::destroy);
            running.destroy();
        }
    }
}
