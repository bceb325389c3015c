package dev.kagemusha.kms.access;

import dev.kagemusha.kms.KmsErrors;
import dev.kagemusha.kms.crypto.Ciphertext;
import dev.kagemusha.kms.key.Key;
import dev.kagemusha.kms.key.Keyring;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Permission;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The one way from a request to a key: found, and the caller allowed. What the key's state allows is the operation's question. */
public final class KeyAccess {
    /** "Cross-account use: Yes" in the KMS API reference. */
    private static final Set<String> ACROSS_ACCOUNTS = Set.of(
            "CreateGrant",
            "Decrypt",
            "DeriveSharedSecret",
            "DescribeKey",
            "Encrypt",
            "GenerateDataKey",
            "GenerateDataKeyPair",
            "GenerateDataKeyPairWithoutPlaintext",
            "GenerateDataKeyWithoutPlaintext",
            "GenerateMac",
            "GetKeyRotationStatus",
            "GetPublicKey",
            "ListGrants",
            "ListKeyRotations",
            "ReEncryptFrom",
            "ReEncryptTo",
            "RetireGrant",
            "RevokeGrant",
            "Sign",
            "Verify",
            "VerifyMac");

    /** "Specify the key ID or key ARN": those whose KeyId, by the KMS API reference, is never an alias. */
    private static final Set<String> WITHOUT_ALIASES = Set.of(
            "CancelKeyDeletion",
            "CreateGrant",
            "DeleteImportedKeyMaterial",
            "DisableKey",
            "DisableKeyRotation",
            "EnableKey",
            "EnableKeyRotation",
            "GetKeyPolicy",
            "GetKeyRotationStatus",
            "GetParametersForImport",
            "ImportKeyMaterial",
            "ListGrants",
            "ListKeyPolicies",
            "ListKeyRotations",
            "ListResourceTags",
            "PutKeyPolicy",
            "ReplicateKey",
            "RevokeGrant",
            "RotateKeyOnDemand",
            "ScheduleKeyDeletion",
            "TagResource",
            "UntagResource",
            "UpdateKeyDescription",
            "UpdatePrimaryRegion");

    private final Keyring keyring;
    private final RequestQuotas quotas;

    public KeyAccess(Keyring keyring, RequestQuotas quotas) {
        this.keyring = keyring;
        this.quotas = quotas;
    }

    /**
     * The key that a request names.
     *
     * @param operation the permission's name without {@code kms:}
     * @throws software.amazon.awssdk.services.kms.model.KmsException NotFoundException, InvalidArnException, AccessDeniedException
     */
    public Key key(Call call, String name, String operation, Facts facts) {
        quotas.operation(operation, call);
        if (WITHOUT_ALIASES.contains(operation) && isAlias(name)) {
            throw KmsErrors.noAliases();
        }
        Key key;
        try {
            key = keyring.find(call, name);
        } catch (software.amazon.awssdk.services.kms.model.NotFoundException e) {
            // Whether another account has such a key is not told.
            throw isForeign(call, name) ? KmsErrors.accessDenied(call.caller().arn(), "kms:" + operation, name) : e;
        }
        require(call, key, operation, facts);
        return key;
    }

    private static boolean isAlias(String name) {
        return name.startsWith("alias/") || (name.startsWith("arn:") && name.contains(":alias/"));
    }

    private static boolean isForeign(Call call, String name) {
        String[] fields = name.split(":", 6);
        return fields.length == 6 && !fields[4].equals(call.account());
    }

    /** The key that a ciphertext was made with, or null when there is none here. */
    public @Nullable Key key(Call call, Ciphertext ciphertext) {
        boolean own = ciphertext.account().equals(call.account());
        int scope = own ? call.scope() : call.scope(ciphertext.account(), call.region());
        return keyring.get(scope, ciphertext.keyId());
    }

    /** Refuses the request unless the caller may do this with the key. */
    public void require(Call call, Key key, String operation, Facts facts) {
        note(call, operation, facts);
        if (!key.account().equals(call.account()) && !ACROSS_ACCOUNTS.contains(operation)) {
            throw KmsErrors.accessDenied(call.caller().arn(), "kms:" + operation, key.arn());
        }
        call.require(permission(call, key, operation, facts));
    }

    /** What the audit record says beside caller and key: they show what was encrypted, and for whom. */
    private static void note(Call call, String operation, Facts facts) {
        if (!facts.context().isEmpty()) {
            String name =
                    switch (operation) {
                        case "ReEncryptFrom" -> "source encryption context";
                        case "ReEncryptTo" -> "destination encryption context";
                        default -> "encryption context";
                    };
            call.note(name, facts.context());
        }
        String via = viaService(call);
        if (via != null) {
            call.note("via service", via);
        }
    }

    /** The same as a question for a policy that is not yet there. */
    public static Permission permission(Call call, Key key, String operation, Facts facts) {
        Map<String, List<String>> keys = new HashMap<>(facts.keys());
        keys.putAll(circumstances(call));
        keys.put("kms:KeySpec", List.of(key.metadata().keySpecAsString()));
        keys.put("kms:KeyUsage", List.of(key.metadata().keyUsageAsString()));
        keys.put("kms:KeyOrigin", List.of(key.metadata().originAsString()));
        keys.put("kms:MultiRegion", List.of(Boolean.toString(key.multiRegion())));
        if (key.multiRegion()) {
            keys.put("kms:MultiRegionKeyType", List.of(key.primary() ? "PRIMARY" : "REPLICA"));
        }
        if (key.alias() != null) {
            keys.put("kms:RequestAlias", List.of(key.alias()));
        }
        if (!key.aliases().isEmpty()) {
            keys.put("kms:ResourceAliases", key.aliases());
        }
        key.tags().forEach((name, value) -> keys.put("aws:ResourceTag/" + name, List.of(value)));
        return new Permission("kms:" + operation, key.arn(), key.account(), keys);
    }

    /** Who asks, and through which service. */
    public static Map<String, List<String>> circumstances(Call call) {
        Map<String, List<String>> keys = new HashMap<>();
        keys.put("kms:CallerAccount", List.of(call.caller().account()));
        String via = viaService(call);
        if (via != null) {
            keys.put("kms:ViaService", List.of(via));
        }
        return keys;
    }

    /** For example {@code s3.us-east-1.amazonaws.com}. */
    private static @Nullable String viaService(Call call) {
        List<String> via = call.calledVia();
        if (via.isEmpty()) {
            return null;
        }
        String service = via.getLast();
        int dot = service.indexOf('.');
        return service.substring(0, dot) + "." + call.region() + service.substring(dot);
    }
}
