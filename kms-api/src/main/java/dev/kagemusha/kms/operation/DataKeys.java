package dev.kagemusha.kms.operation;

import dev.kagemusha.kms.KmsErrors;
import dev.kagemusha.kms.access.Facts;
import dev.kagemusha.kms.crypto.Entropy;
import dev.kagemusha.kms.crypto.Envelope;
import dev.kagemusha.kms.crypto.KeyMaterial;
import dev.kagemusha.kms.key.Key;
import dev.kagemusha.kms.key.Material;
import dev.kagemusha.service.Call;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.CustomKeyStoresListEntry;
import software.amazon.awssdk.services.kms.model.DataKeyPairSpec;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairWithoutPlaintextRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairWithoutPlaintextResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextResponse;
import software.amazon.awssdk.services.kms.model.GenerateRandomRequest;
import software.amazon.awssdk.services.kms.model.GenerateRandomResponse;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Data keys and random bytes: made here, used elsewhere, never kept. */
final class DataKeys implements Chapter {
    private static final int AES_128_BYTES = 16;
    private static final int AES_256_BYTES = 32;

    private final Parts parts;
    private final Call call;
    private final Uses uses;

    DataKeys(Parts parts, Call call) {
        this.parts = parts;
        this.call = call;
        this.uses = new Uses(parts, call);
    }

    @Override
    public GenerateDataKeyResponse generateDataKey(GenerateDataKeyRequest request) {
        Key key = key(request.keyId(), "GenerateDataKey", request.encryptionContext(), request.grantTokens(), null);
        int bytes = bytes(request.keySpec(), request.numberOfBytes());
        Uses.refuseRecipient(request.recipient());
        Uses.dryRun(request.dryRun());
        byte[] plain = Entropy.bytes(bytes);
        Material material = uses.current(key);
        return GenerateDataKeyResponse.builder()
                .keyId(key.arn())
                .plaintext(SdkBytes.fromByteArrayUnsafe(plain))
                .ciphertextBlob(seal(key, material, request.encryptionContext(), plain))
                .keyMaterialId(material.id())
                .build();
    }

    @Override
    public GenerateDataKeyWithoutPlaintextResponse generateDataKeyWithoutPlaintext(
            GenerateDataKeyWithoutPlaintextRequest request) {
        Key key = key(
                request.keyId(),
                "GenerateDataKeyWithoutPlaintext",
                request.encryptionContext(),
                request.grantTokens(),
                null);
        int bytes = bytes(request.keySpec(), request.numberOfBytes());
        Uses.dryRun(request.dryRun());
        Material material = uses.current(key);
        return GenerateDataKeyWithoutPlaintextResponse.builder()
                .keyId(key.arn())
                .ciphertextBlob(seal(key, material, request.encryptionContext(), Entropy.bytes(bytes)))
                .keyMaterialId(material.id())
                .build();
    }

    @Override
    public GenerateDataKeyPairResponse generateDataKeyPair(GenerateDataKeyPairRequest request) {
        Key key = key(
                request.keyId(),
                "GenerateDataKeyPair",
                request.encryptionContext(),
                request.grantTokens(),
                request.keyPairSpec());
        Uses.refuseRecipient(request.recipient());
        Uses.dryRun(request.dryRun());
        KeyMaterial pair = KeyMaterial.generate(KeySpec.fromValue(request.keyPairSpecAsString()));
        Material material = uses.current(key);
        return GenerateDataKeyPairResponse.builder()
                .keyId(key.arn())
                .keyPairSpec(request.keyPairSpec())
                .privateKeyPlaintext(SdkBytes.fromByteArrayUnsafe(pair.secret()))
                .privateKeyCiphertextBlob(seal(key, material, request.encryptionContext(), pair.secret()))
                .publicKey(SdkBytes.fromByteArrayUnsafe(Objects.requireNonNull(pair.publicKey())))
                .keyMaterialId(material.id())
                .build();
    }

    @Override
    public GenerateDataKeyPairWithoutPlaintextResponse generateDataKeyPairWithoutPlaintext(
            GenerateDataKeyPairWithoutPlaintextRequest request) {
        Key key = key(
                request.keyId(),
                "GenerateDataKeyPairWithoutPlaintext",
                request.encryptionContext(),
                request.grantTokens(),
                request.keyPairSpec());
        Uses.dryRun(request.dryRun());
        KeyMaterial pair = KeyMaterial.generate(KeySpec.fromValue(request.keyPairSpecAsString()));
        Material material = uses.current(key);
        return GenerateDataKeyPairWithoutPlaintextResponse.builder()
                .keyId(key.arn())
                .keyPairSpec(request.keyPairSpec())
                .privateKeyCiphertextBlob(seal(key, material, request.encryptionContext(), pair.secret()))
                .publicKey(SdkBytes.fromByteArrayUnsafe(Objects.requireNonNull(pair.publicKey())))
                .keyMaterialId(material.id())
                .build();
    }

    private Key key(
            String name,
            String operation,
            Map<String, String> context,
            List<String> tokens,
            @Nullable DataKeyPairSpec pair) {
        Facts facts = Facts.none()
                .and("kms:EncryptionAlgorithm", EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT)
                .and("kms:DataKeyPairSpec", pair)
                .in(context);
        Key key = pair == null
                ? uses.key(name, operation, KeyUsageType.ENCRYPT_DECRYPT, facts, tokens)
                : uses.pairKey(name, operation, pair, facts, tokens);
        if (!key.symmetric()) {
            throw KmsErrors.keyUsage("You cannot generate a data key with an asymmetric CMK");
        }
        return key;
    }

    private static int bytes(@Nullable DataKeySpec spec, @Nullable Integer count) {
        if ((spec == null) == (count == null)) {
            throw KmsErrors.validation("Please specify either number of bytes or key spec.");
        }
        if (count != null) {
            return count;
        }
        return spec == DataKeySpec.AES_128 ? AES_128_BYTES : AES_256_BYTES;
    }

    private static SdkBytes seal(Key key, Material material, Map<String, String> context, byte[] plain) {
        return SdkBytes.fromByteArrayUnsafe(
                Envelope.seal(key.account(), key.id(), material.id(), material.key(), context, plain));
    }

    @Override
    public GenerateRandomResponse generateRandom(GenerateRandomRequest request) {
        parts.quotas().random(call);
        if (request.numberOfBytes() == null) {
            throw KmsErrors.validation("NumberOfBytes is required.");
        }
        if (request.customKeyStoreId() != null) {
            CustomKeyStoresListEntry store = parts.stores().find(call.scope(), request.customKeyStoreId());
            throw KmsErrors.storeState("Custom key store " + store.customKeyStoreId() + " is not connected.");
        }
        Uses.refuseRecipient(request.recipient());
        return GenerateRandomResponse.builder()
                .plaintext(SdkBytes.fromByteArrayUnsafe(Entropy.bytes(request.numberOfBytes())))
                .build();
    }
}
