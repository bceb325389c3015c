package dev.kagemusha.kms.operation;

import dev.kagemusha.kms.KmsErrors;
import dev.kagemusha.kms.access.Facts;
import dev.kagemusha.kms.crypto.Agreement;
import dev.kagemusha.kms.crypto.Capabilities;
import dev.kagemusha.kms.crypto.Macs;
import dev.kagemusha.kms.crypto.Signatures;
import dev.kagemusha.kms.key.Key;
import dev.kagemusha.service.Call;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.DeriveSharedSecretRequest;
import software.amazon.awssdk.services.kms.model.DeriveSharedSecretResponse;
import software.amazon.awssdk.services.kms.model.GenerateMacRequest;
import software.amazon.awssdk.services.kms.model.GenerateMacResponse;
import software.amazon.awssdk.services.kms.model.GetPublicKeyRequest;
import software.amazon.awssdk.services.kms.model.GetPublicKeyResponse;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.MacAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.SignRequest;
import software.amazon.awssdk.services.kms.model.SignResponse;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.VerifyMacRequest;
import software.amazon.awssdk.services.kms.model.VerifyMacResponse;
import software.amazon.awssdk.services.kms.model.VerifyRequest;
import software.amazon.awssdk.services.kms.model.VerifyResponse;

import java.util.List;
import java.util.Objects;

/** Signatures, MACs and shared secrets, and the public halves of keys. */
final class Signing implements Chapter {
    private final Parts parts;
    private final Call call;
    private final Uses uses;

    Signing(Parts parts, Call call) {
        this.parts = parts;
        this.call = call;
        this.uses = new Uses(parts, call);
    }

    @Override
    public SignResponse sign(SignRequest request) {
        MessageType type = request.messageType() == null ? MessageType.RAW : request.messageType();
        Key key = signer(request.keyId(), "Sign", request.signingAlgorithm(), type, request.grantTokens());
        byte[] message = request.message().asByteArrayUnsafe();
        requireMessage(key, request.signingAlgorithm(), type, message);
        Uses.dryRun(request.dryRun());
        byte[] signature = Signatures.sign(uses.current(key).key(), request.signingAlgorithm(), type, message);
        return SignResponse.builder()
                .keyId(key.arn())
                .signature(SdkBytes.fromByteArrayUnsafe(signature))
                .signingAlgorithm(request.signingAlgorithm())
                .build();
    }

    @Override
    public VerifyResponse verify(VerifyRequest request) {
        MessageType type = request.messageType() == null ? MessageType.RAW : request.messageType();
        Key key = signer(request.keyId(), "Verify", request.signingAlgorithm(), type, request.grantTokens());
        byte[] message = request.message().asByteArrayUnsafe();
        requireMessage(key, request.signingAlgorithm(), type, message);
        boolean valid = Signatures.verify(
                uses.current(key).key(),
                request.signingAlgorithm(),
                type,
                message,
                request.signature().asByteArrayUnsafe());
        if (!valid) {
            throw KmsErrors.invalidSignature();
        }
        Uses.dryRun(request.dryRun());
        return VerifyResponse.builder()
                .keyId(key.arn())
                .signatureValid(true)
                .signingAlgorithm(request.signingAlgorithm())
                .build();
    }

    private Key signer(
            String name, String operation, SigningAlgorithmSpec algorithm, MessageType type, List<String> tokens) {
        Facts facts = Facts.none().and("kms:SigningAlgorithm", algorithm).and("kms:MessageType", type);
        Key key = uses.key(name, operation, KeyUsageType.SIGN_VERIFY, facts, tokens);
        Uses.requireAlgorithm(key.metadata().signingAlgorithms().contains(algorithm), algorithm.toString(), key);
        return key;
    }

    private static void requireMessage(Key key, SigningAlgorithmSpec algorithm, MessageType type, byte[] message) {
        if (!Signatures.accepts(algorithm, type)) {
            throw KmsErrors.validation("Message type " + type + " is incompatible with "
                    + (algorithm == SigningAlgorithmSpec.ML_DSA_SHAKE_256
                            ? "key spec " + key.metadata().keySpecAsString()
                            : "algorithm " + algorithm)
                    + ".");
        }
        if (type != MessageType.RAW && message.length != Signatures.digestLength(algorithm)) {
            String what = type == MessageType.EXTERNAL_MU ? "External Mu" : "Digest";
            throw KmsErrors.validation(what + " is invalid length for algorithm " + algorithm + ".");
        }
    }

