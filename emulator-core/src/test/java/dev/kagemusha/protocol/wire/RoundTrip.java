package dev.kagemusha.protocol.wire;

import dev.kagemusha.protocol.Address;
import dev.kagemusha.protocol.Inbound;
import dev.kagemusha.protocol.Match;
import dev.kagemusha.protocol.OperationModel;
import dev.kagemusha.protocol.Protocol;
import dev.kagemusha.protocol.ServiceModel;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.regions.Region;

import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

import static org.assertj.core.api.Assertions.assertThat;

/** Sends random requests of every operation from the SDK's client through a protocol, and random responses back. */
public final class RoundTrip {
    private final ServiceModel service;
    private final Protocol protocol;
    private final AtomicReference<SdkPojo> received = new AtomicReference<>();
    private final AtomicReference<SdkPojo> answer = new AtomicReference<>();

    public RoundTrip(Class<?> client, Protocol protocol) {
        this.service = ServiceModel.of(client);
        this.protocol = protocol;
    }

    /** @param wanted the members that take part */
    public <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C extends SdkClient> void everyOperation(
            B builder, long seed, Predicate<SdkField<?>> wanted) throws Exception {
        RandomPojo random = new RandomPojo(seed, wanted);
        try (C client = builder.region(Region.US_EAST_1)
                .endpointOverride(URI.create("http://localhost:1"))
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .overrideConfiguration(c -> c.retryStrategy(RetryMode.LEGACY))
                .httpClient(new Loopback((head, body) -> {
                    Match match = protocol.match(service, head, new Address(head.path(), Map.of()), body);
                    Match.Found found = (Match.Found) match;
                    received.set(protocol.decode(found.operation(), new Inbound(head, found.labels(), body)));
                    return protocol.encode(found.operation(), answer.get(), "REQ");
                }))
                .build()) {
            for (String name : service.operationNames()) {
                OperationModel operation = Objects.requireNonNull(service.operation(name));
                SdkPojo request = random.fill(operation.newRequest());
                SdkPojo response = random.fill(
                        (SdkPojo) operation.responseType().getMethod("builder").invoke(null));
                answer.set(response);
                Object got = operation.method().invoke(client, request);
                assertThat(received.get())
                        .as("request of %s, seed %s", name, seed)
                        .isEqualTo(request);
                same(response, got, "response of " + name, seed);
            }
        }
    }

    /** By members alone: the client adds metadata to a response, which {@code equals} compares. */
    private static void same(SdkPojo sent, Object got, String what, long seed) {
        assertThat(sent.equalsBySdkFields(got))
                .as("%s, seed %s:\n%s\n%s", what, seed, sent, got)
                .isTrue();
    }
}
