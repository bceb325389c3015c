package dev.kagemusha.auth;

import dev.kagemusha.auth.AuthFailure.Kind;
import dev.kagemusha.http.Body;
import dev.kagemusha.http.Headers;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;

/**
 * Takes {@code aws-chunked} framing off a body.
 *
 * <pre>
 * chunk    size in hex [;chunk-signature=64 hex digits] CR LF  bytes CR LF
 * last     0 [;chunk-signature=…] CR LF  { name:value CR LF } [x-amz-trailer-signature:… CR LF]  CR LF
 * </pre>
 *
 * <p>Bytes are copied once at most: framing is read through a small window, long data goes from the source straight to
 * the reader's array. A chunk's size needs no limit of its own, since nothing is kept of it.
 *
 * <p>https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html, …/sigv4-streaming-trailers.html
 */
final class ChunkedBody extends CheckedBody {
    private static final int SMALLEST_CHUNK = 8192;
    private static final int LONGEST_LINE = 1024;
    private static final int MOST_TRAILERS = 16;
    private static final String SIGNATURE = ";chunk-signature=";

    private final long length;
    private final boolean signed;
    private final boolean trailing;
    private final String trailerNames;
    private final @Nullable ChunkSigner signer;

    private final byte[] window = new byte[8192];
    private int at;
    private int end;

    private final MessageDigest sha256 = Scratch.newSha256();
    private final Headers trailers = new Headers();
    private String previous;
    private String signature = "";
    private long delivered;
    private long left;
    private int chunks;
    private long lastSize = -1;
    private State state = State.HEAD;

    private enum State {
        HEAD,
        DATA,
        END
    }

