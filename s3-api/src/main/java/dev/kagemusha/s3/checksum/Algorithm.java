package dev.kagemusha.s3.checksum;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * A checksum algorithm of S3. Numbers are frozen: stored values refer to them. Source for what each may be used
 * for: S3 user guide, "Checking object integrity in Amazon S3".
 */
public enum Algorithm {
    CRC64NVME(1, "CRC64NVME", 8, true, false, CrcMath.of(64, 0x9A6C9329AC4BC9B5L)),
    CRC32(2, "CRC32", 4, true, true, CrcMath.of(32, 0xEDB88320L)),
    CRC32C(3, "CRC32C", 4, true, true, CrcMath.of(32, 0x82F63B78L)),
    SHA1(4, "SHA-1", 20, false, true, null),
    SHA256(5, "SHA-256", 32, false, true, null);

    private static final Algorithm[] BY_NUMBER = values();

    private final int number;
    private final String javaName;
    private final int length;
    private final boolean fullObject;
    private final boolean composite;

    @SuppressWarnings("ImmutableEnumChecker") // its table never changes once it is made
    private final @Nullable CrcMath math;

    Algorithm(int number, String javaName, int length, boolean fullObject, boolean composite, @Nullable CrcMath math) {
        this.number = number;
        this.javaName = javaName;
        this.length = length;
        this.fullObject = fullObject;
        this.composite = composite;
        this.math = math;
    }

    /** 1 to 5. */
    public int number() {
        return number;
    }

    /** The algorithm of this number. */
    public static Algorithm of(int number) {
        return BY_NUMBER[number - 1];
    }

    /** The algorithm of this name, in any case, or null. */
    public static @Nullable Algorithm of(String name) {
        for (Algorithm algorithm : values()) {
            if (algorithm.name().equalsIgnoreCase(name)) {
                return algorithm;
            }
        }
        return null;
    }

    /** The algorithm that an {@code x-amz-checksum-…} header or trailer carries, or null. */
    public static @Nullable Algorithm ofHeader(String header) {
        return header.regionMatches(true, 0, "x-amz-checksum-", 0, 15) ? of(header.substring(15)) : null;
    }

    /** For example {@code x-amz-checksum-crc32}. */
    public String header() {
        return "x-amz-checksum-" + lowerName();
    }

    public String lowerName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Bytes of a value. */
    public int length() {
        return length;
    }

    /** Whether a multipart upload may have one over the whole object: parts can be combined. */
    public boolean fullObject() {
        return fullObject;
    }

    /** Whether a multipart upload may have a checksum of its parts' checksums. */
    public boolean composite() {
        return composite;
    }

    public Digest open() {
        return switch (this) {
            case CRC64NVME -> new Crc64Nvme();
            case CRC32 -> new Crc(new CRC32());
            case CRC32C -> new Crc(new CRC32C());
            case SHA1, SHA256 -> new Hash(hash(javaName));
        };
    }

    /** The value over these bytes. */
    public byte[] of(byte[] bytes) {
        Digest digest = open();
        digest.update(bytes, 0, bytes.length);
        return digest.value();
    }

    /**
     * The value of two byte sequences one after another, from their values.
     *
     * @param secondLength bytes of the second
     * @throws IllegalStateException when the algorithm is not a CRC
     */
    public byte[] combine(byte[] first, byte[] second, long secondLength) {
        if (math == null) {
            throw new IllegalStateException(name());
        }
        return bigEndian(math.combine(number(first), number(second), secondLength), length);
    }

    private static long number(byte[] value) {
        long number = 0;
        for (byte b : value) {
            number = number << 8 | (b & 0xff);
        }
        return number;
    }

    static byte[] bigEndian(long number, int length) {
        return length == 8
                ? ByteBuffer.allocate(8).putLong(number).array()
                : ByteBuffer.allocate(4).putInt((int) number).array();
    }

    private static MessageDigest hash(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has them
        }
    }

    /** MD5, which an ETag is made of. */
    public static MessageDigest md5() {
        return hash("MD5");
    }

    private record Crc(Checksum crc) implements Digest {
        @Override
        public void update(byte[] bytes, int offset, int length) {
            crc.update(bytes, offset, length);
        }

        @Override
        public byte[] value() {
            return bigEndian(crc.getValue(), 4);
        }
    }

    private record Hash(MessageDigest digest) implements Digest {
        @Override
        public void update(byte[] bytes, int offset, int length) {
            digest.update(bytes, offset, length);
        }

        @Override
        public byte[] value() {
            return digest.digest();
        }
    }
}
