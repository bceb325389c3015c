package dev.kagemusha.s3.encryption;

import dev.kagemusha.s3.ValueReader;
import dev.kagemusha.s3.ValueWriter;
import dev.kagemusha.time.Ids;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How the bytes of an object, or of an upload's parts, are encrypted: kept in its row, and told with every answer.
 *
 * @param keyArn of the KMS key; null for the other kinds
 * @param sealedKey the data key as KMS encrypted it; empty for the other kinds
 * @param context the encryption context of the data key, as it is given to KMS
 * @param bucketKey whether the data key's context names the bucket instead of the object
 * @param customer what is kept of a customer's key; null for the other kinds
 */
public record Encryption(
        Kind kind,
        @Nullable String keyArn,
        byte[] sealedKey,
        Map<String, String> context,
        boolean bucketKey,
        @Nullable KeyPrint customer) {
    private static final Ids IDS = Ids.secure();

    /** What every object has at least: encrypted under a key that the installation's own key wraps. */
    static final Encryption S3 = new Encryption(Kind.S3, null, new byte[0], Map.of(), false, null);

    /** The kinds, with their names on the wire. */
    public enum Kind {
        S3(0, "AES256"),
        KMS(1, "aws:kms"),
        DUAL(2, "aws:kms:dsse"),
        CUSTOMER(3, "");

        private final int number;
        private final String header;

        Kind(int number, String header) {
            this.number = number;
            this.header = header;
        }

        /** In rows. */
        int number() {
            return number;
        }

        static Kind of(int number) {
            for (Kind kind : values()) {
                if (kind.number == number) {
                    return kind;
                }
            }
            throw new IllegalStateException("encryption of kind " + number);
        }

        public String header() {
            return header;
        }

        /** Whether KMS has the key. */
        public boolean byKms() {
            return this == KMS || this == DUAL;
        }

        /** The kind of a header's value, or null. */
        public static @Nullable Kind of(String header) {
            for (Kind kind : values()) {
                if (kind != CUSTOMER && kind.header.equals(header)) {
                    return kind;
                }
            }
            return null;
        }
    }

    /**
     * What an object's ETag is made of: the MD5, but for encryption under keys of KMS or the customer, where it says nothing of the
     * bytes (S3 API reference, "Object": ETag).
     */
    public byte[] tag(byte[] md5) {
        return kind == Kind.S3 ? md5 : IDS.bytes(md5.length);
    }

    /** Sets the members that all answers about objects have. */
    public void tell(
            Consumer<String> encryption,
            Consumer<String> keyId,
            Consumer<Boolean> byBucketKey,
            Consumer<String> algorithm,
            Consumer<String> keyMd5) {
        if (customer != null) {
            algorithm.accept(CustomerKey.ALGORITHM);
            keyMd5.accept(customer.md5());
            return;
        }
        encryption.accept(kind.header());
        if (keyArn != null) {
            keyId.accept(keyArn);
        }
        if (bucketKey) {
            byBucketKey.accept(true);
        }
    }

    public void write(ValueWriter out) {
        out.u8(kind.number());
        if (kind.byKms()) {
            out.optional(keyArn).blob(sealedKey).u8(bucketKey ? 1 : 0).number(context.size());
            context.forEach((name, value) -> out.text(name).text(value));
        } else if (customer != null) {
            out.text(customer.md5()).blob(customer.salt()).blob(customer.print());
        }
    }

    public static Encryption read(ValueReader in) {
        Kind kind = Kind.of(in.u8());
        if (kind == Kind.S3) {
            return S3;
        }
        if (kind == Kind.CUSTOMER) {
            return new Encryption(
                    kind, null, new byte[0], Map.of(), false, new KeyPrint(in.text(), in.blob(), in.blob()));
        }
        String keyArn = in.optional();
        byte[] sealedKey = in.blob();
        boolean bucketKey = in.u8() == 1;
        int size = (int) in.number();
        Map<String, String> context = LinkedHashMap.newLinkedHashMap(size);
        for (int i = 0; i < size; i++) {
            context.put(in.text(), in.text());
        }
        return new Encryption(kind, keyArn, sealedKey, context, bucketKey, null);
    }
}
