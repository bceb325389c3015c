package dev.kagemusha.s3;

import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.ValueCodec;

import java.util.function.Function;

/** The tables of S3, numbers 200 to 299. Number 204 is kept for noncurrent versions, 208 and up are free. */
final class Tables {
    /** bucket name → who has it; in the scope that spans accounts and regions */
    static final Table<String, Holder> NAMES =
            new Table<>(200, "s3.names", text(), value(Holder::encode, Holder::decode));

    /** bucket name → bucket; in the owner's scope, as all below */
    static final Table<String, BucketRow> BUCKETS =
            new Table<>(201, "s3.buckets", text(), value(BucketRow::encode, BucketRow::decode));

    /** bucket id, key → what a listing shows */
    static final Table<ObjectKey, Entry> ENTRIES =
            new Table<>(202, "s3.entries", new ObjectKey.Codec(), value(Entry::encode, Entry::decode));

    /** bucket id, key → the object */
    static final Table<ObjectKey, StoredObject> OBJECTS =
            new Table<>(203, "s3.objects", new ObjectKey.Codec(), value(StoredObject::encode, StoredObject::decode));

    /** bucket id, key, upload id → upload in progress */
    static final Table<UploadKey, Upload> UPLOADS =
            new Table<>(205, "s3.uploads", new UploadKey.Codec(), value(Upload::encode, Upload::decode));

    /** upload id, part number → part */
    static final Table<PartKey, UploadedPart> PARTS =
            new Table<>(206, "s3.parts", new PartKey.Codec(), value(UploadedPart::encode, UploadedPart::decode));

    /** name of a sequence → its last number */
    static final Table<String, Long> SEQUENCES = new Table<>(
            207, "s3.sequences", text(), value(n -> new ValueWriter(9).number(n).toBytes(), b -> new ValueReader(b)
                    .number()));

    private Tables() {}

    private static KeyCodec<String> text() {
        return new KeyCodec<>() {
            @Override
            public void write(String key, KeyWriter out) {
                out.tail(key);
            }

            @Override
            public String read(KeyReader in) {
                return in.tailText();
            }
        };
    }

    private static <V> ValueCodec<V> value(Function<V, byte[]> encode, Function<byte[], V> decode) {
        return new ValueCodec<>() {
            @Override
            public byte[] encode(V value) {
                return encode.apply(value);
            }

            @Override
            public V decode(byte[] bytes) {
                return decode.apply(bytes);
            }
        };
    }
}
