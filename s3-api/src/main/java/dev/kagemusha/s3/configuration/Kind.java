package dev.kagemusha.s3.configuration;

import dev.kagemusha.rows.Pojo;
import dev.kagemusha.rows.Text;
import dev.kagemusha.s3.acl.Acl;
import dev.kagemusha.state.ValueCodec;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.AbacStatus;
import software.amazon.awssdk.services.s3.model.AccelerateConfiguration;
import software.amazon.awssdk.services.s3.model.AnalyticsConfiguration;
import software.amazon.awssdk.services.s3.model.BucketLifecycleConfiguration;
import software.amazon.awssdk.services.s3.model.CORSConfiguration;
import software.amazon.awssdk.services.s3.model.IntelligentTieringConfiguration;
import software.amazon.awssdk.services.s3.model.InventoryConfiguration;
import software.amazon.awssdk.services.s3.model.LoggingEnabled;
import software.amazon.awssdk.services.s3.model.MetricsConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.OwnershipControls;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.ReplicationConfiguration;
import software.amazon.awssdk.services.s3.model.RequestPaymentConfiguration;
import software.amazon.awssdk.services.s3.model.Tagging;
import software.amazon.awssdk.services.s3.model.WebsiteConfiguration;
import software.amazon.awssdk.utils.builder.Buildable;

import java.util.function.Supplier;

/**
 * A kind of configuration and the class it is. Numbers are part of the rows' keys and never used again for something else.
 *
 * @param number 1 to {@value #LAST}
 * @param several whether a bucket has many of them, each with a name
 */
public record Kind<T>(int number, boolean several, ValueCodec<T> codec) {
    static final int LAST = 20;

    /** The policy as it was put. */
    public static final Kind<String> POLICY = new Kind<>(1, false, new Text());

    /** Not there while the list is the one of new buckets, private. */
    public static final Kind<Acl> ACL = new Kind<>(2, false, new Acl.Codec());

    public static final Kind<OwnershipControls> OWNERSHIP = one(3, OwnershipControls::builder);
    public static final Kind<PublicAccessBlockConfiguration> PUBLIC_ACCESS =
            one(4, PublicAccessBlockConfiguration::builder);
    public static final Kind<CORSConfiguration> CORS = one(5, CORSConfiguration::builder);
    public static final Kind<BucketLifecycleConfiguration> LIFECYCLE = one(6, BucketLifecycleConfiguration::builder);

    /** {@code x-amz-transition-default-minimum-object-size}, beside the lifecycle it was put with. */
    public static final Kind<String> LIFECYCLE_MINIMUM_SIZE = new Kind<>(7, false, new Text());

    public static final Kind<WebsiteConfiguration> WEBSITE = one(8, WebsiteConfiguration::builder);
    public static final Kind<ReplicationConfiguration> REPLICATION = one(9, ReplicationConfiguration::builder);
    public static final Kind<NotificationConfiguration> NOTIFICATION = one(10, NotificationConfiguration::builder);

    /** There while access is logged. */
    public static final Kind<LoggingEnabled> LOGGING = one(11, LoggingEnabled::builder);

    public static final Kind<RequestPaymentConfiguration> REQUEST_PAYMENT =
            one(12, RequestPaymentConfiguration::builder);
    public static final Kind<AccelerateConfiguration> ACCELERATE = one(13, AccelerateConfiguration::builder);
    public static final Kind<Tagging> TAGGING = one(14, Tagging::builder);
    /** Whether tags count in policies; not there where nobody ever said. */
    public static final Kind<AbacStatus> ABAC = one(15, AbacStatus::builder);

    public static final Kind<InventoryConfiguration> INVENTORY = many(16, InventoryConfiguration::builder);
    public static final Kind<AnalyticsConfiguration> ANALYTICS = many(17, AnalyticsConfiguration::builder);
    public static final Kind<MetricsConfiguration> METRICS = many(18, MetricsConfiguration::builder);
    public static final Kind<IntelligentTieringConfiguration> TIERING =
            many(19, IntelligentTieringConfiguration::builder);

    private static <T extends SdkPojo> Kind<T> one(int number, Supplier<? extends Buildable> builder) {
        return new Kind<>(number, false, Pojo.of(builder));
    }

    private static <T extends SdkPojo> Kind<T> many(int number, Supplier<? extends Buildable> builder) {
        return new Kind<>(number, true, Pojo.of(builder));
    }

    /** Every kind by its number; null where there is none. */
    static Kind<?>[] byNumber() {
        Kind<?>[] kinds = new Kind<?>[LAST + 1];
        for (Kind<?> kind : new Kind<?>[] {
            POLICY,
            ACL,
            OWNERSHIP,
            PUBLIC_ACCESS,
            CORS,
            LIFECYCLE,
            LIFECYCLE_MINIMUM_SIZE,
            WEBSITE,
            REPLICATION,
            NOTIFICATION,
            LOGGING,
            REQUEST_PAYMENT,
            ACCELERATE,
            TAGGING,
            ABAC,
            INVENTORY,
            ANALYTICS,
            METRICS,
            TIERING
        }) {
            kinds[kind.number] = kind;
        }
        return kinds;
    }
}
