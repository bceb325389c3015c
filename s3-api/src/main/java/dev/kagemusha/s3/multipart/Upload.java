package dev.kagemusha.s3.multipart;

import dev.kagemusha.s3.ValueReader;
import dev.kagemusha.s3.ValueWriter;
import dev.kagemusha.s3.checksum.Algorithm;
import dev.kagemusha.s3.checksum.ObjectChecksum;
import dev.kagemusha.s3.encryption.Encryption;
import dev.kagemusha.s3.lock.Hold;
import dev.kagemusha.s3.object.Description;
import org.jspecify.annotations.Nullable;

/**
 * A multipart upload in progress.
 *
 * @param initiated epoch milliseconds
 * @param initiator ARN of who began it
 * @param algorithm the checksum algorithm asked for, or null: the object then gets a CRC64NVME of the whole
 * @param encryption of its parts, and then of the object
 * @param hold what the object is to be held by, as far as the request said it
 * @param composite whether the object's checksum is to be one of the parts'
 */
record Upload(
        long initiated,
        String initiator,
        int storageClass,
        @Nullable Algorithm algorithm,
        boolean composite,
        Description description,
        Encryption encryption,
        Hold hold) {

    /** What each part's bytes are summed with. */
    Algorithm effective() {
        return algorithm == null ? Algorithm.CRC64NVME : algorithm;
    }

    /** {@code FULL_OBJECT}, {@code COMPOSITE}, or null when no algorithm was asked for. */
    @Nullable
    String checksumType() {
        return algorithm == null ? null : composite ? ObjectChecksum.COMPOSITE : ObjectChecksum.FULL_OBJECT;
    }

    byte[] encode() {
        ValueWriter out = new ValueWriter(256)
                .u8(1)
                .number(initiated)
                .text(initiator)
                .u8(storageClass)
                .u8(algorithm == null ? 0 : algorithm.number())
                .u8(composite ? 1 : 0);
        description.write(out);
        encryption.write(out);
        hold.write(out);
        return out.toBytes();
    }

    static Upload decode(byte[] bytes) {
        ValueReader in = new ValueReader(bytes);
        in.u8();
        long initiated = in.number();
        String initiator = in.text();
        int storageClass = in.u8();
        int algorithm = in.u8();
        boolean composite = in.u8() == 1;
        return new Upload(
                initiated,
                initiator,
                storageClass,
                algorithm == 0 ? null : Algorithm.of(algorithm),
                composite,
                Description.read(in),
                Encryption.read(in),
                Hold.read(in));
    }
}
