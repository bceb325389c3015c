package dev.kagemusha.protocol.json;

import dev.kagemusha.protocol.OperationModel;
import dev.kagemusha.protocol.SerializationException;
import dev.kagemusha.protocol.ServiceModel;
import dev.kagemusha.protocol.cbor.CborCodec;
import dev.kagemusha.protocol.wire.RandomPojo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.xray.XRayClient;
import software.amazon.awssdk.utils.builder.Buildable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

class TokenCodecTest {
    private static final List<Class<?>> CLIENTS =
            List.of(DynamoDbClient.class, KinesisClient.class, CloudWatchClient.class, XRayClient.class);

    static Stream<Arguments> codecsAndSeeds() {
        return Stream.of(
                Arguments.of(new JsonCodec(), 1L),
                Arguments.of(new JsonCodec(), 2L),
                Arguments.of(CborCodec.inSeconds(), 3L),
                Arguments.of(CborCodec.inSeconds(), 4L),
                Arguments.of(CborCodec.inMilliseconds(), 5L));
    }

    @ParameterizedTest
    @MethodSource("codecsAndSeeds")
    void readsWhatItWrote(TokenCodec codec, long seed) throws Exception {
        RandomPojo random = new RandomPojo(seed, field -> true);
        for (Class<?> client : CLIENTS) {
            ServiceModel service = ServiceModel.of(client);
            for (String name : service.operationNames()) {
                OperationModel operation = Objects.requireNonNull(service.operation(name));
                SdkPojo sent = random.fill(operation.newRequest());
                SdkPojo builder = operation.newRequest();
                codec.read(codec.write(sent), builder, "test");
                SdkPojo got = (SdkPojo) ((Buildable) builder).build();
                assertThat(sent.equalsBySdkFields(got))
                        .as("%s, seed %s:\n%s\n%s", name, seed, sent, got)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("codecsAndSeeds")
    void refusesBrokenBytesAndNothingElseHappens(TokenCodec codec, long seed) {
        RandomPojo random = new RandomPojo(seed, field -> true);
        Random damage = new Random(seed);
        for (Class<?> client : CLIENTS) {
            ServiceModel service = ServiceModel.of(client);
            for (String name : service.operationNames()) {
                OperationModel operation = Objects.requireNonNull(service.operation(name));
                byte[] bytes = codec.write(random.fill(operation.newRequest()));
                for (int i = 0; i < 20 && bytes.length > 0; i++) {
                    byte[] broken = damaged(bytes, damage);
                    assertThatCode(() -> {
                                try {
                                    codec.read(broken, operation.newRequest(), "test");
                                } catch (SerializationException e) {
                                    assertThat(e.code()).isEqualTo("SerializationException");
                                }
                            })
                            .as("%s, seed %s", name, seed)
                            .doesNotThrowAnyException();
                }
            }
        }
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] broken = random.nextBoolean() ? bytes.clone() : Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
        for (int i = random.nextInt(4); i > 0; i--) {
            broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
        }
        return broken;
    }

    @Test
    void refusesNestingThatNoServiceAllows() {
        String deep = "{\"Item\":{\"a\":" + "{\"L\":[".repeat(100_000);
        OperationModel operation =
                Objects.requireNonNull(ServiceModel.of(DynamoDbClient.class).operation("PutItem"));
        assertThatCode(() ->
                        new JsonCodec().read(deep.getBytes(StandardCharsets.UTF_8), operation.newRequest(), "test"))
                .isInstanceOf(SerializationException.class);
    }
}
