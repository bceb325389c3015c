package dev.kagemusha.protocol.json;

import dev.kagemusha.protocol.SerializationException;
import dev.kagemusha.protocol.cbor.CborCodec;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Names that a client chooses: many that are alike, and long ones. */
@Timeout(20)
class NamesTest {
    private static final int MANY = 100_000;

    static Stream<Arguments> codecs() {
        return Stream.of(
                Arguments.of("JSON", new JsonCodec()),
                Arguments.of("CBOR", CborCodec.inSeconds()),
                Arguments.of("Kinesis's CBOR", CborCodec.inMilliseconds()));
    }

    private static PutItemRequest read(TokenCodec codec, Map<String, AttributeValue> item)
            throws SerializationException {
        byte[] body =
                codec.write(PutItemRequest.builder().tableName("t").item(item).build());
        PutItemRequest.Builder builder = PutItemRequest.builder();
        codec.read(body, builder, "test");
        return builder.build();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("codecs")
    void readsManyThatAreAlike(String name, TokenCodec codec) throws Exception {
        Map<String, AttributeValue> item = new LinkedHashMap<>();
        for (int i = 0; i < MANY; i++) {
            item.put("attribute" + i, AttributeValue.fromN("1"));
        }
        assertThat(read(codec, item).item()).hasSize(MANY).isEqualTo(item);
    }

    /** {@code Aa} and {@code BB} have one hash in Java; pairs of them, as many names of one hash as one likes. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("codecs")
    void readsManyOfOneHash(String name, TokenCodec codec) throws Exception {
        Map<String, AttributeValue> item = new LinkedHashMap<>();
        for (int i = 0; i < 1 << 16; i++) {
            StringBuilder key = new StringBuilder();
            for (int bit = 0; bit < 16; bit++) {
                key.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            item.put(key.toString(), AttributeValue.fromN("1"));
        }
        assertThat(read(codec, item).item()).hasSize(1 << 16).isEqualTo(item);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("codecs")
    void readsLongNamesUpToABound(String name, TokenCodec codec) throws Exception {
        for (int length : new int[] {TokenCodec.KEPT_NAME, TokenCodec.KEPT_NAME + 1, 65_536, TokenCodec.LONGEST_NAME}) {
            Map<String, AttributeValue> item = Map.of("n".repeat(length), AttributeValue.fromS("v"));
            assertThat(read(codec, item).item()).isEqualTo(item);
        }
        assertThatThrownBy(
                        () -> read(codec, Map.of("n".repeat(TokenCodec.LONGEST_NAME + 1), AttributeValue.fromS("v"))))
                .isInstanceOf(SerializationException.class);
    }
}
