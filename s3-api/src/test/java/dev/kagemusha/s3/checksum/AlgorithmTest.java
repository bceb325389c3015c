package dev.kagemusha.s3.checksum;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AlgorithmTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            CRC64NVME, ae8b14860a799888
            CRC32,     cbf43926
            CRC32C,    e3069283
            SHA1,      f7c3bc1d808e04732adf679965ccc34ca7ae3441
            SHA256,    15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225
            """)
    void givesThePublishedValueOfTheCheckString(Algorithm algorithm, String expected) {
        byte[] value = algorithm.of("123456789".getBytes(StandardCharsets.US_ASCII));
        assertThat(HexFormat.of().formatHex(value)).isEqualTo(expected);
        assertThat(value).hasSize(algorithm.length());
    }

    @ParameterizedTest
    @EnumSource
    void givesTheSameValueHoweverTheBytesAreCut(Algorithm algorithm) {
        byte[] bytes = new byte[100_003];
        new Random(7).nextBytes(bytes);
        Digest digest = algorithm.open();
        Random cuts = new Random(11);
        for (int at = 0; at < bytes.length; ) {
            int n = Math.min(bytes.length - at, cuts.nextInt(67));
            digest.update(bytes, at, n);
            at += n;
        }
        assertThat(digest.value()).isEqualTo(algorithm.of(bytes));
    }

    @ParameterizedTest
    @EnumSource(names = {"CRC64NVME", "CRC32", "CRC32C"})
    void combinesTheValuesOfTwoPieces(Algorithm algorithm) {
        byte[] bytes = new byte[70_001];
        new Random(3).nextBytes(bytes);
        for (int cut : new int[] {0, 1, 7, 4096, 65_537, 70_000, 70_001}) {
            byte[] first = Arrays.copyOf(bytes, cut);
            byte[] second = Arrays.copyOfRange(bytes, cut, bytes.length);
            assertThat(algorithm.combine(algorithm.of(first), algorithm.of(second), second.length))
                    .as("cut at %d", cut)
                    .isEqualTo(algorithm.of(bytes));
        }
    }

    @Test
    void cannotCombineHashes() {
        byte[] value = Algorithm.SHA256.of(new byte[1]);
        assertThatThrownBy(() -> Algorithm.SHA256.combine(value, value, 1)).isInstanceOf(IllegalStateException.class);
    }
}
