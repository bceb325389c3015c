package dev.kagemusha.kms.operation;

import dev.kagemusha.kms.KmsErrors;
import dev.kagemusha.kms.access.Facts;
import dev.kagemusha.kms.crypto.Ciphertext;
import dev.kagemusha.kms.crypto.Envelope;
import dev.kagemusha.kms.crypto.PublicKeyEncryption;
import dev.kagemusha.kms.key.Key;
import dev.kagemusha.kms.key.Material;
import dev.kagemusha.service.Call;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.ReEncryptRequest;
import software.amazon.awssdk.services.kms.model.ReEncryptResponse;

import java.util.List;
import java.util.Map;

/** Encrypt, Decrypt and ReEncrypt. */
final class Encryption implements Chapter {
    private final Parts parts;
    private final Call call;
    private final Uses uses;

    Encryption(Parts parts, Call call) {
        this.parts = parts;
        this.call = call;
        this.uses = new Uses(parts, call);
    }

    @Override
    public EncryptResponse encrypt(EncryptRequest request) {
        EncryptionAlgorithmSpec algorithm = orSymmetric(request.encryptionAlgorithm());
        Facts facts = Facts.none().and("kms:EncryptionAlgorithm", algorithm).in(request.encryptionContext());
        Key key = uses.key(request.keyId(), "Encrypt", KeyUsageType.ENCRYPT_DECRYPT, facts, request.grantTokens());
        requireContextFits(algorithm, request.encryptionContext());
        Sealed sealed = seal(
                key, algorithm, request.encryptionContext(), request.plaintext().asByteArrayUnsafe());
        Uses.dryRun(request.dryRun());
        return EncryptResponse.builder()
                .ciphertextBlob(SdkBytes.fromByteArrayUnsafe(sealed.bytes()))
                .keyId(key.arn())
                .encryptionAlgorithm(algorithm)
                .build();
    }

    @Override
    public DecryptResponse decrypt(DecryptRequest request) {
        Opened opened = open(
                new Sought(
                        request.ciphertextBlob().asByteArrayUnsafe(),
                        request.keyId(),
                        orSymmetric(request.encryptionAlgorithm()),
                        request.encryptionContext(),
                        request.grantTokens()),
                "Decrypt",
                Facts.none());
        Uses.refuseRecipient(request.recipient());
        Uses.dryRun(request.dryRun());
        return DecryptResponse.builder()
                .keyId(opened.key().arn())
                .plaintext(SdkBytes.fromByteArrayUnsafe(opened.plain()))
                .encryptionAlgorithm(orSymmetric(request.encryptionAlgorithm()))
                .keyMaterialId(opened.materialId())
                .build();
    }

    @Override
    public ReEncryptResponse reEncrypt(ReEncryptRequest request) {
        EncryptionAlgorithmSpec from = orSymmetric(request.sourceEncryptionAlgorithm());
        EncryptionAlgorithmSpec to = orSymmetric(request.destinationEncryptionAlgorithm());
        Sought sought = new Sought(
                request.ciphertextBlob().asByteArrayUnsafe(),
                request.sourceKeyId(),
                from,
                request.sourceEncryptionContext(),
                request.grantTokens());
        Opened opened = open(sought, "ReEncryptFrom", Facts.none());
        Facts facts = Facts.none()
                .and("kms:EncryptionAlgorithm", to)
                .and("kms:ReEncryptOnSameKey", sameKey(opened.key(), request.destinationKeyId()))
                .in(request.destinationEncryptionContext());
        Key key = uses.key(
                request.destinationKeyId(), "ReEncryptTo", KeyUsageType.ENCRYPT_DECRYPT, facts, request.grantTokens());
        requireContextFits(to, request.destinationEncryptionContext());
        Sealed sealed = seal(key, to, request.destinationEncryptionContext(), opened.plain());
        Uses.dryRun(request.dryRun());
        return ReEncryptResponse.builder()
                .ciphertextBlob(SdkBytes.fromByteArrayUnsafe(sealed.bytes()))
                .sourceKeyId(opened.key().arn())
                .keyId(key.arn())
                .sourceEncryptionAlgorithm(from)
                .destinationEncryptionAlgorithm(to)
                .sourceKeyMaterialId(opened.materialId())
                .destinationKeyMaterialId(Uses.shown(key, sealed.materialId()))
                .build();
    }

