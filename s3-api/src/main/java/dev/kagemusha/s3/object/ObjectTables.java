package dev.kagemusha.s3.object;

import dev.kagemusha.s3.Rows;
import dev.kagemusha.s3.bucket.ObjectKey;
import dev.kagemusha.state.Table;

/** The tables of objects: 202 and 203. */
public final class ObjectTables {
    /** bucket id, key → what a listing shows */
    public static final Table<ObjectKey, Entry> ENTRIES =
            new Table<>(202, "s3.entries", new ObjectKey.Codec(), Rows.value(Entry::encode, Entry::decode));

    /** bucket id, key → the object; a change of an object takes this row's lock */
    public static final Table<ObjectKey, StoredObject> OBJECTS = new Table<>(
            203, "s3.objects", new ObjectKey.Codec(), Rows.value(StoredObject::encode, StoredObject::decode));

    private ObjectTables() {}
}
