package dev.kagemusha.testing.wire;

import dev.kagemusha.http.RequestHead;
import dev.kagemusha.protocol.Address;
import dev.kagemusha.protocol.Inbound;
import dev.kagemusha.protocol.Match;
import dev.kagemusha.protocol.OperationModel;
import dev.kagemusha.protocol.Outbound;
import dev.kagemusha.protocol.Protocol;
import dev.kagemusha.protocol.ServiceModel;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A protocol of ours against a real client of the SDK: what the client sends must be routed and decoded to what it was
 * given, and what we encode must be read as what we had. Objects are random; the seed is printed.
 */
public final class RoundTrip {
    private static final int SEEDS = 20;

    /** Members that the client fills by itself, in requests and in answers. */
    private static final Set<String> CLIENTS_OWN =
            Set.of("ChecksumAlgorithm", "ContentType", "ContentLength", "ContentEncoding", "Metadata", "ClientToken");

    /** Members to which the client adds, or that it makes anew each time one asks. */
    private static final Set<String> CLIENTS_CHANGE = Set.of("ContentEncoding", "ClientToken");

    private final ServiceModel service;
    private final Protocol protocol;
    private final CapturingClient http;
    private final Object client;
    private final Map<String, String> fixed;
    private final Function<RequestHead, Address> addressing;

    /**
     * @param client made with {@code http}
     * @param fixed see {@link Samples}
     */
    public RoundTrip(
            ServiceModel service,
            Protocol protocol,
            CapturingClient http,
            Object client,
            Map<String, String> fixed,
            Function<RequestHead, Address> addressing) {
        this.service = service;
        this.protocol = protocol;
        this.http = http;
        this.client = client;
        this.fixed = fixed;
        this.addressing = addressing;
    }

    /** The client's requests are routed to their operation, and decoded to what they were made of. */
    public void requests(String name) throws Exception {
        OperationModel operation = operation(name);
        http.answer(
                protocol.encode(operation, new Samples(new Random(0), fixed).fill(newResponse(operation), true), "id"));
        for (int seed = 0; seed < SEEDS; seed++) {
            SdkPojo request = new Samples(new Random(seed), fixed).fill(operation.newRequest(), seed > 0);
            send(operation, request);
            String context = "seed %d: %s".formatted(seed, http.head());
            assertThat(protocol.recognises(http.head())).as(context).isTrue();
            byte[] body = operation.streamsIn() ? new byte[0] : http.body();
            Address address = addressing.apply(http.head());
            Match match = protocol.match(service, http.head(), address, null);
            if (match instanceof Match.NeedsBody) {
                match = protocol.match(service, http.head(), address, body);
            }
            assertThat(match).as(context).isInstanceOf(Match.Found.class);
            Match.Found found = (Match.Found) match;
            assertThat(found.operation()).as(context).isSameAs(operation);
            Map<String, String> labels = new HashMap<>(found.labels());
            labels.putAll(address.labels());
            SdkPojo decoded = protocol.decode(operation, new Inbound(http.head(), labels, body));
            assertSame(context + new String(body, UTF_8), request, decoded);
        }
    }

    /** The client reads our answers. */
    public void responses(String name) throws Exception {
        OperationModel operation = operation(name);
        SdkPojo request = new Samples(new Random(1), fixed).fill(operation.newRequest(), false);
        for (int seed = 0; seed < SEEDS; seed++) {
            SdkPojo response = new Samples(new Random(seed), fixed).fill(newResponse(operation), true);
            Outbound answer = protocol.encode(operation, response, "0123456789ABCDEF");
            http.answer(answer);
            Object decoded = send(operation, request);
            String context = "seed %d: %s %s".formatted(seed, answer.headers(), new String(answer.body(), UTF_8));
            assertSame(context, response, (SdkPojo) decoded);
        }
    }

    /** What one side left out, the other may have filled: the client adds defaults, an empty structure has no bytes. */
    private static void assertSame(String context, SdkPojo expected, SdkPojo actual) {
        for (SdkField<?> field : expected.sdkFields()) {
            Object there = field.getValueOrDefault(expected);
            Object here = field.getValueOrDefault(actual);
            boolean clients = CLIENTS_OWN.contains(field.memberName());
            if (there == null || CLIENTS_CHANGE.contains(field.memberName())
                    ? clients
                    : here == null && isEmpty(there)) {
                continue;
            }
            if (there == null && here instanceof SdkPojo && isEmpty(here)) {
                continue;
            }
            assertThat(here).as("%s in %s", field.memberName(), context).isEqualTo(there);
        }
    }

    private static boolean isEmpty(Object value) {
        return value instanceof SdkPojo pojo
                && pojo.sdkFields().stream().allMatch(field -> {
                    Object member = field.getValueOrDefault(pojo);
                    return member == null
                            || member instanceof SdkAutoConstructList
                            || member instanceof SdkAutoConstructMap;
                });
    }

    private OperationModel operation(String name) {
        OperationModel operation = service.operation(name);
        if (operation == null) {
            throw new AssertionError(name);
        }
        return operation;
    }

    private static SdkPojo newResponse(OperationModel operation) throws ReflectiveOperationException {
        return (SdkPojo) operation.responseType().getMethod("builder").invoke(null);
    }

    private Object send(OperationModel operation, SdkPojo request) throws Exception {
        Method method = operation.method();
        Object[] arguments = new Object[method.getParameterCount()];
        arguments[0] = request;
        for (int i = 1; i < arguments.length; i++) {
            arguments[i] = method.getParameterTypes()[i] == RequestBody.class
                    ? RequestBody.fromString("content")
                    : ResponseTransformer.toBytes();
        }
        try {
            Object answer = method.invoke(client, arguments);
            return answer instanceof ResponseBytes<?> bytes ? bytes.response() : answer;
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** The operations of a service, but for some. */
    public static List<String> operations(ServiceModel service, String... except) {
        return service.operationNames().stream()
                .filter(name -> !List.of(except).contains(name))
                .toList();
    }
}
