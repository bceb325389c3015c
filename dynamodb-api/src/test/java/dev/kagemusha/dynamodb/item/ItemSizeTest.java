package dev.kagemusha.dynamodb.item;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

final class ItemSizeTest {
    @Test
    void countsNamesAndValues() {
        assertThat(ItemSize.of(Item.of(Map.of("name", new Value.S("Jürgen"))))).isEqualTo(4 + 7);
        assertThat(ItemSize.of(Item.empty())).isZero();
    }

    @Test
    void countsScalars() {
        assertThat(ItemSize.of(new Value.S(""))).isZero();
        assertThat(ItemSize.of(new Value.B(SdkBytes.fromByteArray(new byte[5]))))
                .isEqualTo(5);
        assertThat(ItemSize.of(Value.Bool.FALSE)).isEqualTo(1);
        assertThat(ItemSize.of(Value.Null.NULL)).isEqualTo(1);
        assertThat(ItemSize.of(new Value.N("123"))).isEqualTo(3);
    }

    @Test
    void setsAreTheSumOfTheirElements() {
        assertThat(ItemSize.of(new Value.SS(List.of("a", "bc")))).isEqualTo(3);
        assertThat(ItemSize.of(new Value.NS(List.of("0", "100")))).isEqualTo(3);
        assertThat(ItemSize.of(new Value.BS(List.of(SdkBytes.fromUtf8String("abc")))))
                .isEqualTo(3);
    }

    @Test
    void containersCostThreeAndOneForEachElement() {
        assertThat(ItemSize.of(new Value.L(List.of()))).isEqualTo(3);
        assertThat(ItemSize.of(new Value.M(Map.of()))).isEqualTo(3);
        assertThat(ItemSize.of(new Value.L(List.of(new Value.S("ab"), Value.Null.NULL))))
                .isEqualTo(3 + 3 + 2);
        assertThat(ItemSize.of(new Value.M(Map.of("key", new Value.L(List.of())))))
                .isEqualTo(3 + 3 + 3 + 1);
    }

    @RepeatedTest(2)
    void utf8LengthIsThatOfTheEncoding(RepetitionInfo repetition) {
        RandomItems random = new RandomItems(repetition.getCurrentRepetition());
        for (int i = 0; i < 2_000; i++) {
            String text = random.text();
            assertThat(ItemSize.utf8Length(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
        }
        assertThat(ItemSize.utf8Length("\uD800x")).isEqualTo("\uD800x".getBytes(StandardCharsets.UTF_8).length);
    }
}
