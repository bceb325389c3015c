package dev.kagemusha.s3.body;

import dev.kagemusha.http.Headers;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.checksum.Algorithm;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Base64;

/**
 * What a request says of its body's checksum: a value in a header, or that one follows in a trailer.
 *
 * @param algorithm null when it says nothing
 * @param value null when it follows in a trailer
 */
public record GivenChecksum(@Nullable Algorithm algorithm, byte @Nullable [] value) {
    private static final GivenChecksum NONE = new GivenChecksum(null, null);

    /** The five members that carry a value. */
    public record Members(
            @Nullable String crc64Nvme,
            @Nullable String crc32,
            @Nullable String crc32c,
            @Nullable String sha1,
            @Nullable String sha256) {

        @Nullable
        public String of(Algorithm algorithm) {
            return switch (algorithm) {
                case CRC64NVME -> crc64Nvme;
                case CRC32 -> crc32;
                case CRC32C -> crc32c;
                case SHA1 -> sha1;
                case SHA256 -> sha256;
            };
        }

        /** The one algorithm that has a value, or null. */
        @Nullable
        public Algorithm only() {
            Algorithm only = null;
            for (Algorithm algorithm : Algorithm.values()) {
                if (of(algorithm) != null) {
                    if (only != null) {
                        throw S3Errors.severalChecksums();
                    }
                    only = algorithm;
                }
            }
            return only;
        }
    }

    /**
     * @param announced {@code x-amz-sdk-checksum-algorithm}
     * @param trailer {@code x-amz-trailer}
     */
    public static GivenChecksum of(Members members, @Nullable String announced, @Nullable String trailer) {
        Algorithm inHeader = members.only();
        Algorithm inTrailer = trailer == null ? null : trailing(trailer);
        if (inHeader != null && inTrailer != null) {
            throw S3Errors.severalChecksums();
        }
        Algorithm algorithm = inHeader != null ? inHeader : inTrailer;
        if (announced != null) {
            Algorithm named = Algorithm.of(announced);
            if (named == null) {
                throw S3Errors.unsupportedChecksum();
            }
            if (algorithm == null) {
                throw S3Errors.checksumAnnouncedOnly();
            }
            if (named != algorithm) {
                throw S3Errors.invalidChecksumHeader("x-amz-sdk-checksum-algorithm");
            }
        }
        if (algorithm == null) {
            return NONE;
        }
        String text = members.of(algorithm);
        return new GivenChecksum(algorithm, text == null ? null : decode(algorithm, text));
    }

    private static @Nullable Algorithm trailing(String trailer) {
        for (String name : trailer.split(",", -1)) {
            Algorithm algorithm = Algorithm.ofHeader(name.strip());
            if (algorithm != null) {
                return algorithm;
            }
        }
        return null;
    }

    static byte[] decode(Algorithm algorithm, String text) {
        byte[] value = base64(text);
        if (value == null || value.length != algorithm.length()) {
            throw S3Errors.invalidChecksumHeader(algorithm.header());
        }
        return value;
    }

    private static byte @Nullable [] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Refuses a body whose bytes are others than the request said. */
    void verify(byte[] calculated, Headers trailers) {
        if (algorithm == null) {
            return;
        }
        byte[] said = value;
        if (said == null) {
            String text = trailers.first(algorithm.header());
            if (text == null) {
                throw S3Errors.malformedTrailer();
            }
            said = decode(algorithm, text);
        }
        if (!Arrays.equals(said, calculated)) {
            throw S3Errors.badChecksum(algorithm);
        }
    }

    /** The bytes of a Content-MD5 header. */
    public static byte @Nullable [] md5(@Nullable String header) {
        if (header == null) {
            return null;
        }
        byte[] value = base64(header);
        if (value == null || value.length != 16) {
            throw S3Errors.invalidMd5(header);
        }
        return value;
    }
}
