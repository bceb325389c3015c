package dev.kagemusha.protocol.wire;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.protocol.Outbound;
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

/** An HTTP client of the SDK that hands the request's bytes to a function and gives its answer back. */
public final class Loopback implements SdkHttpClient {
    private final Server server;

    public Loopback(Server server) {
        this.server = server;
    }

    /** What answers. */
    @FunctionalInterface
    public interface Server {
        Outbound answer(RequestHead head, byte[] body) throws Exception;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                try {
                    return exchange(request);
                } catch (IOException | RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public void abort() {}
        };
    }

    private HttpExecuteResponse exchange(HttpExecuteRequest request) throws Exception {
        byte[] body = {};
        if (request.contentStreamProvider().isPresent()) {
            try (InputStream in = request.contentStreamProvider().get().newStream()) {
                body = in.readAllBytes();
            }
        }
        Outbound answer = server.answer(head(request.httpRequest()), body);
        SdkHttpFullResponse.Builder response = SdkHttpFullResponse.builder().statusCode(answer.status());
        answer.headers().forEach(response::appendHeader);
        response.putHeader("Content-Length", String.valueOf(answer.body().length));
        return HttpExecuteResponse.builder()
                .response(response.build())
                .responseBody(AbortableInputStream.create(new ByteArrayInputStream(answer.body())))
                .build();
    }

    private static RequestHead head(SdkHttpRequest request) {
        Headers headers = new Headers();
        request.forEachHeader((name, values) -> values.forEach(value -> headers.add(name, value)));
        return new RequestHead(
                request.method().name(),
                request.encodedPath().isEmpty() ? "/" : request.encodedPath(),
                request.encodedQueryParameters().orElse(""),
                headers,
                false,
                InetSocketAddress.createUnresolved("client", 1));
    }

    @Override
    public void close() {}
}
