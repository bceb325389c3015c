package dev.kagemusha.distribution;

import dev.kagemusha.testing.wire.CapturingClient;
import dev.kagemusha.testing.wire.RequestMutator.Sample;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.RequiredTrait;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.utils.builder.SdkBuilder;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * Requests of every operation as the SDK would send them, filled at random: members that are there or not, enumerations with and without
 * sense, structures in structures, and words that a test gives, such as the names of its buckets.
 */
final class AnyRequest {
    private static final List<String> TEXTS = List.of(
            "a",
            "",
            " ",
            "*",
            "/",
            "..",
            "a/b//c",
            "ü€😀",
            "\t",
            "\u0001",
            "\uFFFE",
            "<&\"'>",
            "]]>",
            "%00",
            "%zz",
            "-1",
            "0",
            "1e9",
            "null",
            "true",
            "2026-01-01T00:00:00Z",
            "AAAAAA==",
            "000000000000",
            "arn:aws:s3:::",
            "arn:aws:s3:::other",
            "arn:aws:sqs:us-east-1:111111111111:q",
            "arn:aws:iam::111111111111:role/r",
            "arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab",
            "http://acs.amazonaws.com/groups/global/AllUsers",
            "bytes=0-3",
            "bytes=-0",
            "k=v&k2=v2",
            "{}",
            "{\"Version\":\"2012-10-17\",\"Statement\":[]}",
            "x".repeat(300),
            "x".repeat(3_000));
    private static final int[] NUMBERS = {-1, 0, 1, 2, 5, 30, 128, 999, 1000, 1001, 10_001, Integer.MAX_VALUE};
    private static final long[] LONGS = {-1, 0, 1, 100, 128L << 10, 5L << 20, 5L << 30, 5L << 40, Long.MAX_VALUE};
    private static final List<Instant> TIMES = List.of(
            Instant.EPOCH,
            Instant.parse("1969-12-31T23:59:59.999Z"),
            Instant.parse("2026-01-01T00:00:00Z"),
            Instant.parse("2026-01-01T12:34:56.789Z"),
            Instant.parse("2100-02-28T00:00:00Z"),
            Instant.parse("9999-12-31T23:59:59Z"));
    /** What the SDK puts into CopySource, and refuses beside it. */
    private static final List<String> COPY_SOURCES = List.of("SourceBucket", "SourceKey", "SourceVersionId");

    /** Signed for other services. */
    private static final List<String> ELSEWHERE =
            List.of("listDirectoryBuckets", "createSession", "writeGetObjectResponse");

    private static final int DEPTH = 6;

