package dev.kagemusha.s3.lifecycle;

import dev.kagemusha.s3.configuration.Configurations;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.s3.configuration.Settings;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.BucketLifecycleConfiguration;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;

/** The lifecycles of buckets, ready for use: every read of an object in a bucket that has one asks when it expires. */
public final class LifecycleIndex {
    private static final int KEPT = 1_000;
    private final Configurations configurations;
    private final ConcurrentHashMap<Settings, Lifecycle> known = new ConcurrentHashMap<>();

    public LifecycleIndex(Configurations configurations) {
        this.configurations = configurations;
    }

    /** A bucket's lifecycle, or null. Asked for outside transactions. */
    public @Nullable Lifecycle of(int scope, long bucket) {
        return of(configurations.of(scope, bucket));
    }

    /** The lifecycle among what is configured, or null. */
    public @Nullable Lifecycle of(Settings settings) {
        BucketLifecycleConfiguration configuration = settings.get(Kind.LIFECYCLE);
        if (configuration == null) {
            return null;
        }
        // Settings are equal if they are the same, and other ones with each change.
        Lifecycle lifecycle = known.get(settings);
        if (lifecycle == null) {
            lifecycle = Lifecycle.of(configuration.rules(), settings.get(Kind.LIFECYCLE_MINIMUM_SIZE));
            if (known.size() >= KEPT) {
                known.clear();
            }
            known.put(settings, lifecycle);
        }
        return lifecycle;
    }

    /** What the header {@code x-amz-expiration} says. */
    public static String header(Lifecycle.Expiry expiry) {
        return "expiry-date=\"" + Days.httpDate(expiry.due()) + "\", rule-id=\""
                + URLEncoder.encode(expiry.rule(), StandardCharsets.UTF_8).replace("+", "%20") + "\"";
    }
}
