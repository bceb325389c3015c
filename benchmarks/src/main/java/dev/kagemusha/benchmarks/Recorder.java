package dev.kagemusha.benchmarks;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** Signs requests as the SDK does and keeps them instead of sending them. */
final class Recorder implements SdkHttpClient {
    private final List<Wrk.Signed> recorded = new ArrayList<>();

    /** The signed requests that {@code calls} makes, {@code count} times with its number. */
    static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> List<Wrk.Signed> record(
            B builder, int port, int count, java.util.function.Function<C, IntConsumer> calls) {
        Recorder recorder = new Recorder();
        C client = builder.endpointOverride(URI.create("http://127.0.0.1:" + port))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(recorder)
                .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
        IntConsumer call = calls.apply(client);
        for (int i = 0; i < count; i++) {
            try {
                call.accept(i);
            } catch (SdkClientException expected) {
                if (recorder.recorded.size() != i + 1) {
                    throw expected;
                }
            }
        }
        return recorder.recorded;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                byte[] body = request.contentStreamProvider()
                        .map(provider -> {
                            try (InputStream in = provider.newStream()) {
                                return in.readAllBytes();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        })
                        .orElse(new byte[0]);
                recorded.add(new Wrk.Signed((SdkHttpFullRequest) request.httpRequest(), body));
                throw new IOException("recorded, not sent");
            }

            @Override
            public void abort() {}
        };
    }

    @Override
    public String clientName() {
        return "recorder";
    }

    @Override
    public void close() {}
}
