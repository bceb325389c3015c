package dev.kagemusha.testing.wire;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.protocol.Outbound;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpRequest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;

/** An HTTP client that keeps what the SDK sends and answers what it is told. */
public final class CapturingClient implements SdkHttpClient {
    private @Nullable RequestHead head;
    private byte[] body = {};
    private Outbound answer = new Outbound(200, new Headers(), new byte[0]);

    /** What the next requests are answered. */
    public void answer(Outbound next) {
        this.answer = next;
    }

    /** The head of the last request. */
    public RequestHead head() {
        if (head == null) {
            throw new AssertionError("nothing was sent");
        }
        return head;
    }

    /** The body of the last request. */
    public byte[] body() {
        return body;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                capture(request);
                SdkHttpFullResponse.Builder response =
                        SdkHttpFullResponse.builder().statusCode(answer.status());
                for (int i = 0; i < answer.headers().size(); i++) {
                    response.appendHeader(
                            answer.headers().name(i), answer.headers().value(i));
                }
                AbortableInputStream content = AbortableInputStream.create(new ByteArrayInputStream(answer.body()));
                return HttpExecuteResponse.builder()
                        .response(response.content(content).build())
                        .responseBody(content)
                        .build();
            }

            @Override
            public void abort() {}
        };
    }

    private void capture(HttpExecuteRequest request) throws IOException {
        SdkHttpRequest http = request.httpRequest();
        Headers headers = new Headers();
        http.forEachHeader((name, values) -> values.forEach(value -> headers.add(name, value.strip())));
        String path = http.encodedPath();
        head = new RequestHead(
                http.method().name(),
                path.isEmpty() ? "/" : path,
                http.encodedQueryParameters().orElse(""),
                headers,
                false,
                new InetSocketAddress("127.0.0.1", 1));
        body = new byte[0];
        if (request.contentStreamProvider().isPresent()) {
            try (InputStream in = request.contentStreamProvider().get().newStream()) {
                body = in.readAllBytes();
            }
        }
    }

    @Override
    public void close() {}
}
