package dev.kagemusha.s3.bucket;

import dev.kagemusha.s3.Rows;
import dev.kagemusha.s3.ValueReader;
import dev.kagemusha.s3.ValueWriter;
import dev.kagemusha.state.Table;

/** The tables of buckets: 200, 201 and 207. */
public final class BucketTables {
    /** bucket name → who has it; in the scope that spans accounts and regions */
    static final Table<String, Holder> NAMES =
            new Table<>(200, "s3.names", Rows.text(), Rows.value(Holder::encode, Holder::decode));

    /** bucket name → bucket; in the owner's scope, as all below; who changes what is in a bucket shares its lock */
    public static final Table<String, BucketRow> BUCKETS =
            new Table<>(201, "s3.buckets", Rows.text(), Rows.value(BucketRow::encode, BucketRow::decode));

    /** name of a sequence → its last number */
    static final Table<String, Long> SEQUENCES = new Table<>(
            207,
            "s3.sequences",
            Rows.text(),
            Rows.value(n -> new ValueWriter(9).number(n).toBytes(), b -> new ValueReader(b).number()));

    private BucketTables() {}
}
