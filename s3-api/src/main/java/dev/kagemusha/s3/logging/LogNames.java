package dev.kagemusha.s3.logging;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.LoggingEnabled;
import software.amazon.awssdk.services.s3.model.PartitionDateSource;
import software.amazon.awssdk.services.s3.model.PartitionedPrefix;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * How the objects of a bucket's access log are named.
 *
 * @param prefix as it was configured
 * @param partition what comes between prefix and date, or null for the simple form
 * @param byEvent whether the date is that of the requests instead of the delivery
 */
record LogNames(String prefix, @Nullable String partition, boolean byEvent) {
    private static final DateTimeFormatter SECOND = formatter("yyyy-MM-dd-HH-mm-ss");
    private static final DateTimeFormatter FOLDERS = formatter("yyyy/MM/dd/");
    private static final DateTimeFormatter DAY = formatter("yyyy-MM-dd-00-00-00");

    private static DateTimeFormatter formatter(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }

    static LogNames of(LoggingEnabled target, String account, String region, String bucket) {
        String prefix = target.targetPrefix() == null ? "" : target.targetPrefix();
        PartitionedPrefix partitioned = target.targetObjectKeyFormat() == null
                ? null
                : target.targetObjectKeyFormat().partitionedPrefix();
        if (partitioned == null) {
            return new LogNames(prefix, null, false);
        }
        return new LogNames(
                prefix,
                account + "/" + region + "/" + bucket + "/",
                partitioned.partitionDateSource() == PartitionDateSource.EVENT_TIME);
    }

    /**
     * The key of a log object.
     *
     * @param event epoch milliseconds of its first request
     * @param delivery epoch milliseconds
     * @param unique 16 digits
     */
    String key(long event, long delivery, String unique) {
        if (partition == null) {
            return prefix + SECOND.format(Instant.ofEpochMilli(delivery)) + "-" + unique;
        }
        Instant date = Instant.ofEpochMilli(byEvent ? event : delivery);
        return prefix + partition + FOLDERS.format(date) + (byEvent ? DAY : SECOND).format(date) + "-" + unique;
    }
}
