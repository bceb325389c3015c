package dev.kagemusha.auth;

import dev.kagemusha.auth.AuthFailure.Kind;
import dev.kagemusha.http.Body;
import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What a request's body has to pass, decided by {@code x-amz-content-sha256}: a hash, chunks (signed or not, with a
 * trailer or not), or nothing. Immutable; one request may be read once with {@link #open} or {@link #check}.
 */
public final class PayloadCheck {
    static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    /** Lets every body pass as it is. */
    public static final PayloadCheck NONE = new PayloadCheck(Form.ANY, "", -1, "", null);

    private static final int HASH_LENGTH = 64;

    private final Form form;
    private final String hash;
    private final long decodedLength;
    private final String trailerNames;
    private final @Nullable ChunkSigner signer;

    private enum Form {
        ANY,
        HASH,
        SIGNED_CHUNKS,
        SIGNED_CHUNKS_AND_TRAILER,
        UNSIGNED_CHUNKS_AND_TRAILER,
        ECDSA_CHUNKS
    }

    private PayloadCheck(
            Form form, String hash, long decodedLength, String trailerNames, @Nullable ChunkSigner signer) {
        this.form = form;
        this.hash = hash;
        this.decodedLength = decodedLength;
        this.trailerNames = trailerNames;
        this.signer = signer;
    }

    /** A body's bytes without their chunks, and what came after them. */
    public static final class Content {
        private final byte[] bytes;
        private final Headers trailers;

        Content(byte[] bytes, Headers trailers) {
            this.bytes = bytes;
            this.trailers = trailers;
        }

        public byte[] bytes() {
            return bytes;
        }

        /** Such as {@code x-amz-checksum-crc32}; empty for most bodies. */
        public Headers trailers() {
            return trailers;
        }
    }

    /** @param signer null when nobody knows the key, so that chunk signatures cannot be checked */
    static PayloadCheck of(String sent, Headers headers, @Nullable ChunkSigner signer) {
        Form form = form(sent);
        if (form == null) {
            throw badValue(sent);
        }
        return switch (form) {
            case ANY -> NONE;
            case HASH -> new PayloadCheck(form, sent, -1, "", null);
            case ECDSA_CHUNKS -> throw AuthFailure.of(Kind.UNSUPPORTED_ALGORITHM, sent);
            default -> new PayloadCheck(form, "", decodedLength(headers), headers.firstOr("x-amz-trailer", ""), signer);
        };
    }

    /** @throws AuthFailure when S3 would not take this header */
    static void checkValue(@Nullable String sent) {
        if (sent == null) {
            throw AuthFailure.of(Kind.MISSING_CONTENT_SHA256);
        }
        if (form(sent) == null) {
            throw badValue(sent);
        }
    }

    private static @Nullable Form form(String sent) {
        return switch (sent) {
            case UNSIGNED -> Form.ANY;
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" -> Form.SIGNED_CHUNKS;
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" -> Form.SIGNED_CHUNKS_AND_TRAILER;
            case "STREAMING-UNSIGNED-PAYLOAD-TRAILER" -> Form.UNSIGNED_CHUNKS_AND_TRAILER;
            case "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD", "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER" ->
                Form.ECDSA_CHUNKS;
            default -> isHash(sent) ? Form.HASH : null;
        };
    }

    private static boolean isHash(String text) {
        if (text.length() != HASH_LENGTH) {
            return false;
        }
        for (int i = 0; i < HASH_LENGTH; i++) {
            if (text.charAt(i) > 'f' || Character.digit(text.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private static AuthFailure badValue(String sent) {
        return AuthFailure.with(
                Kind.BAD_CONTENT_SHA256, "", "ArgumentName", "x-amz-content-sha256", "ArgumentValue", sent);
    }

    private static long decodedLength(Headers headers) {
        String text = headers.first("x-amz-decoded-content-length");
        try {
            long length = text == null ? -1 : Long.parseLong(text);
            if (length >= 0) {
                return length;
            }
        } catch (NumberFormatException e) {
            // the same as none
        }
        throw AuthFailure.of(Kind.MISSING_DECODED_LENGTH);
    }

    /** Whether the body is in chunks, so that {@code aws-chunked} is to be taken off its Content-Encoding. */
    public boolean chunked() {
        return form != Form.ANY && form != Form.HASH;
    }

    boolean signedChunks() {
        return form == Form.SIGNED_CHUNKS || form == Form.SIGNED_CHUNKS_AND_TRAILER;
    }

    /**
     * The head as a service is to see it: without {@code aws-chunked}, which is the transfer's coding and not the
     * content's, and with the content's length.
     */
    public RequestHead plainHead(RequestHead head) {
        if (!chunked()) {
            return head;
        }
        Headers headers = new Headers();
        head.headers().forEach((name, value) -> {
            if (name.equalsIgnoreCase("content-encoding")) {
                String left = withoutChunked(value);
                if (!left.isEmpty()) {
                    headers.add(name, left);
                }
            } else if (!name.equalsIgnoreCase("content-length") && !name.equalsIgnoreCase("transfer-encoding")) {
                headers.add(name, value);
            }
        });
        headers.add("Content-Length", Long.toString(decodedLength));
        return new RequestHead(head.method(), head.path(), head.query(), headers, head.secure(), head.remote());
    }

    private static String withoutChunked(String codings) {
        StringBuilder left = new StringBuilder(codings.length());
        for (String coding : codings.split(",")) {
            String name = coding.strip();
            if (!name.isEmpty() && !name.equalsIgnoreCase("aws-chunked")) {
                left.append(left.isEmpty() ? "" : ",").append(name);
            }
        }
        return left.toString();
    }

    /** The content's length when the body is in chunks, else what {@code contentLength} says. */
    public long contentLength(long contentLength) {
        return chunked() ? decodedLength : contentLength;
    }

    /**
     * The content of a gathered body.
     *
     * @throws AuthFailure when it does not pass
     */
    public Content check(byte[] body) {
        switch (form) {
            case ANY -> {
                return new Content(body, new Headers());
            }
            case HASH -> {
                HashedBody.compare(hash, Scratch.newSha256().digest(body));
                return new Content(body, new Headers());
            }
            default -> {
                try (CheckedBody content = open(new GatheredBody(body))) {
                    return new Content(content.readAllBytes(), content.trailers());
                } catch (IOException e) {
                    throw new UncheckedIOException(e); // an array cannot fail
                }
            }
        }
    }

    /**
     * The content of a body that streams in.
     *
     * <p>Bytes may be handed out before the signature that covers them was seen, but never the last ones: the read that
     * would complete the announced length, and the one that would report the end, first check everything that is left
     * and throw {@link AuthFailure} when the body does not pass. So whatever was made of the bytes must not be kept
     * before the length or the end is reached.
     */
    public CheckedBody open(Body body) throws IOException {
        CheckedBody checked = opened(body);
        if (checked.length() == 0) {
            int ignored =
                    checked.read(); // nobody reads what is empty; its hash, last chunk and trailers are to be checked
        }
        return checked;
    }

    private CheckedBody opened(Body body) {
        return switch (form) {
            case ANY -> new PlainBody(body);
            case HASH -> new HashedBody(body, hash);
            case SIGNED_CHUNKS -> new ChunkedBody(body, decodedLength, true, false, trailerNames, signer);
            case SIGNED_CHUNKS_AND_TRAILER -> new ChunkedBody(body, decodedLength, true, true, trailerNames, signer);
            default -> new ChunkedBody(body, decodedLength, false, true, trailerNames, null);
        };
    }

    /** An array as a body. */
    private static final class GatheredBody extends Body {
        private final ByteArrayInputStream bytes;
        private final long length;

        GatheredBody(byte[] body) {
            bytes = new ByteArrayInputStream(body);
            length = body.length;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int count) {
            return bytes.read(target, offset, count);
        }
    }
}
