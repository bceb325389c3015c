package dev.kagemusha.auth;

import dev.kagemusha.auth.AuthFailure.Kind;
import dev.kagemusha.auth.Client.Sent;
import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

final class PayloadCheckTest {
    private static final Caller ROOT = new Caller.Root("111122223333");

    private final FixedTime time = new FixedTime("2026-03-04T05:06:07Z");
    private final Map<String, Credential> known = Map.of(
            "AKIDEXAMPLE", new Credential("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", ROOT, null, null));
    private final SignatureVerifier verifier =
            new SignatureVerifier(new Identities(known::get, new AccessKeys(new byte[1]), false), time);

    /** How the SDK can send a body. */
    enum Form {
        HASHED,
        UNSIGNED,
        SIGNED_CHUNKS,
        SIGNED_CHUNKS_AND_TRAILER,
        UNSIGNED_CHUNKS_AND_TRAILER;

        boolean chunked() {
            return this != HASHED && this != UNSIGNED;
        }

        boolean trailing() {
            return this == SIGNED_CHUNKS_AND_TRAILER || this == UNSIGNED_CHUNKS_AND_TRAILER;
        }
    }

    private Sent put(Form form, byte[] content) {
        return put(form, content, Client.s3(time));
    }

    private static Sent put(Form form, byte[] content, Client client) {
        client.chunked = form.chunked();
        client.signPayload = form != Form.UNSIGNED && form != Form.UNSIGNED_CHUNKS_AND_TRAILER;
        client.checksum = form.trailing();
        return client.sign(
                "PUT",
                client.signPayload ? "http://localhost/b/k" : "https://localhost/b/k", // over HTTP the SDK signs all
                content,
                "Content-Length",
                Integer.toString(content.length));
    }

    private PayloadCheck check(Sent sent) {
        return verifier.verify(sent.head(), Authorization.parse(sent.head()), SigningProfile.S3, null)
                .payload();
    }