    /** @param signer null when signatures are to be there but cannot be checked */
    ChunkedBody(
            Body source,
            long length,
            boolean signed,
            boolean trailing,
            String trailerNames,
            @Nullable ChunkSigner signer) {
        super(source);
        this.length = length;
        this.signed = signed;
        this.trailing = trailing;
        this.trailerNames = trailerNames;
        this.signer = signer;
        this.previous = signer == null ? "" : signer.seed();
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public Headers trailers() {
        return trailers;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        if (state == State.HEAD) {
            head();
        }
        if (state == State.END) {
            return -1;
        }
        int got = data(target, offset, (int) Math.min(count, left));
        if (signer != null) {
            sha256.update(target, offset, got);
        }
        delivered += got;
        left -= got;
        if (left == 0) {
            finishChunk();
            if (delivered == length) {
                head(); // the rest is checked before the last bytes are handed out
            }
        }
        return got;
    }

    /** Up to {@code count} bytes of the current chunk. */
    private int data(byte[] target, int offset, int count) throws IOException {
        int got;
        if (at < end) {
            got = Math.min(count, end - at);
            System.arraycopy(window, at, target, offset, got);
            at += got;
            return got;
        }
        if (count >= window.length) {
            got = source().read(target, offset, count);
            if (got <= 0) {
                throw broken();
            }
            return got;
        }
        fill();
        return data(target, offset, count);
    }

    private void fill() throws IOException {
        at = 0;
        end = Math.max(0, source().read(window, 0, window.length));
        if (end == 0) {
            throw broken();
        }
    }

    private byte next() throws IOException {
        if (at == end) {
            fill();
        }
        return window[at++];
    }

    /** Reads a chunk's head; the head of the last one brings everything to its end. */
    private void head() throws IOException {
        String line = line(false);
        int semicolon = line.indexOf(';');
        long size = size(line, semicolon < 0 ? line.length() : semicolon);
        chunks++;
        if (size > 0 && lastSize >= 0 && lastSize < SMALLEST_CHUNK) {
            throw AuthFailure.with(
                    Kind.CHUNK_TOO_SMALL,
                    "",
                    "Chunk",
                    Integer.toString(chunks - 1),
                    "BadChunkSize",
                    Long.toString(lastSize));
        }
        if (signed) {
            if (semicolon < 0 || !line.startsWith(SIGNATURE, semicolon)) {
                throw broken();
            }
            signature = line.substring(semicolon + SIGNATURE.length());
        }
        if (size > length - delivered) {
            throw wrongLength(size > Long.MAX_VALUE - delivered ? Long.MAX_VALUE : delivered + size);
        }
        lastSize = size;
        left = size;
        state = State.DATA;
        if (size == 0) {
            if (delivered != length) {
                throw wrongLength(delivered);
            }
            checkSignature();
            if (trailing) {
                trailer();
            } else if (!line(false).isEmpty()) {
                throw broken();
            }
            if (at < end || source().read(window, 0, 1) > 0) {
                throw broken(); // more than was announced
            }
            state = State.END;
        }
    }

    private static long size(String line, int to) {
        if (to == 0 || to > 15) {
            throw broken();
        }
        long size = 0;
        for (int i = 0; i < to; i++) {
            char c = line.charAt(i);
            int digit = c > 'f' ? -1 : Character.digit(c, 16);
            if (digit < 0) {
                throw broken();
            }
            size = (size << 4) | digit;
        }
        return size;
    }

    private void finishChunk() throws IOException {
        if (next() != '\r' || next() != '\n') {
            throw broken();
        }
        checkSignature();
        state = State.HEAD;
    }

    private void checkSignature() {
        if (signer == null) {
            return; // without a key, or in a form without signatures, there is nothing to compare
        }
        if (!Scratch.sameHex(signer.chunk(previous, sha256.digest()), signature)) {
            throw mismatch(signature);
        }
        previous = signature;
    }

    private static AuthFailure mismatch(String signature) {
        return AuthFailure.with(Kind.SIGNATURE_MISMATCH, "", "SignatureProvided", signature);
    }

    /** The lines after the last chunk. Some clients end them with a bare LF. */
    private void trailer() throws IOException {
        StringBuilder canonical = new StringBuilder();
        String given = null;
        for (String line = line(true); !line.isEmpty(); line = line(true)) {
            int colon = line.indexOf(':');
            if (colon <= 0 || given != null || trailers.size() >= MOST_TRAILERS) {
                throw AuthFailure.of(Kind.BAD_TRAILER);
            }
            String name = trimmed(line.substring(0, colon)).toLowerCase(Locale.ROOT);
            String value = trimmed(line.substring(colon + 1));
            if (name.equals("x-amz-trailer-signature")) {
                given = value;
            } else {
                trailers.add(name, value);
                canonical.append(name).append(':').append(value).append('\n');
            }
        }
        checkNames();
        if (!signed) {
            return;
        }
        if (given == null) {
            throw AuthFailure.of(Kind.BAD_TRAILER);
        }
        byte[] hash = sha256.digest(canonical.toString().getBytes(StandardCharsets.ISO_8859_1));
        if (signer != null && !Scratch.sameHex(signer.trailer(previous, hash), given)) {
            throw mismatch(given);
        }
    }

    private static String trimmed(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** What came is what {@code x-amz-trailer} announced. */
    private void checkNames() {
        int announced = 0;
        for (String name : trailerNames.split(",")) {
            if (!name.isBlank()) {
                announced++;
                if (!trailers.contains(name.strip())) {
                    throw AuthFailure.of(Kind.BAD_TRAILER);
                }
            }
        }
        if (announced != trailers.size()) {
            throw AuthFailure.of(Kind.BAD_TRAILER);
        }
    }

    /** A line without its end. */
    private String line(boolean bareLf) throws IOException {
        StringBuilder line = new StringBuilder(96);
        while (true) {
            byte b = next();
            if (b == '\n') {
                int last = line.length() - 1;
                if (last >= 0 && line.charAt(last) == '\r') {
                    line.setLength(last);
                } else if (!bareLf) {
                    throw broken();
                }
                return line.toString();
            }
            if (line.length() == LONGEST_LINE) {
                throw broken();
            }
            line.append((char) (b & 255));
        }
    }

    private static AuthFailure broken() {
        return AuthFailure.of(Kind.BROKEN_CHUNKS);
    }

    private AuthFailure wrongLength(long provided) {
        return AuthFailure.with(
                Kind.WRONG_LENGTH,
                "",
                "NumberBytesExpected",
                Long.toString(length),
                "NumberBytesProvided",
                Long.toString(provided));
    }
}
