package dev.kagemusha.distribution;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** The example for GitHub Actions works: its steps after the image is built, as a runner would run them. */
@Tag("image")
final class WorkflowTest {
    private static final long PATIENCE_SECONDS = 300;

    @TempDir
    Path directory;

    /** The lines of a step's script. */
    private static List<String> script(String step) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("../.github/workflows/example.yml"));
        int at = lines.indexOf("      - name: " + step) + 1;
        while (!lines.get(at).equals("        run: |")) {
            at++;
        }
        List<String> script = new ArrayList<>();
        while (++at < lines.size() && lines.get(at).startsWith("          ")) {
            script.add(lines.get(at).strip());
        }
        return script;
    }

    @Test
    void startsTestsAndTidiesUp() throws Exception {
        String name = "kagemusha-workflow-" + ProcessHandle.current().pid();
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String aws = Child.firstThatWorks(directory, List.of("/usr/bin/aws", "/usr/local/bin/aws", "aws"), "--version");
        List<String> script = new ArrayList<>(List.of(
                "set -eo pipefail",
                // An older CLI does not know AWS_ENDPOINT_URL.
                "aws() { command " + aws + " --endpoint-url http://localhost:" + port + " \"$@\"; }"));
        for (String step : List.of("Start it", "Test against it", "What it was asked")) {
            script.addAll(script(step));
        }
        String text = String.join("\n", script)
                .replace("127.0.0.1:4566:4566", "127.0.0.1:" + port + ":4566")
                .replace("--name aws", "--name " + name)
                .replaceAll("(docker (?:inspect|logs|rm) .*)\\baws\\b", "$1" + name);
        Path file = Files.writeString(directory.resolve("steps.sh"), text);
        try {
            Child.Ended ended = Child.run(directory, PATIENCE_SECONDS, "bash", file.toString());

            assertThat(ended.exit()).as(ended.output()).isZero();
            assertThat(ended.output()).contains("make_bucket: photos", "Ready.", "PutObject");
        } finally {
            Container.dockerEnds(directory, "rm", "-f", "-v", name);
        }
    }
}
