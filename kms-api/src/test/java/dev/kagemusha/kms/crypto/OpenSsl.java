package dev.kagemusha.kms.crypto;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The {@code openssl} of this machine as a judge of what we make. Tests need it: none is skipped where it is missing. */
public final class OpenSsl {
    private static final long PATIENCE_SECONDS = 60;

    private final Path directory;

    /** @param directory for keys and messages; a temporary one */
    public OpenSsl(Path directory) {
        this.directory = directory;
    }

    /** What a command wrote to each stream. */
    public record Ended(int exit, byte[] output, String said) {}

    public Ended run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Path output = directory.resolve("stdout");
        Path errors = directory.resolve("stderr");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("no end of " + command);
            }
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readAllBytes(output), Files.readString(errors));
    }

    /** Runs a command that must succeed, and answers its output. */
    public byte[] ask(String... arguments) throws IOException, InterruptedException {
        Ended ended = run(arguments);
        if (ended.exit() != 0) {
            throw new AssertionError(
                    List.of(arguments) + ": " + new String(ended.output(), StandardCharsets.UTF_8) + ended.said());
        }
        return ended.output();
    }

    /** Writes a file beside which commands run, and answers its name. */
    public String file(String name, byte[] bytes) throws IOException {
        Files.write(directory.resolve(name), bytes);
        return name;
    }

    public byte[] read(String name) throws IOException {
        return Files.readAllBytes(directory.resolve(name));
    }

    /** A key of DER, X.509 or PKCS#8, as a file that every command takes. */
    public String pem(String name, String kind, byte[] der) throws IOException {
        String text = "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
        return file(name, text.getBytes(StandardCharsets.US_ASCII));
    }

    public String publicKey(byte[] x509) throws IOException {
        return pem("public.pem", "PUBLIC KEY", x509);
    }
}