    private final Random random;
    private final Function<String, @Nullable String> words;
    private final CapturingClient http = new CapturingClient();
    private final S3Client client = S3Client.builder()
            .forcePathStyle(true)
            .endpointOverride(URI.create("http://localhost:4566"))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("111111111111", "nobody's")))
            .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1)))
            .httpClient(http)
            .build();
    private final List<Method> operations = Arrays.stream(S3Client.class.getMethods())
            .filter(AnyRequest::isOperation)
            .sorted(Comparator.comparing(Method::getName).thenComparing(Method::getParameterCount))
            .toList();

    /** @param words a word for a member of this name, or null for any */
    AnyRequest(Random random, Function<String, @Nullable String> words) {
        this.random = random;
        this.words = words;
    }

    private static boolean isOperation(Method method) {
        Class<?>[] parameters = method.getParameterTypes();
        return parameters.length >= 1
                && parameters.length <= 2
                && SdkPojo.class.isAssignableFrom(parameters[0])
                && !method.getName().endsWith("Paginator")
                && !ELSEWHERE.contains(method.getName())
                && (parameters.length == 1 ? !takesABody(method) : parameters[1] == RequestBody.class);
    }

    private static boolean takesABody(Method method) {
        return List.of("putObject", "uploadPart").contains(method.getName());
    }

    List<String> operations() {
        return operations.stream().map(Method::getName).toList();
    }

    /** A request of some operation. */
    Sample next() {
        return next(operations.get(random.nextInt(operations.size())));
    }

    /** A request of this operation. */
    Sample next(String operation) {
        return next(operations.stream()
                .filter(method -> method.getName().equals(operation))
                .findFirst()
                .orElseThrow());
    }

    private Sample next(Method operation) {
        // Some of what comes out the SDK itself refuses.
        for (int attempt = 0; attempt < 200; attempt++) {
            Object before = http.body();
            try {
                Object request = structure(operation.getParameterTypes()[0], 0);
                if (operation.getParameterCount() == 1) {
                    operation.invoke(client, request);
                } else {
                    operation.invoke(client, request, RequestBody.fromString("content"));
                }
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof SdkException) && !(e.getCause() instanceof RuntimeException)) {
                    throw new IllegalStateException(e);
                }
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
            if (http.body() != before) {
                return new Sample(http.head(), http.body());
            }
        }
        throw new IllegalStateException(operation + " is never sent");
    }

    private Object structure(Class<?> type, int depth) {
        try {
            Object builder = type.getMethod("builder").invoke(null);
            fill((SdkPojo) builder, type, depth);
            return ((SdkBuilder<?, ?>) builder).build();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private void fill(SdkPojo builder, Class<?> type, int depth) {
        // Few members or nearly all.
        int chance = random.nextInt(100);
        for (SdkField<?> field : builder.sdkFields()) {
            if (depth == 0 && COPY_SOURCES.contains(field.memberName())) {
                continue;
            }
            boolean required = field.getTrait(RequiredTrait.class) != null;
            boolean header = depth == 0 && !required;
            if (random.nextInt(100) < (required ? 97 : header ? Math.min(chance, 30) : chance)) {
                field.set(builder, value(field, kind(type, field), depth));
            }
        }
    }

    /** What the getter of a member answers: enumerations are told by it alone. */
    private static @Nullable Type kind(Class<?> owner, SdkField<?> field) {
        String name = field.memberName();
        String getter = Character.toLowerCase(name.charAt(0)) + name.substring(1);
        for (Method method : owner.getMethods()) {
            if (method.getParameterCount() == 0 && method.getName().equalsIgnoreCase(getter)) {
                return method.getGenericReturnType();
            }
        }
        return null;
    }

    private @Nullable Object value(SdkField<?> field, @Nullable Type kind, int depth) {
        MarshallingType<?> type = field.marshallingType();
        if (type == MarshallingType.SDK_POJO) {
            if (depth > DEPTH) {
                return null;
            }
            SdkPojo builder = field.constructor().get();
            Class<?> owner =
                    builder.getClass().getInterfaces().length == 0 ? builder.getClass() : enclosing(builder.getClass());
            fill(builder, owner, depth + 1);
            return ((SdkBuilder<?, ?>) builder).build();
        } else if (type == MarshallingType.LIST) {
            SdkField<?> member = field.getTrait(ListTrait.class).memberFieldInfo();
            List<Object> all = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                Object one = value(member, argument(kind), depth);
                if (one != null) {
                    all.add(one);
                }
            }
            return all;
        } else if (type == MarshallingType.MAP) {
            Map<String, Object> all = new LinkedHashMap<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                Object one = value(field.getTrait(MapTrait.class).valueFieldInfo(), null, depth);
                all.put("k" + i, one == null ? "" : one);
            }
            return all;
        } else if (type == MarshallingType.STRING) {
            return text(field.memberName(), kind);
        } else if (type == MarshallingType.INTEGER) {
            return NUMBERS[random.nextInt(NUMBERS.length)];
        } else if (type == MarshallingType.LONG) {
            return LONGS[random.nextInt(LONGS.length)];
        } else if (type == MarshallingType.BOOLEAN) {
            return random.nextBoolean();
        } else if (type == MarshallingType.INSTANT) {
            return TIMES.get(random.nextInt(TIMES.size()));
        } else if (type == MarshallingType.SDK_BYTES) {
            return SdkBytes.fromUtf8String("content");
        }
        return null; // Select's streams
    }

    private static Class<?> enclosing(Class<?> builder) {
        Class<?> outer = builder.getEnclosingClass();
        return outer == null ? builder : outer;
    }

    private static @Nullable Type argument(@Nullable Type list) {
        return list instanceof ParameterizedType type ? type.getActualTypeArguments()[0] : null;
    }

    private String text(@Nullable String member, @Nullable Type kind) {
        String word = member == null ? null : words.apply(member);
        if (word != null && random.nextInt(12) != 0) {
            return word;
        }
        if (kind instanceof Class<?> type && type.isEnum() && random.nextInt(12) != 0) {
            Object[] constants = type.getEnumConstants();
            return constants[random.nextInt(constants.length - 1)].toString(); // the last is what the SDK does not know
        }
        return any();
    }

    /** Some text. */
    String any() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }
}
