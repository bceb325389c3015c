package dev.kagemusha.dynamodb.item;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class KeyCodecTest {
    @RepeatedTest(5)
    void bytesSortAsValuesDo(RepetitionInfo repetition) {
        RandomItems random = new RandomItems(repetition.getCurrentRepetition());
        for (int i = 0; i < 5_000; i++) {
            Value one = random.key();
            Value other = random.key();
            if (one.type() == other.type()) {
                int byBytes = Arrays.compareUnsigned(KeyCodec.encode(one), KeyCodec.encode(other));
                assertThat(Integer.signum(byBytes))
                        .as("%s and %s", one, other)
                        .isEqualTo(Integer.signum(KeyOrder.compare(one, other)));
            }
        }
    }

    @RepeatedTest(3)
    void readsBackWhatItWrote(RepetitionInfo repetition) {
        RandomItems random = new RandomItems(repetition.getCurrentRepetition());
        for (int i = 0; i < 5_000; i++) {
            Value key = random.key();
            assertThat(KeyCodec.decode(KeyCodec.encode(key))).isEqualTo(key);
        }
    }

    @Test
    void componentsFollowOneAnotherAndSortOneAfterTheOther() {
        Value a = new Value.S("a");
        Value aZero = new Value.S("a\0");
        Value number = new Value.N("-1.5");
        ByteBuffer composite = ByteBuffer.wrap(KeyCodec.encode(aZero, number, a));
        assertThat(KeyCodec.decode(composite)).isEqualTo(aZero);
        assertThat(KeyCodec.decode(composite)).isEqualTo(number);
        assertThat(KeyCodec.decode(composite)).isEqualTo(a);
        assertThat(composite.hasRemaining()).isFalse();
        assertThat(Arrays.compareUnsigned(
                        KeyCodec.encode(a, new Value.S("z")), KeyCodec.encode(aZero, new Value.S("b"))))
                .isNegative();
    }

    @RepeatedTest(3)
    void aPrefixBeginsWhatBeginsWithIt(RepetitionInfo repetition) {
        RandomItems random = new RandomItems(repetition.getCurrentRepetition());
        Random cut = new Random(repetition.getCurrentRepetition());
        for (int i = 0; i < 2_000; i++) {
            String text = random.text();
            String prefix = text.isEmpty() || cut.nextBoolean()
                    ? random.text()
                    : text.substring(0, text.offsetByCodePoints(0, 1));
            assertThat(startsWith(KeyCodec.encode(new Value.S(text)), KeyCodec.encodePrefix(new Value.S(prefix))))
                    .as("%s in %s", prefix, text)
                    .isEqualTo(text.startsWith(prefix));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1e-130", "-1e-130", "9.99e125", "-9.99e125", "-0.1", "100", "5", "50", "0.5"})
    void keepsTheExtremes(String text) {
        Value number = new Value.N(Numbers.parse(text));
        assertThat(KeyCodec.decode(KeyCodec.encode(number))).isEqualTo(number);
    }

    @Test
    void binarySortsUnsigned() {
        assertThat(Arrays.compareUnsigned(binary(0x7F), binary(0x80))).isNegative();
    }

    @Test
    void onlyKeyTypesHaveKeys() {
        assertThatThrownBy(() -> KeyCodec.encode(Value.Null.NULL)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> KeyCodec.encodePrefix(new Value.N("1"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void stringsSortByUtf8() {
        assertThat(KeyOrder.compare(new Value.S("\uE000"), new Value.S("\uD800\uDC00")))
                .isNegative();
        assertThat("\uE000".getBytes(StandardCharsets.UTF_8)[0] & 0xFF).isEqualTo(0xEE);
    }

    private static byte[] binary(int single) {
        return KeyCodec.encode(new Value.B(SdkBytes.fromByteArray(new byte[] {(byte) single})));
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }
}
