package dev.kagemusha.s3.checksum;

import org.jspecify.annotations.Nullable;

import java.util.Base64;
import java.util.function.Function;

/**
 * The checksum that belongs to an object or a part.
 *
 * @param value over all bytes, or with {@code parts} over the parts' values
 * @param parts 0 for a checksum of the whole (FULL_OBJECT), else how many parts a COMPOSITE one has
 */
public record ObjectChecksum(Algorithm algorithm, byte[] value, int parts) {
    public static final String FULL_OBJECT = "FULL_OBJECT";
    public static final String COMPOSITE = "COMPOSITE";

    public static ObjectChecksum full(Algorithm algorithm, byte[] value) {
        return new ObjectChecksum(algorithm, value, 0);
    }

    /** {@code FULL_OBJECT} or {@code COMPOSITE}. */
    public String type() {
        return parts == 0 ? FULL_OBJECT : COMPOSITE;
    }

    /** Base64, with {@code -N} when composite. */
    public String text() {
        String base64 = Base64.getEncoder().encodeToString(value);
        return parts == 0 ? base64 : base64 + "-" + parts;
    }

    /** Sets the member of this algorithm; the others stay unset. */
    public void write(
            Function<@Nullable String, ?> crc64Nvme,
            Function<@Nullable String, ?> crc32,
            Function<@Nullable String, ?> crc32c,
            Function<@Nullable String, ?> sha1,
            Function<@Nullable String, ?> sha256) {
        Function<@Nullable String, ?> setter =
                switch (algorithm) {
                    case CRC64NVME -> crc64Nvme;
                    case CRC32 -> crc32;
                    case CRC32C -> crc32c;
                    case SHA1 -> sha1;
                    case SHA256 -> sha256;
                };
        Object builder = setter.apply(text());
        assert builder != null;
    }
}
