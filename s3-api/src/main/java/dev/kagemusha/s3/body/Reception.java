package dev.kagemusha.s3.body;

import dev.kagemusha.http.Headers;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.checksum.Algorithm;
import dev.kagemusha.s3.checksum.Digest;
import dev.kagemusha.state.BlobLock;
import dev.kagemusha.state.BlobRef;
import dev.kagemusha.state.Blobs;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;

/**
 * A body coming in: streamed to a blob in constant memory while MD5 and checksums are computed. Closed after the commit; a
 * blob that no row was made to refer to by then is removed.
 *
 * <p>MD5 is as slow as everything else together, so the hashes of a large body run on a thread of their own, beside
 * network, encryption and disk. Such lines are limited in number: their buffers would otherwise be the memory that a
 * thousand slow uploads take. A body that gets no line is hashed where it is read.
 */
public final class Reception implements AutoCloseable {
    /** The largest body of one request. */
    public static final long MAX_PUT = 5L * 1024 * 1024 * 1024;

    private static final long UNMEASURED = -1;
    private static final int BUFFER = 64 * 1024;
    private static final long WORTH_A_LINE = 1024 * 1024;
    private static final Semaphore LINES = new Semaphore(32);

    private final Blobs.Writer writer;
    private final MessageDigest md5 = Algorithm.md5();
    private final Algorithm[] algorithms;
    private final Digest[] digests;
    private byte[] tag = {};
    private byte[][] values = {};
    private @Nullable BlobRef blob;

    /**
     * @param lock of the blob, if it has one
     * @param algorithms what to sum with, each once
     */
    public Reception(Blobs blobs, @Nullable BlobLock lock, Algorithm... algorithms) {
        this.writer = blobs.writer(lock);
        this.algorithms = algorithms;
        this.digests = new Digest[algorithms.length];
        for (int i = 0; i < algorithms.length; i++) {
            digests[i] = algorithms[i].open();
        }
    }

    /**
     * The announced length of a body, which S3 insists on but for the file of a form: −1. HTTP's own chunks tell none; S3 takes
     * them only around {@code aws-chunked}, which does.
     */
    public static long length(@Nullable Long announced, RequestBody body, Headers headers, long max) {
        if (body.contentStreamProvider() instanceof Unmeasured) {
            return UNMEASURED;
        }
        long length =
                announced != null ? announced : body.optionalContentLength().orElse(-1L);
        if (length < 0) {
            throw headers.contains("transfer-encoding")
                    ? S3Errors.notImplemented("Transfer-Encoding")
                    : S3Errors.missingContentLength();
        }
        if (length > max) {
            throw S3Errors.entityTooLarge(length, max);
        }
        return length;
    }

    /**
     * Takes in all of a body; reads to its end, so that trailers are there.
     *
     * @param length as {@link #length} tells it
     */
    public void take(InputStream in, long length) {
        try {
            long most = length == UNMEASURED ? Long.MAX_VALUE - 1 : length;
            long taken = length >= WORTH_A_LINE && LINES.tryAcquire() ? takeInLine(in, most) : takeHere(in, most);
            if (taken != length && length != UNMEASURED) {
                throw S3Errors.incompleteBody();
            }
            blob = writer.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        end();
    }

    /** Computes the sums of bytes that are stored already. */
    public void sum(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            hash(buffer, n);
        }
        end();
    }

    private void end() {
        tag = md5.digest();
        values = new byte[digests.length][];
        for (int i = 0; i < digests.length; i++) {
            values[i] = digests[i].value();
        }
    }

    private long takeHere(InputStream in, long length) throws IOException {
        byte[] buffer = new byte[(int) Math.min(length + 1, BUFFER)];
        long taken = 0;
        while (true) {
            int n = in.readNBytes(buffer, 0, buffer.length);
            hash(buffer, n);
            writer.write(buffer, 0, n);
            taken += n;
            if (n < buffer.length || taken > length) {
                return taken;
            }
        }
    }

    private long takeInLine(InputStream in, long length) throws IOException {
        try (HashLine line = new HashLine(this::hash)) {
            long taken = 0;
            while (true) {
                byte[] buffer = line.buffer();
                int n = in.readNBytes(buffer, 0, buffer.length);
                line.hash(n);
                writer.write(buffer, 0, n);
                taken += n;
                if (n < buffer.length || taken > length) {
                    return taken;
                }
            }
        } finally {
            LINES.release();
        }
    }

    private void hash(byte[] buffer, int length) {
        md5.update(buffer, 0, length);
        for (Digest digest : digests) {
            digest.update(buffer, 0, length);
        }
    }

    /** Refuses a body that is not what the request said of it. */
    public void verify(byte @Nullable [] contentMd5, GivenChecksum given, Headers trailers) {
        if (contentMd5 != null && !Arrays.equals(contentMd5, tag)) {
            throw S3Errors.badMd5(
                    HexFormat.of().formatHex(contentMd5), Base64.getEncoder().encodeToString(tag));
        }
        if (given.algorithm() != null) {
            given.verify(value(given.algorithm()), trailers);
        }
    }

    public BlobRef blob() {
        if (blob == null) {
            throw new IllegalStateException("nothing was taken in");
        }
        return blob;
    }

    /** MD5 of the bytes. */
    public byte[] tag() {
        return tag;
    }

    /** The checksum by one of the algorithms that were asked for. */
    public byte[] value(Algorithm algorithm) {
        for (int i = 0; i < algorithms.length; i++) {
            if (algorithms[i] == algorithm) {
                return values[i];
            }
        }
        throw new IllegalStateException(algorithm + " was not computed");
    }

    @Override
    public void close() {
        writer.close();
    }
}
