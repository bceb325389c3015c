package dev.kagemusha.s3.object;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

final class VersionTest {
    @Test
    void isReadBackFromItsId() {
        Version version = Version.after(null, 1_800_000_000_000L, true);

        String id = version.id("k");

        assertThat(id).hasSize(32);
        assertThat(Version.order("k", id)).isEqualTo(version.order());
        assertThat(Version.order("l", id)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
                "********************************",
                "short"
            })
    void isNotReadFromOtherText(String id) {
        assertThat(Version.order("k", id)).isEqualTo(-1);
    }
}