    private static boolean sameKey(Key key, String name) {
        return name.equals(key.arn()) || name.equals(key.id()) || key.aliases().contains(name);
    }

    // ---- in

    private record Sealed(byte[] bytes, String materialId) {}

    private Sealed seal(Key key, EncryptionAlgorithmSpec algorithm, Map<String, String> context, byte[] plain) {
        Uses.requireAlgorithm(key.metadata().encryptionAlgorithms().contains(algorithm), algorithm.toString(), key);
        Material material = uses.current(key);
        if (algorithm == EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT) {
            return new Sealed(
                    Envelope.seal(key.account(), key.id(), material.id(), material.key(), context, plain),
                    material.id());
        }
        if (plain.length > PublicKeyEncryption.longestPlaintext(key.spec(), algorithm)) {
            throw KmsErrors.validation("Algorithm " + algorithm + " and key spec "
                    + key.metadata().keySpecAsString() + " cannot encrypt data larger than "
                    + PublicKeyEncryption.longestPlaintext(key.spec(), algorithm) + " bytes.");
        }
        return new Sealed(PublicKeyEncryption.encrypt(material.key(), algorithm, plain), material.id());
    }

    private static void requireContextFits(EncryptionAlgorithmSpec algorithm, Map<String, String> context) {
        if (algorithm != EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT && !context.isEmpty()) {
            throw KmsErrors.validation(
                    "EncryptionContext is not supported when encrypting/decrypting with asymmetric CMKs.");
        }
    }

    // ---- out

    private record Sought(
            byte[] blob,
            @Nullable String keyName,
            EncryptionAlgorithmSpec algorithm,
            Map<String, String> context,
            List<String> grantTokens) {}

    private record Opened(Key key, byte[] plain, @Nullable String materialId) {}

    private Opened open(Sought sought, String operation, Facts facts) {
        facts.and("kms:EncryptionAlgorithm", sought.algorithm()).in(sought.context());
        requireContextFits(sought.algorithm(), sought.context());
        return sought.algorithm() == EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT
                ? openSymmetric(sought, operation, facts)
                : openAsymmetric(sought, operation, facts);
    }

    private Opened openAsymmetric(Sought sought, String operation, Facts facts) {
        if (sought.keyName() == null) {
            throw KmsErrors.validation("A KeyId is required to decrypt with an asymmetric key.");
        }
        Key key = uses.key(sought.keyName(), operation, KeyUsageType.ENCRYPT_DECRYPT, facts, sought.grantTokens());
        Uses.requireAlgorithm(
                key.metadata().encryptionAlgorithms().contains(sought.algorithm()),
                sought.algorithm().toString(),
                key);
        Material material = uses.current(key);
        byte[] plain = PublicKeyEncryption.decrypt(material.key(), sought.algorithm(), sought.blob());
        if (plain == null) {
            throw KmsErrors.invalidCiphertext();
        }
        return new Opened(key, plain, null);
    }

    private Opened openSymmetric(Sought sought, String operation, Facts facts) {
        uses.openTokens(sought.grantTokens());
        Ciphertext ciphertext = Ciphertext.parse(sought.blob());
        Key named = sought.keyName() == null
                ? null
                : uses.key(sought.keyName(), operation, KeyUsageType.ENCRYPT_DECRYPT, facts, List.of());
        if (ciphertext == null) {
            throw KmsErrors.invalidCiphertext();
        }
        Key key = parts.access().key(call, ciphertext);
        if (named != null && (key == null || !key.arn().equals(named.arn()))) {
            throw KmsErrors.incorrectKey();
        }
        if (key == null) {
            throw KmsErrors.foreignCiphertext();
        }
        if (named == null) {
            parts.access().require(call, key, operation, facts);
            uses.ready(key, operation, KeyUsageType.ENCRYPT_DECRYPT);
        }
        Uses.requireAlgorithm(key.symmetric(), sought.algorithm().toString(), key);
        Material material = parts.keyring().materials().material(key, ciphertext.materialId());
        byte[] plain = material == null ? null : Envelope.open(material.key(), sought.context(), ciphertext);
        if (plain == null) {
            throw KmsErrors.invalidCiphertext();
        }
        return new Opened(key, plain, ciphertext.materialId());
    }

    private static EncryptionAlgorithmSpec orSymmetric(@Nullable EncryptionAlgorithmSpec algorithm) {
        return algorithm == null ? EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT : algorithm;
    }
}
