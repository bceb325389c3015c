package dev.kagemusha.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server in a process of its own, with what the operating system knows of it. */
final class Child implements AutoCloseable {
    private static final double TICKS_PER_SECOND = 100; // USER_HZ on Linux

    private final Process process;

    private Child(Process process) {
        this.process = process;
    }

    /** Starts a main class with this class path and these JVM options, and waits for its line {@code Ready.} */
    static Child java(List<String> options, String main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.equals("Ready.")) {
                    Thread.ofVirtual().start(() -> drain(out));
                    return new Child(process);
                }
            }
            throw new IllegalStateException(main + " did not get ready");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void drain(BufferedReader out) {
        try {
            while (out.readLine() != null) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** CPU seconds used so far, user and system. */
    double cpuSeconds() {
        try {
            return seconds(Path.of("/proc", Long.toString(process.pid()), "stat"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** CPU seconds that the JIT compiler's threads have used so far. */
    double compilerSeconds() {
        double seconds = 0;
        try (DirectoryStream<Path> threads =
                Files.newDirectoryStream(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            for (Path thread : threads) {
                seconds += compilerSeconds(thread);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return seconds;
    }

    private static double compilerSeconds(Path thread) throws IOException {
        try {
            boolean compiles = Files.readString(thread.resolve("comm")).matches("C[12] Compiler(?s:.*)");
            return compiles ? seconds(thread.resolve("stat")) : 0;
        } catch (NoSuchFileException ended) {
            return 0; // the JVM lets compiler threads go that have nothing to do
        }
    }

    private static double seconds(Path stat) throws IOException {
        String text = Files.readString(stat);
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /** Resident memory in bytes: now ({@code VmRSS}) or at its peak ({@code VmHWM}). */
    long memory(String which) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
                if (line.startsWith(which + ":")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
            throw new IllegalStateException(which);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
