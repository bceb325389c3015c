package dev.kagemusha.rows;

import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.LifecycleRule;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class RowsTest {
    @Test
    void keepsAClassOfTheSdkInItsWireForm() {
        LifecycleRule rule = LifecycleRule.builder()
                .id("old")
                .status("Enabled")
                .filter(f -> f.and(a -> a.prefix("logs/").tags(t -> t.key("a").value("b"))))
                .expiration(e -> e.date(Instant.ofEpochMilli(1_700_000_000_123L)))
                .transitions(List.of())
                .build();
        Pojo<LifecycleRule> rows = Pojo.of(LifecycleRule::builder);

        assertThat(rows.decode(rows.encode(rule))).isEqualTo(rule);
        assertThatThrownBy(() -> rows.decode(new byte[] {0x1})).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void sortsPairsByOwnerFirst() {
        Pair.Codec codec = new Pair.Codec();
        List<Pair> sorted = List.of(new Pair("a", ""), new Pair("a", "z"), new Pair("a\0", "b"), new Pair("ab", "a"));

        List<byte[]> keys = sorted.stream()
                .map(pair -> {
                    KeyWriter out = new KeyWriter();
                    codec.write(pair, out);
                    return out.toBytes();
                })
                .toList();

        assertThat(keys.stream().sorted(Arrays::compareUnsigned)).containsExactlyElementsOf(keys);
        assertThat(keys.stream().map(key -> codec.read(new KeyReader(key)))).containsExactlyElementsOf(sorted);
        assertThat(Stream.of(0, 1).map(keys::get)).allMatch(key -> startsWith(key, Pair.prefix("a")));
        assertThat(Stream.of(2, 3).map(keys::get)).noneMatch(key -> startsWith(key, Pair.prefix("a")));
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }
}
