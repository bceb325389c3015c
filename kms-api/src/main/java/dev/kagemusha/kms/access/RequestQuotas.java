package dev.kagemusha.kms.access;

import dev.kagemusha.kms.KmsErrors;
import dev.kagemusha.kms.key.Key;
import dev.kagemusha.service.Call;
import dev.kagemusha.time.EmulatorClock;
import software.amazon.awssdk.services.kms.model.DataKeyPairSpec;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How often an account may ask KMS in a region, on the emulated clock: "Request quotas" of the KMS developer guide. Cryptographic
 * operations with symmetric keys share one quota, those with RSA keys another, those with ML-DSA keys a third, and those with elliptic
 * curves a fourth; pairs of data keys have one for each spec, and every other operation has its own. A quota is full again once its
 * requests' time has passed.
 */
public final class RequestQuotas {
    private static final int SYMMETRIC = 10_000;
    private static final Map<String, Integer> SYMMETRIC_IN = Map.of(
            "us-east-1", 100_000,
            "us-west-2", 100_000,
            "eu-west-1", 100_000,
            "us-east-2", 20_000,
            "ap-southeast-1", 20_000,
            "ap-southeast-2", 20_000,
            "ap-northeast-1", 20_000,
            "eu-central-1", 20_000,
            "eu-west-2", 20_000);
    private static final int ASYMMETRIC = 1_000;
    private static final Map<String, Integer> OTHERS = Map.ofEntries(
            Map.entry("CancelKeyDeletion", 5),
            Map.entry("ConnectCustomKeyStore", 5),
            Map.entry("CreateAlias", 5),
            Map.entry("CreateCustomKeyStore", 5),
            Map.entry("CreateGrant", 50),
            Map.entry("CreateKey", 5),
            Map.entry("DeleteAlias", 15),
            Map.entry("DeleteCustomKeyStore", 5),
            Map.entry("DeleteImportedKeyMaterial", 15),
            Map.entry("DescribeCustomKeyStores", 5),
            Map.entry("DescribeKey", 2_000),
            Map.entry("DisableKey", 5),
            Map.entry("DisableKeyRotation", 5),
            Map.entry("DisconnectCustomKeyStore", 5),
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
            Map.entry("UpdateCustomKeyStore", 5),
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
            case RSA_2048, RSA_3072, RSA_4096 -> take(call.scope(), "rsa", ASYMMETRIC);
            case ML_DSA_44, ML_DSA_65, ML_DSA_87 -> take(call.scope(), "ml-dsa", ASYMMETRIC);
            case ECC_NIST_P256, ECC_NIST_P384, ECC_NIST_P521, ECC_SECG_P256_K1, ECC_NIST_EDWARDS25519, SM2 ->
                take(call.scope(), "curves", ASYMMETRIC);
            default -> random(call);
        }
    }

    /** Counts random bytes, which share the quota of symmetric keys. */
    public void random(Call call) {
        if (on) {
            take(call.scope(), "symmetric", SYMMETRIC_IN.getOrDefault(call.region(), SYMMETRIC));
        }
    }

    /** Counts a pair of data keys, which costs AWS much more than any use of a key. */
    public void pair(DataKeyPairSpec spec, Call call) {
        if (!on) {
            return;
        }
        boolean china = call.partition().equals("aws-cn");
        double perSecond =
                switch (spec) {
                    case RSA_2048 -> china ? 1 : 20;
                    case RSA_3072 -> china ? 0.5 : 4;
                    case RSA_4096 -> china ? 0.1 : 1;
                    case SM2 -> 25;
                    default -> 100;
                };
        take(call.scope(), "pair " + spec, perSecond);
    }

    /** Counts an operation that has a quota of its own; cryptographic ones have none. */
    public void operation(String name, Call call) {
        operation(name, call.scope());
    }

    /** The same in another region than the request's: what changes keys in two regions counts in both. */
    public void operation(String name, int scope) {
        if (on) {
            Integer perSecond = OTHERS.get(name);
            if (perSecond != null) {
                take(scope, name, perSecond);
            }
        }
    }

    private void take(int scope, String quota, double perSecond) {
        Bucket bucket = buckets.computeIfAbsent(new Subject(scope, quota), missing -> new Bucket(perSecond));
        if (!bucket.take(clock.millis())) {
            throw KmsErrors.throttled();
        }
    }

    /** Holds the requests of a second, and one at least. */
    private static final class Bucket {
        private final double perMilli;
        private final double full;
        private double left;
        private long since = Long.MIN_VALUE;

        Bucket(double perSecond) {
            perMilli = perSecond * PER_MILLI;
            full = Math.max(1, perSecond);
            left = full;
        }

        synchronized boolean take(long now) {
            if (since != Long.MIN_VALUE && now > since) {
                left = Math.min(full, left + (now - since) * perMilli);
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
