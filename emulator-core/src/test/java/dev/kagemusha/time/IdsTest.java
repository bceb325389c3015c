package dev.kagemusha.time;

import org.junit.jupiter.api.Test;

import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

class IdsTest {
    @Test
    void givesTheSameForTheSameSeed() {
        assertThat(Ids.seeded(7).uuid())
                .isEqualTo(Ids.seeded(7).uuid())
                .isNotEqualTo(Ids.seeded(8).uuid());
    }

    @Test
    void marksUuidsAsRandomOnes() {
        UUID id = Ids.secure().uuid();
        assertThat(id.version()).isEqualTo(4);
        assertThat(id.variant()).isEqualTo(2);
    }

    @Test
    void keepsToTheAlphabet() {
        Ids ids = Ids.secure();
        assertThat(ids.hex(100)).matches("[0-9a-f]{100}");
        assertThat(ids.alphanumeric(300)).matches("[0-9A-Za-z]{300}");
        assertThat(ids.upperAlphanumeric(300)).matches("[0-9A-Z]{300}");
        assertThat(ids.base32(100)).matches("[A-Z2-7]{100}");
        assertThat(ids.digits(100)).matches("[0-9]{100}");
        assertThat(ids.number()).isNotNegative();
        assertThat(ids.hex(0)).isEmpty();
    }
}
