package dev.kagemusha.dynamodb.movement;

import dev.kagemusha.auth.Caller;
import dev.kagemusha.dynamodb.table.TableInfo;

import java.util.List;

/**
 * An export or an import as it is kept.
 *
 * @param id part of its ARN: when it was asked for, then something random
 * @param description what is told of it, as JSON
 * @param caller who asked for it, and is asked of by S3
 * @param region where
 * @param from first number of the log that an incremental export is about; −1 in others
 * @param to first number of the log that it is not about
 * @param table the table, as it was when it was asked for
 * @param files those written, or to be read
 */
record Task(
        String id,
        byte[] description,
        Caller caller,
        String region,
        long from,
        long to,
        TableInfo table,
        List<DataFile> files) {

    /** A file in the bucket. An import knows its key alone. */
    record DataFile(String key, long items, String md5, String etag) {}

    Task described(byte[] changed) {
        return new Task(id, changed, caller, region, from, to, table, files);
    }

    Task files(List<DataFile> changed) {
        return new Task(id, description, caller, region, from, to, table, List.copyOf(changed));
    }

    boolean incremental() {
        return from >= 0;
    }
}