    @Override
    @SuppressWarnings("deprecation") // CustomerMasterKeySpec is still in the answer
    public GetPublicKeyResponse getPublicKey(GetPublicKeyRequest request) {
        uses.openTokens(request.grantTokens());
        Key key = parts.access().key(call, request.keyId(), "GetPublicKey", Facts.none());
        if (!Capabilities.asymmetric(key.spec())) {
            throw KmsErrors.unsupported(key.arn() + " is not an asymmetric key.");
        }
        key.requireUsable();
        return GetPublicKeyResponse.builder()
                .keyId(key.arn())
                .publicKey(SdkBytes.fromByteArrayUnsafe(
                        Objects.requireNonNull(uses.current(key).key().publicKey())))
                .customerMasterKeySpec(key.metadata().customerMasterKeySpec())
                .keySpec(key.spec())
                .keyUsage(key.usage())
                .encryptionAlgorithms(
                        key.metadata().hasEncryptionAlgorithms()
                                ? key.metadata().encryptionAlgorithms()
                                : null)
                .signingAlgorithms(
                        key.metadata().hasSigningAlgorithms() ? key.metadata().signingAlgorithms() : null)
                .keyAgreementAlgorithms(
                        key.metadata().hasKeyAgreementAlgorithms()
                                ? key.metadata().keyAgreementAlgorithms()
                                : null)
                .build();
    }

    // ---- MACs

    @Override
    public GenerateMacResponse generateMac(GenerateMacRequest request) {
        Key key = macKey(request.keyId(), "GenerateMac", request.macAlgorithm(), request.grantTokens());
        Uses.dryRun(request.dryRun());
        byte[] mac = Macs.generate(
                uses.current(key).key(),
                request.macAlgorithm(),
                request.message().asByteArrayUnsafe());
        return GenerateMacResponse.builder()
                .keyId(key.arn())
                .mac(SdkBytes.fromByteArrayUnsafe(mac))
                .macAlgorithm(request.macAlgorithm())
                .build();
    }

    @Override
    public VerifyMacResponse verifyMac(VerifyMacRequest request) {
        Key key = macKey(request.keyId(), "VerifyMac", request.macAlgorithm(), request.grantTokens());
        boolean valid = Macs.verify(
                uses.current(key).key(),
                request.macAlgorithm(),
                request.message().asByteArrayUnsafe(),
                request.mac().asByteArrayUnsafe());
        if (!valid) {
            throw KmsErrors.invalidMac();
        }
        Uses.dryRun(request.dryRun());
        return VerifyMacResponse.builder()
                .keyId(key.arn())
                .macValid(true)
                .macAlgorithm(request.macAlgorithm())
                .build();
    }

    private Key macKey(String name, String operation, MacAlgorithmSpec algorithm, List<String> tokens) {
        Key key = uses.key(
                name,
                operation,
                KeyUsageType.GENERATE_VERIFY_MAC,
                Facts.none().and("kms:MacAlgorithm", algorithm),
                tokens);
        Uses.requireAlgorithm(key.metadata().macAlgorithms().contains(algorithm), algorithm.toString(), key);
        return key;
    }

    // ---- shared secrets

    @Override
    public DeriveSharedSecretResponse deriveSharedSecret(DeriveSharedSecretRequest request) {
        Key key = uses.key(
                request.keyId(),
                "DeriveSharedSecret",
                KeyUsageType.KEY_AGREEMENT,
                Facts.none().and("kms:KeyAgreementAlgorithm", request.keyAgreementAlgorithm()),
                request.grantTokens());
        Uses.refuseRecipient(request.recipient());
        byte[] secret =
                Agreement.derive(uses.current(key).key(), request.publicKey().asByteArrayUnsafe());
        if (secret == null) {
            throw KmsErrors.validation(""); // so AWS does
        }
        Uses.dryRun(request.dryRun());
        return DeriveSharedSecretResponse.builder()
                .keyId(key.arn())
                .sharedSecret(SdkBytes.fromByteArrayUnsafe(secret))
                .keyAgreementAlgorithm(request.keyAgreementAlgorithm())
                .keyOrigin(key.metadata().origin())
                .build();
    }
}
