package dev.kagemusha.testing;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;

/** Requests with any content, signed for a service by the SDK's signer: what a client never sends, but rightly signed. */
public final class SignedHttp {
    private final RunningServer server;
    private final String service;
    private final String secret;
    private final Duration late;

    private SignedHttp(RunningServer server, String service, String secret, Duration late) {
        this.server = server;
        this.service = service;
        this.secret = secret;
        this.late = late;
    }

    /** Signed as {@code test}/{@code test} in us-east-1. */
    public static SignedHttp to(RunningServer server, String service) {
        return new SignedHttp(server, service, "test", Duration.ZERO);
    }

    public SignedHttp withSecret(String other) {
        return new SignedHttp(server, service, other, late);
    }

    /** Signed so long ago. */
    public SignedHttp sentBefore(Duration ago) {
        return new SignedHttp(server, service, secret, ago);
    }

    /** Posts a body with these headers: alternating names and values. */
    public RawHttp.Answer post(String path, String body, String... headers) throws IOException {
        return post(path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    public RawHttp.Answer post(String path, byte[] body, String... headers) throws IOException {
        return send(SdkHttpMethod.POST, path, body, headers);
    }

    /** Gets with these headers: alternating names and values. */
    public RawHttp.Answer get(String path, String... headers) throws IOException {
        return send(SdkHttpMethod.GET, path, new byte[0], headers);
    }

    /** Puts a body with these headers. */
    public RawHttp.Answer put(String path, String body, String... headers) throws IOException {
        return send(SdkHttpMethod.PUT, path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    public RawHttp.Answer delete(String path) throws IOException {
        return send(SdkHttpMethod.DELETE, path, new byte[0]);
    }

    private RawHttp.Answer send(SdkHttpMethod method, String path, byte[] body, String... headers) throws IOException {
        SdkHttpRequest.Builder request =
                SdkHttpRequest.builder().method(method).uri(URI.create("http://localhost:" + server.port() + path));
        for (int i = 0; i < headers.length; i += 2) {
            request.putHeader(headers[i], headers[i + 1]);
        }
        SdkHttpRequest signed = AwsV4HttpSigner.create()
                .sign(builder -> builder.request(request.build())
                        .payload(ContentStreamProvider.fromByteArray(body))
                        .identity(AwsBasicCredentials.create("test", secret))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.offset(Clock.systemUTC(), late.negated())))
                .request();
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nConnection: close\r\n");
        signed.forEachHeader((name, values) -> {
            if (!name.equalsIgnoreCase("content-length")) {
                values.forEach(
                        value -> head.append(name).append(": ").append(value).append("\r\n"));
            }
        });
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        byte[] first = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = java.util.Arrays.copyOf(first, first.length + body.length);
        System.arraycopy(body, 0, all, first.length, body.length);
        return RawHttp.send(server.port(), all);
    }
}
