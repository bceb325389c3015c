package dev.kagemusha.distribution;

import dev.kagemusha.launch.Config;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** docs/configuration.md is made from the flags: {@code -Dkagemusha.write-docs=true} writes it anew. */
final class ConfigurationReferenceTest {
    @Test
    void namesEveryFlag() throws Exception {
        Path page = Path.of("../docs/configuration.md");
        if (Boolean.getBoolean("kagemusha.write-docs")) {
            Files.writeString(page, Config.reference());
        }
        assertThat(page)
                .as("write it anew: mvn -pl docker -am test -Dtest=ConfigurationReferenceTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dkagemusha.write-docs=true")
                .hasContent(Config.reference());
    }
}
