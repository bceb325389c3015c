package dev.kagemusha.kms.operation;

import dev.kagemusha.kms.KmsErrors;
import dev.kagemusha.kms.access.Facts;
import dev.kagemusha.kms.key.Key;
import dev.kagemusha.kms.key.Material;
import dev.kagemusha.service.Call;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.DataKeyPairSpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.RecipientInfo;

import java.util.List;

/** What every use of a key begins with: the key is found and allowed, able to do it, counted against its quota, and in use. */
final class Uses {
    private final Parts parts;
    private final Call call;

    Uses(Parts parts, Call call) {
        this.parts = parts;
        this.call = call;
    }

    /** The key for an operation, which is also the name of its permission. */
    Key key(String name, String operation, KeyUsageType usage, Facts facts, List<String> grantTokens) {
        openTokens(grantTokens);
        Key key = parts.access().key(call, name, operation, facts);
        return ready(key, operation, usage);
    }

    /** The rest for a key that was found otherwise and that the caller may use. */
    Key ready(Key key, String operation, KeyUsageType usage) {
        parts.quotas().useOf(key, call);
        return able(key, operation, usage);
    }

    /** The key under which a pair of data keys is to be encrypted. */
    Key pairKey(String name, String operation, DataKeyPairSpec pair, Facts facts, List<String> grantTokens) {
        openTokens(grantTokens);
        Key key = parts.access().key(call, name, operation, facts);
        parts.quotas().pair(pair, call);
        return able(key, operation, KeyUsageType.ENCRYPT_DECRYPT);
    }

    private static Key able(Key key, String operation, KeyUsageType usage) {
        if (key.usage() != usage) {
            throw KmsErrors.wrongUsage(key.arn(), key.metadata().keyUsageAsString(), operation);
        }
        key.requireUsable();
        return key;
    }

    /** Grants are in effect at once, so that a token changes nothing; one that is none is refused all the same. */
    void openTokens(List<String> tokens) {
        tokens.forEach(token -> parts.grants().open(token));
    }

    Material current(Key key) {
        return parts.keyring().materials().current(key);
    }

    static void requireAlgorithm(boolean fits, String algorithm, Key key) {
        if (!fits) {
            throw KmsErrors.incompatible(algorithm, key.metadata().keySpecAsString());
        }
    }

    static void dryRun(@Nullable Boolean asked) {
        if (Boolean.TRUE.equals(asked)) {
            throw KmsErrors.dryRun();
        }
    }

    /** Documents of Nitro enclaves are signed by AWS's own root, which no emulator can stand in for. */
    static void refuseRecipient(@Nullable RecipientInfo recipient) {
        if (recipient != null) {
            throw KmsErrors.validation("Recipient: the attestation document could not be verified.");
        }
    }

    /** The id that answers show: only symmetric encryption keys have one. */
    static @Nullable String shown(Key key, String materialId) {
        return key.symmetric() ? materialId : null;
    }
}
