package dev.kagemusha.s3.document;

import dev.kagemusha.s3.S3Error;
import dev.kagemusha.s3.S3Errors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.AnalyticsConfiguration;
import software.amazon.awssdk.services.s3.model.IntelligentTieringAccessTier;
import software.amazon.awssdk.services.s3.model.IntelligentTieringConfiguration;
import software.amazon.awssdk.services.s3.model.InventoryConfiguration;
import software.amazon.awssdk.services.s3.model.InventoryFormat;
import software.amazon.awssdk.services.s3.model.MetricsConfiguration;
import software.amazon.awssdk.services.s3.model.Tiering;

import java.util.HashSet;
import java.util.Set;

/** What inventories, analytics, metrics and tiering must keep beyond the schema. */
final class NamedRules {
    private static final int LONGEST_WAIT = 730;

    private NamedRules() {}

    static void check(InventoryConfiguration inventory) {
        InventoryFormat format = inventory.destination().s3BucketDestination().format();
        if (format != InventoryFormat.CSV) {
            throw new S3Error("NotImplemented", 501, "Inventories are written in CSV alone, not in " + format + ".");
        }
        destination(inventory.destination().s3BucketDestination().bucket());
    }

    static void check(AnalyticsConfiguration analytics) {
        if (analytics.filter() != null) {
            oneOf(
                    analytics.filter().prefix(),
                    analytics.filter().tag(),
                    analytics.filter().and());
        }
        if (analytics.storageClassAnalysis().dataExport() != null) {
            destination(analytics
                    .storageClassAnalysis()
                    .dataExport()
                    .destination()
                    .s3BucketDestination()
                    .bucket());
        }
    }

    static void check(MetricsConfiguration metrics) {
        if (metrics.filter() != null) {
            oneOf(
                    metrics.filter().prefix(),
                    metrics.filter().tag(),
                    metrics.filter().accessPointArn(),
                    metrics.filter().and());
        }
    }

    /** The archive tier can be entered after 90 days at the earliest, the deep one after 180 (user guide, "Enabling S3 Intelligent-Tiering"). */
    static void check(IntelligentTieringConfiguration tiering) {
        if (tiering.filter() != null) {
            oneOf(
                    tiering.filter().prefix(),
                    tiering.filter().tag(),
                    tiering.filter().and());
        }
        Set<IntelligentTieringAccessTier> seen = new HashSet<>();
        for (Tiering tier : tiering.tierings()) {
            int least = tier.accessTier() == IntelligentTieringAccessTier.ARCHIVE_ACCESS ? 90 : 180;
            if (tier.days() < least || tier.days() > LONGEST_WAIT || !seen.add(tier.accessTier())) {
                throw S3Errors.invalidArgument(
                        "Days must be between " + least + " and " + LONGEST_WAIT + " for " + tier.accessTierAsString()
                                + ", and each access tier may be named once",
                        "Days",
                        tier.days().toString());
            }
        }
    }

    private static void destination(@Nullable String arn) {
        if (Schema.bucketOf(arn) == null) {
            throw S3Errors.invalidArgument("Invalid bucket ARN.", "Bucket", String.valueOf(arn));
        }
    }

    private static void oneOf(@Nullable Object... predicates) {
        int there = 0;
        for (Object predicate : predicates) {
            there += predicate == null ? 0 : 1;
        }
        if (there > 1) {
            throw S3Errors.malformedXml();
        }
    }
}
