package dev.kagemusha.testkit.junit;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** What docs/testing.md shows is what the tests run. */
final class DocumentationTest {
    private static final Path ROOT = Path.of("..", "..");
    private static final List<String> EXAMPLES = List.of(
            "testkit/junit/src/test/java/dev/kagemusha/testkit/junit/ExampleTest.java",
            "testkit/containers/src/test/java/dev/kagemusha/testkit/containers/ExampleTest.java",
            "testkit/containers/src/test/java/dev/kagemusha/testkit/containers/LocalStackContainerTest.java");
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void showsCodeThatIsTested() throws IOException {
        List<String> tested = new ArrayList<>();
        for (String example : EXAMPLES) {
            tested.add(plain(Files.readString(ROOT.resolve(example))));
        }
        List<String> shown = BLOCK.matcher(Files.readString(ROOT.resolve("docs/testing.md")))
                .results()
                .map((MatchResult block) -> plain(block.group(1)))
                .toList();
        assertThat(shown).hasSizeGreaterThan(3).allSatisfy(block -> assertThat(tested)
                .anyMatch(source -> source.contains(block)));
    }

    /** Where lines are broken is a matter of where a thing stands. */
    private static String plain(String code) {
        return code.replaceAll("\\s+", "");
    }
}
