package dev.kagemusha.service;

import dev.kagemusha.http.BodyException;
import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.http.Response;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * What a service's endpoint does in HTTP itself, around its protocol: compressed bodies both ways, calls by scripts of other
 * origins, the health check of its root.
 *
 * @param server the {@code Server} header of every answer, or null
 * @param compressesFrom bytes from which an answer is compressed for a client that accepts it; a request's body may be
 *     compressed too. Negative: neither
 * @param open whether it answers health checks, and scripts of every origin
 */
public record Endpoint(@Nullable String server, int compressesFrom, boolean open) {
    /** Does nothing of it. */
    public static final Endpoint PLAIN = new Endpoint(null, -1, false);

    private static final String EXPOSED = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date";
    private static final String TWO_DAYS = "172800";

    /** A body that is not coded as its head says; AWS calls that an internal failure of its own. */
    static final class Undecodable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Undecodable(String message) {
            super(message, null, false, false);
        }
    }

    /** Whether a browser asks with this what a script may send. */
    static boolean isPreflight(RequestHead head) {
        return head.method().equals("OPTIONS") && head.headers().contains("origin");
    }

    /** The answer to what needs no operation: a preflight, a health check. Null for everything else. */
    @Nullable
    Response answer(RequestHead head) {
        if (!open || head.method().equals("POST")) {
            return null;
        }
        if (head.method().equals("OPTIONS")) {
            Headers headers = new Headers();
            if (head.headers().contains("origin")) {
                headers.add("Access-Control-Max-Age", TWO_DAYS);
                echo(head, "access-control-request-method", headers, "Access-Control-Allow-Methods");
                echo(head, "access-control-request-headers", headers, "Access-Control-Allow-Headers");
            }
            return finish(head, Response.of(200, headers, Response.NO_BYTES));
        }
        if (head.method().equals("GET")
                && head.path().equals("/")
                && head.query().isEmpty()) {
            byte[] body = ("healthy: " + head.host() + " ").getBytes(StandardCharsets.UTF_8);
            return finish(head, Response.of(200, new Headers(), body));
        }
        return null;
    }

    private static void echo(RequestHead head, String asked, Headers headers, String allowed) {
        String value = head.headers().first(asked);
        if (value != null) {
            headers.add(allowed, value);
        }
    }

    /**
     * The content of a body.
     *
     * @throws Undecodable when it is not what {@code Content-Encoding} says, or that is nothing known
     */
    byte[] content(RequestHead head, byte[] body, int limit) throws IOException {
        String coding = compressesFrom < 0 ? null : head.headers().first("content-encoding");
        if (coding == null || coding.equalsIgnoreCase("identity")) {
            return body;
        }
        byte[] content;
        try (InputStream in = decoded(coding, body)) {
            content = in.readNBytes(limit + 1);
        } catch (IOException e) {
            throw new Undecodable("a body that is not " + coding);
        }
        if (content.length > limit) {
            throw new BodyException(BodyException.Reason.TOO_LARGE, "decompressed body is over the limit");
        }
        return content;
    }

    private static InputStream decoded(String coding, byte[] body) throws IOException {
        InputStream bytes = new ByteArrayInputStream(body);
        if (coding.equalsIgnoreCase("gzip")) {
            return new GZIPInputStream(bytes);
        }
        if (coding.equalsIgnoreCase("deflate")) {
            return new InflaterInputStream(bytes);
        }
        throw new Undecodable("a body in an unknown coding");
    }

    /** The answer as it leaves. */
    @SuppressWarnings("ReferenceEquality") // there is one plain endpoint
    Response finish(RequestHead head, Response response) {
        if (equals(PLAIN) || response.payload() instanceof Response.Dropped) {
            return response;
        }
        Headers headers = response.headers();
        if (server != null) {
            headers.add("Server", server);
        }
        if (open && head.headers().contains("origin")) {
            headers.add("Access-Control-Allow-Origin", "*").add("Access-Control-Expose-Headers", EXPOSED);
        }
        if (compressesFrom < 0
                || !(response.payload() instanceof Response.Bytes whole)
                || whole.bytes().length < compressesFrom) {
            return response;
        }
        // AWS looks at the first header only.
        String accepted = head.headers().first("accept-encoding");
        Coding coding = accepted == null ? null : Coding.preferred(accepted);
        if (coding == null) {
            return response;
        }
        byte[] compressed = coding.compress(whole.bytes());
        headers.add("Content-Encoding", coding.text());
        if (headers.contains("x-amz-crc32")) {
            CRC32 sum = new CRC32(); // of the bytes that are sent, as the SDKs check it
            sum.update(compressed);
            headers.set("x-amz-crc32", Long.toString(sum.getValue()));
        }
        return Response.of(response.status(), headers, compressed);
    }
}
