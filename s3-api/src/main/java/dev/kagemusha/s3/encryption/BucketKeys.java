package dev.kagemusha.s3.encryption;

import dev.kagemusha.time.EmulatorClock;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Data keys of buckets with a bucket key, kept for a while so that KMS is asked once for many objects (S3 user guide, "Reducing the cost
 * of SSE-KMS with Amazon S3 Bucket Keys": time-limited, and each requester has his own). How long AWS keeps them is not documented.
 */
public final class BucketKeys {
    private static final long LIFE_MILLIS = Duration.ofMinutes(5).toMillis();
    private static final int MOST = 1_000;

    private final EmulatorClock clock;
    private final Map<Use, Kept> keys = new ConcurrentHashMap<>();

    public BucketKeys(EmulatorClock clock) {
        this.clock = clock;
    }

    /**
     * What a data key was asked for.
     *
     * @param subject the KMS key, to encrypt; the sealed data key in base64, to decrypt
     */
    record Use(String caller, String region, String subject, Map<String, String> context) {}

    /** A data key with its sealed form. */
    record DataKey(String keyArn, byte[] plain, byte[] sealed) {
        /** Says nothing of the key. */
        @Override
        public String toString() {
            return "data key of " + keyArn;
        }
    }

    private record Kept(DataKey key, long until) {}

    /** The key that is kept for this use, or else the one that KMS answers now. */
    DataKey of(Use use, Supplier<DataKey> kms) {
        Kept kept = keys.get(use);
        if (kept != null && kept.until > clock.millis()) {
            return kept.key;
        }
        DataKey key = kms.get();
        if (keys.size() >= MOST) {
            keys.clear();
        }
        keys.put(use, new Kept(key, clock.millis() + LIFE_MILLIS));
        return key;
    }

    public void clear() {
        keys.clear();
    }
}
