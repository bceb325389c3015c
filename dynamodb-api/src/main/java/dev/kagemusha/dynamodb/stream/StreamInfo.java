package dev.kagemusha.dynamodb.stream;

import dev.kagemusha.dynamodb.item.KeyAttribute;

import java.util.ArrayList;
import java.util.List;

/**
 * A stream that is, or that ended less than a day ago. It knows all that its readers need, since its table may be gone.
 *
 * @param label when it began, as text; part of its ARN
 * @param log the table's internal id, which is the name of its log of changes
 * @param viewType what its records show
 * @param keys the key attributes of the table, the partition key first
 * @param endMillis when it ended; {@link Long#MAX_VALUE} if it has not
 * @param endNumber the first number of the log that is not its any more; {@link Long#MAX_VALUE} if it has not ended
 * @param cuts where its number of shards changed, the first one at its beginning
 */
record StreamInfo(
        String tableName,
        String label,
        String arn,
        int log,
        String viewType,
        List<KeyAttribute> keys,
        long endMillis,
        long endNumber,
        List<Cut> cuts) {

    /**
     * From here on there are this many shards at a time.
     *
     * @param number the first number of the log
     * @param shards a power of two
     */
    record Cut(long millis, long number, int shards) {}

    long createdMillis() {
        return cuts.getFirst().millis();
    }

    boolean ended() {
        return endMillis != Long.MAX_VALUE;
    }

    /** Whether it can be read at that time. */
    boolean readable(long millis) {
        return !ended() || millis - endMillis < StreamSettings.RETENTION.toMillis();
    }

    StreamInfo end(long millis, long number) {
        return new StreamInfo(tableName, label, arn, log, viewType, keys, millis, number, cuts);
    }

    StreamInfo cut(Cut cut) {
        List<Cut> more = new ArrayList<>(cuts);
        more.add(cut);
        return new StreamInfo(tableName, label, arn, log, viewType, keys, endMillis, endNumber, List.copyOf(more));
    }
}
