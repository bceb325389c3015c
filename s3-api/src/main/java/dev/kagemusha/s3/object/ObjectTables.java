package dev.kagemusha.s3.object;

import dev.kagemusha.s3.Rows;
import dev.kagemusha.s3.ValueReader;
import dev.kagemusha.s3.ValueWriter;
import dev.kagemusha.s3.bucket.ObjectKey;
import dev.kagemusha.state.Table;

/** The tables of objects: 202 and 203, 209 to 211. */
public final class ObjectTables {
    /** bucket id, key → what a listing shows */
    public static final Table<ObjectKey, Entry> ENTRIES =
            new Table<>(202, "s3.entries", new ObjectKey.Codec(), Rows.value(Entry::encode, Entry::decode));

    /** bucket id, key → the object; a change of an object takes this row's lock */
    public static final Table<ObjectKey, StoredObject> OBJECTS = new Table<>(
            203, "s3.objects", new ObjectKey.Codec(), Rows.value(StoredObject::encode, StoredObject::decode));

    /** bucket id, key, newest first → a version that is not its key's current object: older, or a delete marker */
    public static final Table<VersionKey, Noncurrent> VERSIONS =
            new Table<>(209, "s3.versions", new VersionKey.Codec(), Rows.value(Noncurrent::encode, Noncurrent::decode));

    /** bucket id, key, newest first → the object of such a version, if it is no marker */
    public static final Table<VersionKey, StoredObject> VERSION_OBJECTS = new Table<>(
            210, "s3.version-objects", new VersionKey.Codec(), Rows.value(StoredObject::encode, StoredObject::decode));

    /** bucket id, key → order of the null version, where it is not the current object */
    static final Table<ObjectKey, Long> NULLS = new Table<>(
            211,
            "s3.null-versions",
            new ObjectKey.Codec(),
            Rows.value(n -> new ValueWriter(9).number(n).toBytes(), b -> new ValueReader(b).number()));

    private ObjectTables() {}
}
