package dev.kagemusha.kms.access;

import dev.kagemusha.kms.KmsErrors;
import dev.kagemusha.kms.key.Key;
import dev.kagemusha.service.Call;
import dev.kagemusha.time.EmulatorClock;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How often an account may ask KMS in a region, on the emulated clock: "Request quotas" of the KMS developer guide. Cryptographic
 * operations with symmetric keys share one quota, those with RSA keys another, and those with elliptic curves a third; every other
 * operation has its own. A quota is full once a second has passed.
 */
public final class RequestQuotas {
    private static final int SYMMETRIC = 10_000;
    private static final int RSA = 1_000;
    private static final int CURVES = 1_000;
    private static final Map<String, Integer> OTHERS = Map.ofEntries(
            Map.entry("CancelKeyDeletion", 5),
            Map.entry("CreateAlias", 5),
            Map.entry("CreateGrant", 50),
            Map.entry("CreateKey", 5),
            Map.entry("DeleteAlias", 15),
            Map.entry("DeleteImportedKeyMaterial", 15),
            Map.entry("DescribeKey", 2_000),
            Map.entry("DisableKey", 5),
            Map.entry("DisableKeyRotation", 5),
            Map.entry("EnableKey", 5),
            Map.entry("EnableKeyRotation", 15),
            Map.entry("GetKeyPolicy", 1_000),
            Map.entry("GetKeyRotationStatus", 1_000),
            Map.entry("GetParametersForImport", 1),
            Map.entry("GetPublicKey", 2_000),
            Map.entry("ImportKeyMaterial", 15),
            Map.entry("ListAliases", 500),
            Map.entry("ListGrants", 100),
            Map.entry("ListKeyPolicies", 100),
            Map.entry("ListKeyRotations", 100),
            Map.entry("ListKeys", 500),
            Map.entry("ListResourceTags", 2_000),
            Map.entry("ListRetirableGrants", 100),
            Map.entry("PutKeyPolicy", 15),
            Map.entry("ReplicateKey", 5),
            Map.entry("RetireGrant", 50),
            Map.entry("RevokeGrant", 50),
            Map.entry("RotateKeyOnDemand", 5),
            Map.entry("ScheduleKeyDeletion", 15),
            Map.entry("TagResource", 10),
            Map.entry("UntagResource", 5),
            Map.entry("UpdateAlias", 5),
            Map.entry("UpdateKeyDescription", 5),
            Map.entry("UpdatePrimaryRegion", 5));
    private static final double PER_MILLI = 1e-3;

    private final boolean on;
    private final EmulatorClock clock;
    private final Map<Subject, Bucket> buckets = new ConcurrentHashMap<>();

    public RequestQuotas(boolean on, EmulatorClock clock) {
        this.on = on;
        this.clock = clock;
    }

    private record Subject(int scope, String quota) {}

    /** Counts a cryptographic operation with this key. */
    public void useOf(Key key, Call call) {
        if (!on) {
            return;
        }
        switch (key.spec()) {
            case RSA_2048, RSA_3072, RSA_4096 -> take(call, "rsa", RSA);
            case ECC_NIST_P256, ECC_NIST_P384, ECC_NIST_P521, ECC_SECG_P256_K1, ECC_NIST_EDWARDS25519, SM2 ->
                take(call, "curves", CURVES);
            default -> take(call, "symmetric", SYMMETRIC);
        }
    }

    /** Counts random bytes, which share the quota of symmetric keys. */
    public void random(Call call) {
        if (on) {
            take(call, "symmetric", SYMMETRIC);
        }
    }

    /** Counts an operation that has a quota of its own; cryptographic ones have none. */
    public void operation(String name, Call call) {
        if (on) {
            Integer perSecond = OTHERS.get(name);
            if (perSecond != null) {
                take(call, name, perSecond);
            }
        }
    }

    private void take(Call call, String quota, int perSecond) {
        Bucket bucket = buckets.computeIfAbsent(new Subject(call.scope(), quota), missing -> new Bucket(perSecond));
        if (!bucket.take(clock.millis(), perSecond)) {
            throw KmsErrors.throttled();
        }
    }

    private static final class Bucket {
        private double left;
        private long since = Long.MIN_VALUE;

        Bucket(int full) {
            left = full;
        }

        synchronized boolean take(long now, int perSecond) {
            if (since != Long.MIN_VALUE && now > since) {
                left = Math.min(perSecond, left + (now - since) * PER_MILLI * perSecond);
            }
            since = Math.max(since, now);
            if (left < 1) {
                return false;
            }
            left--;
            return true;
        }
    }
}