    private byte[] read(Sent sent, int piece, int buffer) throws IOException {
        CheckedBody body = check(sent).open(Client.pieces(sent.body().array, piece));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] bytes = new byte[buffer];
        for (int count = body.read(bytes, 0, buffer); count >= 0; count = body.read(bytes, 0, buffer)) {
            assertThat(count).isPositive();
            all.write(bytes, 0, count);
        }
        assertThat(body.read()).isEqualTo(-1);
        return all.toByteArray();
    }

    private Kind refusal(Sent sent) {
        AuthFailure gathered =
                catchThrowableOfType(AuthFailure.class, () -> check(sent).check(sent.body().array));
        AuthFailure streamed = catchThrowableOfType(AuthFailure.class, () -> read(sent, 100, 64));
        assertThat(gathered).isNotNull();
        assertThat(streamed).isNotNull();
        assertThat(streamed.kind()).isEqualTo(gathered.kind());
        return gathered.kind();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @EnumSource
    void readsWhatTheSdkSends(Form form) throws IOException {
        for (int length : new int[] {0, 1, 8191, 8192, 131_071, 131_072, 300_000}) {
            byte[] content = random(length);
            Sent sent = put(form, content);
            PayloadCheck check = check(sent);

            assertThat(check.chunked()).isEqualTo(form.chunked());
            assertThat(check.contentLength(sent.body().array.length)).isEqualTo(length);
            assertThat(check.check(sent.body().array).bytes()).isEqualTo(content);
            assertThat(read(sent, 1, 8192)).isEqualTo(content);
            assertThat(read(sent, 1_000_000, 100_000)).isEqualTo(content);
            assertThat(read(sent, 777, 10_000)).isEqualTo(content);
            Headers trailers = check.check(sent.body().array).trailers();
            assertThat(trailers.contains("x-amz-checksum-crc32")).isEqualTo(form.trailing());
        }
    }

    @ParameterizedTest
    @EnumSource(names = "UNSIGNED", mode = EnumSource.Mode.EXCLUDE)
    void everyChangedByteIsRefusedOrChangesNothing(Form form) {
        byte[] content = random(20);
        Sent sent = put(form, content);
        for (int i = 0; i < sent.body().array.length; i++) {
            byte[] changed = sent.body().array.clone();
            changed[i] ^= 1;
            int at = i;
            PayloadCheck check = check(sent);
            try {
                PayloadCheck.Content read = check.check(changed);
                // Without signatures the content and its checksum can change, as one sees when comparing them.
                assertThat(form).as("byte %s", at).isEqualTo(Form.UNSIGNED_CHUNKS_AND_TRAILER);
                assertThat(read.bytes()).hasSameSizeAs(content);
            } catch (AuthFailure e) {
                assertThat(e.kind())
                        .as("byte %s of %s", at, new String(changed, StandardCharsets.ISO_8859_1))
                        .isIn(
                                Kind.PAYLOAD_HASH_MISMATCH,
                                Kind.SIGNATURE_MISMATCH,
                                Kind.BROKEN_CHUNKS,
                                Kind.WRONG_LENGTH,
                                Kind.CHUNK_TOO_SMALL,
                                Kind.BAD_TRAILER);
            }
        }
    }

    /** Nobody reads a body that is said to be empty. */
    @ParameterizedTest
    @EnumSource(names = "UNSIGNED", mode = EnumSource.Mode.EXCLUDE)
    void anEmptyBodyIsCheckedWhenItIsOpened(Form form) throws IOException {
        Sent sent = put(form, new byte[0]);
        assertThat(check(sent).open(Client.pieces(sent.body().array, 7)).length())
                .isZero();
        byte[] given = sent.body().array;
        for (int i = 0; i < given.length; i++) {
            byte[] changed = given.clone();
            changed[i] ^= 1;
            boolean value = form == Form.UNSIGNED_CHUNKS_AND_TRAILER
                    && new String(given, StandardCharsets.ISO_8859_1).indexOf(':') < i
                    && i < given.length - 3; // the checksum is compared by who knows the bytes
            if (!value) {
                assertThat(catchThrowableOfType(
                                AuthFailure.class, () -> check(sent).open(Client.pieces(changed, 7))))
                        .as("byte %s of %s", i, new String(changed, StandardCharsets.ISO_8859_1))
                        .isNotNull();
            }
        }
        if (form.chunked()) {
            assertThat(catchThrowableOfType(AuthFailure.class, () -> check(sent)
                            .open(Client.pieces(Arrays.copyOf(given, given.length - 2), 7))))
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "UNSIGNED", mode = EnumSource.Mode.EXCLUDE)
    void everyTruncationIsRefused(Form form) {
        byte[] content = random(20);
        Sent sent = put(form, content);
        for (int i = 0; i < sent.body().array.length; i++) {
            assertThat(refusal(sent.withBody(Arrays.copyOf(sent.body().array, i))))
                    .isNotNull();
        }
    }

    @Test
    void chunksCannotChangePlaces() {
        byte[] content = random(3 * 131_072);
        Sent sent = put(Form.SIGNED_CHUNKS, content);
        int chunk = ("20000;chunk-signature=" + "0".repeat(64) + "\r\n").length() + 131_072 + 2;
        byte[] swapped = sent.body().array.clone();
        System.arraycopy(sent.body().array, 0, swapped, chunk, chunk);
        System.arraycopy(sent.body().array, chunk, swapped, 0, chunk);

        assertThat(refusal(sent.withBody(swapped))).isEqualTo(Kind.SIGNATURE_MISMATCH);
    }

    @Test
    void failsBeforeTheLastBytesAreHandedOut() throws IOException {
        byte[] content = random(1000);
        Sent sent = put(Form.SIGNED_CHUNKS, content);
        byte[] changed = sent.body().array.clone();
        changed[changed.length - 10] ^= 1; // the last chunk's signature
        CheckedBody body = check(sent).open(Client.pieces(changed, 100_000));

        assertThat(body.readNBytes(999)).hasSize(999);
        assertThat(catchThrowableOfType(AuthFailure.class, body::read).kind()).isEqualTo(Kind.SIGNATURE_MISMATCH);

        Sent hashed = put(Form.HASHED, content);
        CheckedBody plain = check(hashed).open(Client.pieces(random(1001), 100_000));
        assertThat(plain.length()).isEqualTo(1001);
        assertThat(plain.readNBytes(1000)).hasSize(1000);
        assertThat(catchThrowableOfType(AuthFailure.class, plain::read).kind()).isEqualTo(Kind.PAYLOAD_HASH_MISMATCH);
    }

    @Test
    void trailersAreThereWhenTheLengthWasRead() throws IOException {
        Sent sent = put(Form.UNSIGNED_CHUNKS_AND_TRAILER, Client.utf8("hello"));
        CheckedBody body = check(sent).open(Client.pieces(sent.body().array, 3));

        assertThat(body.length()).isEqualTo(5);
        assertThat(body.readNBytes(5)).isEqualTo(Client.utf8("hello"));
        assertThat(body.trailers().first("x-amz-checksum-crc32")).isEqualTo("NhCmhg==");
    }

    @Test
    void strangersChunksAreTakenApartUnverified() throws IOException {
        byte[] content = random(200_000);
        Sent sent = put(Form.SIGNED_CHUNKS_AND_TRAILER, content, Client.s3(time).withKey("mock", "any"));

        assertThat(read(sent, 5000, 5000)).isEqualTo(content);
        assertThat(refusal(sent.withBody(Arrays.copyOf(sent.body().array, 150_000))))
                .isEqualTo(Kind.BROKEN_CHUNKS);
    }

    /** The upload of the S3 documentation: 65 KB of 'a' in chunks of 64 KB. */
    @Test
    void knowsTheChunkedExampleOfTheS3Documentation() throws IOException {
        SignatureVerifier verifier = SignatureVerifierTest.documented(new FixedTime("2013-05-24T00:00:00Z"));
        RequestHead head = SignatureVerifierTest.head(
                "PUT",
                "/examplebucket/chunkObject.txt",
                "",
                Headers.of(
                        "Host",
                        "s3.amazonaws.com",
                        "x-amz-date",
                        "20130524T000000Z",
                        "x-amz-storage-class",
                        "REDUCED_REDUNDANCY",
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                                + "SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;"
                                + "x-amz-decoded-content-length;x-amz-storage-class,"
                                + "Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
                        "x-amz-content-sha256",
                        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
                        "Content-Encoding",
                        "aws-chunked",
                        "x-amz-decoded-content-length",
                        "66560",
                        "Content-Length",
                        "66824"));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        chunk(body, 65536, "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648");
        chunk(body, 1024, "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497");
        chunk(body, 0, "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9");

        PayloadCheck check = verifier.verify(head, Authorization.parse(head), SigningProfile.S3, null)
                .payload();
        assertThat(body.size()).isEqualTo(66824);
        assertThat(check.check(body.toByteArray()).bytes()).hasSize(66560).containsOnly('a');

        RequestHead plain = check.plainHead(head);
        assertThat(plain.headers().contains("content-encoding")).isFalse();
        assertThat(plain.contentLength()).isEqualTo(66560);
    }

    private static void chunk(ByteArrayOutputStream body, int size, String signature) throws IOException {
        body.write(Client.utf8(
                Integer.toHexString(size) + ";chunk-signature=" + signature + "\r\n" + "a".repeat(size) + "\r\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5\\r\\nhello\\r\\n0\\r\\n\\r\\n | BAD_TRAILER",
                "5\\r\\nhello\\r\\n0\\r\\nx-amz-checksum-crc32:NhCmhg==\\r\\n\\r\\nmore | BROKEN_CHUNKS",
                "5\\r\\nhello\\r\\n0\\r\\nx-amz-checksum-crc32:NhCmhg==\\r\\nx-other:1\\r\\n\\r\\n | BAD_TRAILER",
                "5\\r\\nhello\\r\\n0\\r\\nx-amz-checksum-crc32 NhCmhg==\\r\\n\\r\\n | BAD_TRAILER",
                "5\\r\\nhello\\r\\n0\\r\\nx-amz-checksum-crc32:NhCmhg==\\r\\n | BROKEN_CHUNKS",
                "4\\r\\nhell\\r\\n0\\r\\nx-amz-checksum-crc32:NhCmhg==\\r\\n\\r\\n | WRONG_LENGTH",
                "6\\r\\nhello!\\r\\n0\\r\\nx-amz-checksum-crc32:NhCmhg==\\r\\n\\r\\n | WRONG_LENGTH",
                "7fffffffffffffff\\r\\nhello | BROKEN_CHUNKS",
                "fffffffffffffff\\r\\nhello | WRONG_LENGTH",
                "-5\\r\\nhello\\r\\n0\\r\\n\\r\\n | BROKEN_CHUNKS",
                "\\r\\nhello\\r\\n0\\r\\n\\r\\n | BROKEN_CHUNKS",
                "5\\nhello\\r\\n0\\r\\n\\r\\n | BROKEN_CHUNKS",
                "2\\r\\nhe\\r\\n3\\r\\nllo\\r\\n0\\r\\nx-amz-checksum-crc32:NhCmhg==\\r\\n\\r\\n | CHUNK_TOO_SMALL"
            })
    void refusesFramingThatIsNot(String body, Kind kind) {
        Sent sent = put(Form.UNSIGNED_CHUNKS_AND_TRAILER, Client.utf8("hello"));
        String text = body.strip().replace("\\r", "\r").replace("\\n", "\n");

        assertThat(refusal(sent.withBody(Client.utf8(text)))).isEqualTo(kind);
    }

    @Test
    void aLineWithoutEndIsGivenUp() {
        Sent sent = put(Form.UNSIGNED_CHUNKS_AND_TRAILER, Client.utf8("hello"));

        assertThat(refusal(sent.withBody(Client.utf8("0".repeat(100_000))))).isEqualTo(Kind.BROKEN_CHUNKS);
    }

    @Test
    void acceptsTrailerLinesThatEndInABareLf() throws IOException {
        Sent sent = put(Form.UNSIGNED_CHUNKS_AND_TRAILER, Client.utf8("hello"))
                .withBody(Client.utf8("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\n\r\n"));

        assertThat(read(sent, 7, 7)).isEqualTo(Client.utf8("hello"));
    }

    @Test
    void namesTheSmallChunk() {
        Sent sent = put(Form.UNSIGNED_CHUNKS_AND_TRAILER, Client.utf8("hello"))
                .withBody(Client.utf8("2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"));
        AuthFailure failure =
                catchThrowableOfType(AuthFailure.class, () -> check(sent).check(sent.body().array));

        AuthError error = AuthErrors.of(failure, ErrorFamily.S3);
        assertThat(error.code()).isEqualTo("InvalidChunkSizeError");
        assertThat(error.message()).isEqualTo("Only the last chunk is allowed to have a size less than 8192 bytes");
        assertThat(error.elements()).containsEntry("Chunk", "1").containsEntry("BadChunkSize", "2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "five", "-5"})
    void chunksNeedTheirDecodedLength(String length) {
        Sent sent =
                put(Form.SIGNED_CHUNKS, Client.utf8("hello"), Client.s3(time).withKey("mock", "x"));
        Sent changed = length.isEmpty()
                ? sent.withoutHeader("x-amz-decoded-content-length")
                : sent.withHeader("x-amz-decoded-content-length", length);

        AuthFailure failure = catchThrowableOfType(AuthFailure.class, () -> check(changed));
        AuthError error = AuthErrors.of(failure, ErrorFamily.S3);
        assertThat(error.code()).isEqualTo("MissingContentLength");
        assertThat(error.status()).isEqualTo(411);
    }

    @Test
    void hashMismatchNamesBothHashes() {
        Sent sent = put(Form.HASHED, Client.utf8("hello"));
        AuthFailure failure =
                catchThrowableOfType(AuthFailure.class, () -> check(sent).check(Client.utf8("hullo")));

        AuthError error = AuthErrors.of(failure, ErrorFamily.S3);
        assertThat(error.code()).isEqualTo("XAmzContentSHA256Mismatch");
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.elements())
                .containsEntry(
                        "ClientComputedContentSHA256",
                        "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")
                .containsKey("S3ComputedContentSHA256");
    }

    @Test
    void anonymousBodiesMayBeChunkedButNotSigned() throws IOException {
        Sent chunked =
                put(Form.UNSIGNED_CHUNKS_AND_TRAILER, Client.utf8("hello")).withoutHeader("Authorization");
        Sent signed = put(Form.SIGNED_CHUNKS, Client.utf8("hello")).withoutHeader("Authorization");

        assertThat(read(chunked, 9, 9)).isEqualTo(Client.utf8("hello"));
        assertThat(catchThrowableOfType(AuthFailure.class, () -> check(signed)).kind())
                .isEqualTo(Kind.ANONYMOUS_CHUNKS);
    }

    @Test
    void keepsTheOtherCodings() {
        Sent sent = put(Form.UNSIGNED_CHUNKS_AND_TRAILER, Client.utf8("hello"));
        RequestHead plain = check(sent)
                .plainHead(
                        sent.withHeader("Content-Encoding", "gzip, aws-chunked").head());

        assertThat(plain.headers().first("content-encoding")).isEqualTo("gzip");
    }
}
