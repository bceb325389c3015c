package dev.kagemusha.testkit.junit;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The SDK's HTTP client for an emulator in the same process. The SDK signs, encodes and retries as it always does. */
final class InsideHttpClient implements SdkHttpClient {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final Entrance entrance;

    InsideHttpClient(Entrance entrance) {
        this.entrance = entrance;
    }

    @Override
    public String clientName() {
        return "Kagemusha";
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new Prepared(
                request.httpRequest(), request.contentStreamProvider().orElse(null));
    }

    @Override
    public void close() {
        // it belongs to the emulator
    }

    private static RequestHead head(SdkHttpRequest request, boolean hasContent) {
        Headers headers = new Headers();
        request.forEachHeader((name, values) -> values.forEach(value -> headers.add(name, value.strip())));
        if (!headers.contains("host")) {
            int usual = request.protocol().equals("https") ? HTTPS : HTTP;
            headers.add("host", request.host() + (request.port() == usual ? "" : ":" + request.port()));
        }
        if (!headers.contains("content-length")) {
            if (hasContent) {
                headers.add("transfer-encoding", "chunked");
            } else if (request.method() == SdkHttpMethod.POST
                    || request.method() == SdkHttpMethod.PUT
                    || request.method() == SdkHttpMethod.PATCH) {
                headers.add("content-length", "0"); // as HTTP clients say it
            }
        }
        String path = request.encodedPath();
        return new RequestHead(
                request.method().name(),
                path.isEmpty() ? "/" : path,
                request.encodedQueryParameters().orElse(""),
                headers,
                false,
                Entrance.PEER);
    }

    private final class Prepared implements ExecutableHttpRequest {
        private final SdkHttpRequest request;
        private final @Nullable ContentStreamProvider content;
        private volatile Entrance.@Nullable Entered entered;

        Prepared(SdkHttpRequest request, @Nullable ContentStreamProvider content) {
            this.request = request;
            this.content = content;
        }

        @Override
        public HttpExecuteResponse call() throws IOException {
            try (InputStream body = content == null ? InputStream.nullInputStream() : content.newStream()) {
                Entrance.Entered call = entrance.enter(head(request, content != null), body);
                entered = call;
                return answered(call.await());
            }
        }

        private HttpExecuteResponse answered(Entrance.Answer answer) {
            SdkHttpFullResponse.Builder response = SdkHttpFullResponse.builder().statusCode(answer.status());
            answer.headers().forEach(response::appendHeader);
            AbortableInputStream body = AbortableInputStream.create(answer.body(), () -> close(answer.body()));
            return HttpExecuteResponse.builder()
                    .response(response.content(body).build())
                    .responseBody(body)
                    .build();
        }

        private static void close(InputStream body) {
            try {
                body.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void abort() {
            Entrance.Entered call = entered;
            if (call != null) {
                call.abort();
            }
        }
    }
}
