package dev.kagemusha.dynamodb.item;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class ItemCodecTest {
    @RepeatedTest(3)
    void readsBackWhatItWrote(RepetitionInfo repetition) {
        RandomItems random = new RandomItems(repetition.getCurrentRepetition());
        for (int i = 0; i < 2_000; i++) {
            Item item = random.item();
            byte[] bytes = ItemCodec.encode(item);
            assertThat(ItemCodec.decode(bytes)).isEqualTo(item);
            assertThat(ItemCodec.decode(bytes).attributes().keySet())
                    .containsExactlyElementsOf(item.attributes().keySet());
            for (Map.Entry<String, Value> attribute : item) {
                assertThat(ItemCodec.get(bytes, attribute.getKey())).isEqualTo(attribute.getValue());
            }
        }
    }

    @Test
    void readsOnlyTheAttributesAskedFor() {
        Map<String, Value> attributes = new LinkedHashMap<>();
        attributes.put("a", new Value.N("12345678901234567890.5"));
        attributes.put("b", new Value.M(Map.of("x", new Value.S("ü"))));
        attributes.put("c", new Value.N("-7"));
        attributes.put("d", Value.Bool.TRUE);
        byte[] bytes = ItemCodec.encode(Item.of(attributes));
        assertThat(ItemCodec.decode(bytes, Set.of("d", "b", "z")).attributes())
                .containsExactly(
                        Map.entry("b", new Value.M(Map.of("x", new Value.S("ü")))), Map.entry("d", Value.Bool.TRUE));
        assertThat(ItemCodec.get(bytes, "c")).isEqualTo(new Value.N("-7"));
        assertThat(ItemCodec.get(bytes, "z")).isNull();
    }

    @Test
    void isCompact() {
        Map<String, Value> attributes = new LinkedHashMap<>();
        attributes.put("pk", new Value.S("user#1"));
        attributes.put("n", new Value.N("1700000000"));
        assertThat(ItemCodec.encode(Item.of(attributes))).hasSize(2 + 3 + 8 + 2 + 6);
    }

    @Test
    void refusesAnUnknownFormat() {
        assertThatThrownBy(() -> ItemCodec.decode("\u0007".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("unknown format 7");
    }
}
