package dev.kagemusha.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The README's tour: every command in its {@code console} blocks, in one shell, and what each must say. {@code …} stands for anything. */
final class Tour {
    /** What the shell prints between what commands say. */
    private static final String MARK = "----next----";

    /** A dozen starts of the AWS CLI, which takes its time on a busy machine. */
    private static final long PATIENCE_SECONDS = 600;

    private record Step(String command, List<String> says) {}

    private Tour() {}

    private static List<Step> steps() throws IOException {
        List<Step> steps = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(Path.of("../README.md"))) {
            if (line.startsWith("```")) {
                inside = line.equals("```console");
            } else if (inside && line.startsWith("$ ")) {
                steps.add(new Step(line.substring(2), new ArrayList<>()));
            } else if (inside) {
                steps.getLast().says().add(line);
            }
        }
        return steps;
    }

    /** Takes the tour at an emulator on this port of this machine. */
    static void take(Path directory, String aws, int port) throws IOException, InterruptedException {
        List<Step> steps = steps();
        assertThat(steps).hasSizeGreaterThan(10);
        StringBuilder script = new StringBuilder();
        // An older CLI does not know the variable.
        script.append("aws() { command ").append(aws).append(" --endpoint-url \"$AWS_ENDPOINT_URL\" \"$@\"; }\n");
        for (Step step : steps) {
            script.append(step.command().replace("localhost:4566", "localhost:" + port))
                    .append("\necho ")
                    .append(MARK)
                    .append('\n');
        }
        Path file = Files.writeString(directory.resolve("tour.sh"), script);
        String said =
                Child.run(directory, PATIENCE_SECONDS, "bash", file.toString()).output();
        String[] parts = said.split(MARK + "\n", -1);
        assertThat(parts).as(said).hasSize(steps.size() + 1);
        for (int i = 0; i < steps.size(); i++) {
            // The CLI puts an empty line before an error.
            String line = parts[i].lines().filter(l -> !l.isBlank()).collect(Collectors.joining("\n"));
            String pattern = Stream.of(String.join("\n", steps.get(i).says()).split("…", -1))
                    .map(Pattern::quote)
                    .collect(Collectors.joining(".*"));
            assertThat(line).as(steps.get(i).command()).matches(pattern);
        }
    }
}
