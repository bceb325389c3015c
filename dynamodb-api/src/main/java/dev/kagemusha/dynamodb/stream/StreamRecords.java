package dev.kagemusha.dynamodb.stream;

import dev.kagemusha.dynamodb.change.ItemChange;
import dev.kagemusha.dynamodb.item.AttributeValues;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.ItemSize;
import dev.kagemusha.dynamodb.table.Origin;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.Identity;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

import java.time.Instant;
import java.util.HexFormat;

/** Changes as a stream's records, showing what the stream's view type says. */
final class StreamRecords {
    private static final String VERSION = "1.1";
    private static final String SOURCE = "aws:dynamodb";
    private static final Identity TIME_TO_LIVE = Identity.builder()
            .type("Service")
            .principalId("dynamodb.amazonaws.com")
            .build();

    private final StreamInfo stream;
    private final String region;
    private final boolean showsOld;
    private final boolean showsNew;

    StreamRecords(StreamInfo stream, String region) {
        this.stream = stream;
        this.region = region;
        this.showsOld =
                stream.viewType().equals("OLD_IMAGE") || stream.viewType().equals("NEW_AND_OLD_IMAGES");
        this.showsNew =
                stream.viewType().equals("NEW_IMAGE") || stream.viewType().equals("NEW_AND_OLD_IMAGES");
    }

    /** @param millis when it happened; AWS tells it to the second */
    Record of(ItemChange change, Item key, long number, long millis) {
        Item before = change.before();
        Item after = change.after();
        Item oldImage = showsOld ? before : null;
        Item newImage = showsNew ? after : null;
        StreamRecord.Builder shown = StreamRecord.builder()
                .approximateCreationDateTime(Instant.ofEpochSecond(Math.floorDiv(millis, 1000L)))
                .keys(AttributeValues.from(key))
                .sequenceNumber(SequenceNumbers.of(number))
                .sizeBytes(size(key) + size(oldImage) + size(newImage))
                .streamViewType(stream.viewType());
        if (oldImage != null) {
            shown.oldImage(AttributeValues.from(oldImage));
        }
        if (newImage != null) {
            shown.newImage(AttributeValues.from(newImage));
        }
        Record.Builder record = Record.builder()
                .eventID(eventId(number))
                .eventName(
                        before == null
                                ? OperationType.INSERT
                                : after == null ? OperationType.REMOVE : OperationType.MODIFY)
                .eventVersion(VERSION)
                .eventSource(SOURCE)
                .awsRegion(region)
                .dynamodb(shown.build());
        if (change.origin() == Origin.TIME_TO_LIVE) {
            record.userIdentity(TIME_TO_LIVE);
        }
        return record.build();
    }

    private static long size(@Nullable Item item) {
        return item == null ? 0 : ItemSize.of(item);
    }

    /** 32 hexadecimal digits, the same each time the record is read and in no other record. */
    private String eventId(long number) {
        long high = mix(number ^ (long) stream.arn().hashCode() << 32);
        long low = mix(high + stream.log() * 0x9E3779B97F4A7C15L);
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low ^ number);
    }

    private static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
