package dev.kagemusha.auth;

import dev.kagemusha.http.Body;
import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;
import software.amazon.awssdk.utils.IoUtils;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/** Signs requests with the SDK's own signer and turns them into what the front door would hand over. */
final class Client {
    static final byte[] NO_BYTES = {};

    AwsCredentialsIdentity identity =
            AwsCredentialsIdentity.create("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    String service = "s3";
    String region = "us-east-1";
    boolean presigned;
    boolean chunked;
    boolean signPayload = true;
    boolean checksum;
    Duration lifetime = Duration.ofMinutes(5);
    private final Instant now;

    Client(Instant now) {
        this.now = now;
    }

    static Client s3(FixedTime time) {
        return new Client(time.real());
    }

    static Client of(String service, FixedTime time) {
        Client client = new Client(time.real());
        client.service = service;
        return client;
    }

    Client withToken(String keyId, String secret, String token) {
        identity = AwsSessionCredentialsIdentity.create(keyId, secret, token);
        return this;
    }

    Client withKey(String keyId, String secret) {
        identity = AwsCredentialsIdentity.create(keyId, secret);
        return this;
    }

    /** A request on the wire. */
    record Sent(RequestHead head, Bytes body) {
        Sent withHeader(String name, String value) {
            return new Sent(with(head.path(), head.query(), copy().set(name, value)), body);
        }

        Sent withoutHeader(String name) {
            return new Sent(with(head.path(), head.query(), copy().remove(name)), body);
        }

        Sent withPath(String path) {
            return new Sent(with(path, head.query(), head.headers()), body);
        }

        Sent withQuery(String query) {
            return new Sent(with(head.path(), query, head.headers()), body);
        }

        Sent withMethod(String method) {
            return new Sent(
                    new RequestHead(method, head.path(), head.query(), head.headers(), false, head.remote()), body);
        }

        Sent withBody(byte[] bytes) {
            return new Sent(head, new Bytes(bytes));
        }

        private Headers copy() {
            return new Headers().addAll(head.headers());
        }

        private RequestHead with(String path, String query, Headers headers) {
            return new RequestHead(head.method(), path, query, headers, false, head.remote());
        }
    }

    /** A body. */
    static final class Bytes {
        final byte[] array;

        Bytes(byte[] array) {
            this.array = array;
        }
    }

    Sent sign(String method, String url, byte[] body, String... headers) {
        SdkHttpRequest.Builder request =
                SdkHttpRequest.builder().uri(URI.create(url)).method(SdkHttpMethod.fromValue(method));
        for (int i = 0; i < headers.length; i += 2) {
            request.appendHeader(headers[i], headers[i + 1]);
        }
        boolean s3 = service.equals("s3");
        SignedRequest signed = AwsV4HttpSigner.create().sign(builder -> {
            builder.request(request.build())
                    .payload(body.length == 0 && !chunked ? null : ContentStreamProvider.fromByteArray(body))
                    .identity(identity)
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, !s3)
                    .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, !s3)
                    .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, signPayload && !(presigned && s3))
                    .putProperty(AwsV4HttpSigner.CHUNK_ENCODING_ENABLED, chunked)
                    .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(now, ZoneOffset.UTC));
            if (presigned) {
                builder.putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, lifetime);
            }
            if (checksum) {
                builder.putProperty(AwsV4HttpSigner.CHECKSUM_ALGORITHM, DefaultChecksumAlgorithm.CRC32);
            }
        });
        return sent(signed);
    }

    private static Sent sent(SignedRequest signed) {
        SdkHttpRequest request = signed.request();
        Headers headers = new Headers();
        request.forEachHeader((name, values) -> {
            for (String value : values) {
                headers.add(name, new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
            }
        });
        if (!headers.contains("host")) {
            headers.add("Host", request.host());
        }
        byte[] body = signed.payload()
                .map(payload -> {
                    try (InputStream stream = payload.newStream()) {
                        return IoUtils.toByteArray(stream);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .orElse(NO_BYTES);
        RequestHead head = new RequestHead(
                request.method().name(),
                request.encodedPath(),
                request.encodedQueryParameters().orElse(""),
                headers,
                false,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
        return new Sent(head, new Bytes(body));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A body that comes in pieces of {@code piece} bytes. */
    static Body pieces(byte[] bytes, int piece) {
        ByteArrayInputStream stream = new ByteArrayInputStream(bytes);
        return new Body() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public int read() {
                return stream.read();
            }

            @Override
            public int read(byte[] target, int offset, int count) {
                return stream.read(target, offset, Math.min(count, piece));
            }
        };
    }
}
