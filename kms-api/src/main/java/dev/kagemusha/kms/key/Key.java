package dev.kagemusha.kms.key;

import dev.kagemusha.kms.KmsErrors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.MultiRegionConfiguration;
import software.amazon.awssdk.services.kms.model.OriginType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A key as it was when it was looked up.
 *
 * @param scope where its rows are
 * @param alias by which the request called it, with its prefix; null when it did not
 * @param aliases all it has, with their prefix
 */
public record Key(
        int scope, KeyMetadata metadata, @Nullable String alias, List<String> aliases, Map<String, String> tags) {
    public String id() {
        return metadata.keyId();
    }

    public String arn() {
        return metadata.arn();
    }

    /** The account that owns it. */
    public String account() {
        return metadata.awsAccountId();
    }

    public KeySpec spec() {
        return metadata.keySpec();
    }

    public KeyUsageType usage() {
        return metadata.keyUsage();
    }

    public KeyState state() {
        return metadata.keyState();
    }

    public boolean symmetric() {
        return spec() == KeySpec.SYMMETRIC_DEFAULT;
    }

    /** Whether its material is the customer's to bring. */
    public boolean external() {
        return metadata.origin() == OriginType.EXTERNAL;
    }

    /** Whether AWS made it for one of its services. */
    public boolean managed() {
        return metadata.keyManager() == KeyManagerType.AWS;
    }

    public boolean multiRegion() {
        return Boolean.TRUE.equals(metadata.multiRegion());
    }

    /** The regions a multi-Region key is in, that of the primary first; none for others. */
    List<String> regions() {
        if (!multiRegion()) {
            return List.of();
        }
        MultiRegionConfiguration all = metadata.multiRegionConfiguration();
        List<String> regions = new ArrayList<>();
        regions.add(all.primaryKey().region());
        all.replicaKeys().forEach(replica -> regions.add(replica.region()));
        return regions;
    }

    public String region() {
        return arn().split(":", 5)[3];
    }

    String partition() {
        return arn().split(":", 3)[1];
    }

    public boolean primary() {
        return multiRegion()
                && Objects.equals(
                        metadata.multiRegionConfiguration().primaryKey().arn(), arn());
    }

    /** Cryptography, and all else that the key-state table allows of enabled keys only. */
    public void requireUsable() {
        if (state() == KeyState.DISABLED) {
            throw KmsErrors.disabled(arn());
        }
        if (state() != KeyState.ENABLED) {
            throw KmsErrors.isInState(arn(), inWords(state()));
        }
    }

    /** What the table refuses of keys that are to be deleted, and allows of all others. */
    public void requireKept() {
        if (pendingDeletion()) {
            throw KmsErrors.isInState(arn(), inWords(state()));
        }
    }

    /** Replicating: a key without its material yet may have replicas that wait for it too. */
    void requireReplicable() {
        if (state() != KeyState.PENDING_IMPORT) {
            requireUsable();
        }
    }

    /** Enabling and disabling: there must be something to switch. */
    void requireSwitchable() {
        if (state() != KeyState.ENABLED && state() != KeyState.DISABLED) {
            throw KmsErrors.isInState(arn(), inWords(state()));
        }
    }

    /** @throws software.amazon.awssdk.services.kms.model.UnsupportedOperationException unless its material is imported */
    void requireExternal() {
        if (!external()) {
            throw KmsErrors.wrongOrigin(arn(), metadata.originAsString());
        }
    }

    public boolean pendingDeletion() {
        return state() == KeyState.PENDING_DELETION || state() == KeyState.PENDING_REPLICA_DELETION;
    }

    private static String inWords(KeyState state) {
        return switch (state) {
            case PENDING_DELETION -> "pending deletion";
            case PENDING_REPLICA_DELETION -> "pending replica deletion";
            case PENDING_IMPORT -> "pending import";
            case UNAVAILABLE -> "unavailable";
            case CREATING -> "creating";
            case UPDATING -> "updating";
            case ENABLED, DISABLED, UNKNOWN_TO_SDK_VERSION -> "enabled";
        };
    }
}
