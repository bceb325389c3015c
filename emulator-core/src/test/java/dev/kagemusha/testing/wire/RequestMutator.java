package dev.kagemusha.testing.wire;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.testing.RawHttp;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Changes good requests a little. They are signed with a key that is nobody's, so that the signature is read but what it
 * covers is not compared: the changes reach what comes after it.
 */
public final class RequestMutator {
    private static final List<String> SCRAPS = List.of(
            "%",
            "%00",
            "%zz",
            "%C0%80",
            "//",
            "/../",
            "?",
            "&",
            "=",
            ";",
            "{",
            "}",
            "[",
            "\"",
            "\\",
            "\u0000",
            "ÿ",
            "\t",
            " ",
            "-1",
            "99999999999999999999",
            "NaN",
            "null",
            "true",
            "<",
            "<!DOCTYPE a>",
            "]]>",
            "/",
            "aws-chunked",
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
            "UNSIGNED-PAYLOAD",
            "AWS4-HMAC-SHA256",
            "a".repeat(300));
    private static final List<String> METHODS =
            List.of("GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "XYZ", "post");
    private static final List<String> HEADERS = List.of(
            "X-Amz-Target",
            "Content-Type",
            "smithy-protocol",
            "X-Amz-Content-Sha256",
            "X-Amz-Date",
            "Authorization",
            "X-Amz-Security-Token",
            "Content-Encoding",
            "Content-MD5",
            "x-amz-decoded-content-length",
            "Range",
            "x-amz-checksum-crc32",
            "x-amz-copy-source",
            "x-amz-query-mode",
            "Host",
            "x-amz-acl",
            "If-Modified-Since");
    private static final List<String> PARAMETERS = List.of(
            "uploads",
            "uploadId",
            "partNumber",
            "list-type=2",
            "max-keys",
            "X-Amz-Signature=0",
            "X-Amz-Algorithm=x",
            "AWSAccessKeyId=a&Signature=b&Expires=1",
            "delete",
            "acl",
            "Action=x",
            "versionId",
            "encoding-type=x");

    private final Random random;

    public RequestMutator(Random random) {
        this.random = random;
    }

    /** A request that a client would send. */
    public record Sample(RequestHead head, byte[] body) {}

    /** What a client sends when it is used like this. */
    public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> Sample capture(
            B builder, Consumer<C> use) {
        CapturingClient http = new CapturingClient();
        C client = builder.endpointOverride(URI.create("http://localhost:4566"))
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("111111111111", "nobody's")))
                .httpClient(http)
                .build();
        try {
            use.accept(client);
        } catch (SdkException e) {
            if (e.retryable()) {
                throw e;
            } // the empty answer is not what it waits for
        }
        return new Sample(http.head(), http.body());
    }

    /** One to three changes, as bytes to be sent. */
    public byte[] mutate(Sample sample) {
        Sample changed = sample;
        for (int i = random.nextInt(3); i >= 0; i--) {
            changed = change(changed);
        }
        byte[] bytes = RawHttp.bytes(changed.head(), changed.body());
        if (random.nextInt(12) == 0) {
            bytes = scramble(bytes);
        }
        return bytes;
    }

    private Sample change(Sample sample) {
        RequestHead head = sample.head();
        Headers headers = new Headers().addAll(head.headers());
        String method = head.method();
        String path = head.path();
        String query = head.query();
        byte[] body = sample.body();
        switch (random.nextInt(8)) {
            case 0 -> method = METHODS.get(random.nextInt(METHODS.size()));
            case 1 -> path = "/" + spoil(path.substring(1));
            case 2 -> query = query + (query.isEmpty() ? "" : "&") + PARAMETERS.get(random.nextInt(PARAMETERS.size()));
            case 3 -> query = spoil(query);
            case 4 ->
                headers.set(HEADERS.get(random.nextInt(HEADERS.size())), SCRAPS.get(random.nextInt(SCRAPS.size())));
            case 5 -> {
                int which = random.nextInt(headers.size());
                headers.set(headers.name(which), spoil(headers.value(which)));
            }
            case 6 -> body = scramble(body);
            default -> body = spoil(new String(body, ISO_8859_1)).getBytes(ISO_8859_1);
        }
        return new Sample(new RequestHead(method, path, query, headers, false, head.remote()), body);
    }

    /** Puts a scrap somewhere, or cuts something out. */
    private String spoil(String text) {
        int at = random.nextInt(text.length() + 1);
        if (random.nextInt(3) == 0) {
            return text.substring(0, at);
        }
        int to = Math.min(text.length(), at + random.nextInt(4));
        return text.substring(0, at) + SCRAPS.get(random.nextInt(SCRAPS.size())) + text.substring(to);
    }

    private byte[] scramble(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
        byte[] noise = new byte[random.nextInt(40)];
        random.nextBytes(noise);
        out.writeBytes(noise);
        return out.toByteArray();
    }
}
