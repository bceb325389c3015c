package dev.kagemusha.distribution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command run to its end with an environment that knows nothing of the machine's AWS configuration. */
final class Child {
    private static final long PATIENCE_SECONDS = 120;

    private Child() {}

    /** What a command said: both of its streams together. */
    record Ended(int exit, String output) {}

    static Ended run(Path directory, String... command) throws IOException, InterruptedException {
        return run(directory, PATIENCE_SECONDS, command);
    }

    static Ended run(Path directory, long patienceSeconds, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(command));
        Map<String, String> environment = builder.environment();
        environment
                .keySet()
                .removeIf(name -> name.startsWith("AWS_")
                        || name.toLowerCase(java.util.Locale.ROOT).endsWith("_proxy"));
        environment.put("HOME", directory.toString());
        environment.put("AWS_ACCESS_KEY_ID", "test");
        environment.put("AWS_SECRET_ACCESS_KEY", "test");
        environment.put("AWS_DEFAULT_REGION", "us-east-1");
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        environment.put("AWS_PAGER", "");
        environment.put("LC_ALL", "C.UTF-8");
        return run(directory, patienceSeconds, builder);
    }

    /** The same in the machine's own environment, for what has to be fetched; false where there is no such command, or it fails. */
    static boolean fetch(Path directory, String... command) throws InterruptedException {
        try {
            return run(directory, PATIENCE_SECONDS, new ProcessBuilder(List.of(command)))
                            .exit()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Ended run(Path directory, long patienceSeconds, ProcessBuilder builder)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "output", ".txt");
        Process process = builder.directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(patienceSeconds, TimeUnit.SECONDS)) {
                throw new AssertionError("no end of " + builder.command() + "\n" + Files.readString(output));
            }
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    /** The first of these commands that runs and ends well, or empty. */
    static String firstThatWorks(Path directory, List<String> candidates, String... arguments)
            throws InterruptedException {
        for (String candidate : candidates) {
            String[] command = new String[arguments.length + 1];
            command[0] = candidate;
            System.arraycopy(arguments, 0, command, 1, arguments.length);
            try {
                if (run(directory, command).exit() == 0) {
                    return candidate;
                }
            } catch (IOException e) {
                continue; // there is no such program
            }
        }
        return "";
    }
}
