package dev.kagemusha.s3.multipart;

import dev.kagemusha.s3.Rows;
import dev.kagemusha.state.Table;

/** The tables of uploads in parts: 205 and 206. */
final class UploadTables {
    /** bucket id, key, upload id → upload in progress */
    static final Table<UploadKey, Upload> UPLOADS =
            new Table<>(205, "s3.uploads", new UploadKey.Codec(), Rows.value(Upload::encode, Upload::decode));

    /** upload id, part number → part */
    static final Table<PartKey, UploadedPart> PARTS =
            new Table<>(206, "s3.parts", new PartKey.Codec(), Rows.value(UploadedPart::encode, UploadedPart::decode));

    private UploadTables() {}
}
