package dev.kagemusha.kms.operation;

import dev.kagemusha.kms.KmsErrors;
import dev.kagemusha.kms.access.Facts;
import dev.kagemusha.kms.access.KeyPolicies;
import dev.kagemusha.kms.key.Imports;
import dev.kagemusha.kms.key.Key;
import dev.kagemusha.kms.key.KeyTags;
import dev.kagemusha.kms.key.Pages;
import dev.kagemusha.kms.key.Regions;
import dev.kagemusha.kms.key.Rotations;
import dev.kagemusha.service.Call;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.AlgorithmSpec;
import software.amazon.awssdk.services.kms.model.DeleteImportedKeyMaterialRequest;
import software.amazon.awssdk.services.kms.model.DeleteImportedKeyMaterialResponse;
import software.amazon.awssdk.services.kms.model.DisableKeyRotationRequest;
import software.amazon.awssdk.services.kms.model.DisableKeyRotationResponse;
import software.amazon.awssdk.services.kms.model.EnableKeyRotationRequest;
import software.amazon.awssdk.services.kms.model.EnableKeyRotationResponse;
import software.amazon.awssdk.services.kms.model.ExpirationModelType;
import software.amazon.awssdk.services.kms.model.GetKeyRotationStatusRequest;
import software.amazon.awssdk.services.kms.model.GetKeyRotationStatusResponse;
import software.amazon.awssdk.services.kms.model.GetParametersForImportRequest;
import software.amazon.awssdk.services.kms.model.GetParametersForImportResponse;
import software.amazon.awssdk.services.kms.model.ImportKeyMaterialRequest;
import software.amazon.awssdk.services.kms.model.ImportKeyMaterialResponse;
import software.amazon.awssdk.services.kms.model.ImportType;
import software.amazon.awssdk.services.kms.model.IncludeKeyMaterial;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.ListKeyRotationsRequest;
import software.amazon.awssdk.services.kms.model.ListKeyRotationsResponse;
import software.amazon.awssdk.services.kms.model.ReplicateKeyRequest;
import software.amazon.awssdk.services.kms.model.ReplicateKeyResponse;
import software.amazon.awssdk.services.kms.model.RotateKeyOnDemandRequest;
import software.amazon.awssdk.services.kms.model.RotateKeyOnDemandResponse;
import software.amazon.awssdk.services.kms.model.RotationsListEntry;
import software.amazon.awssdk.services.kms.model.UpdatePrimaryRegionRequest;
import software.amazon.awssdk.services.kms.model.UpdatePrimaryRegionResponse;
import software.amazon.awssdk.services.kms.model.WrappingKeySpec;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Rotation, imported material and multi-Region keys: what keys are made of, and where. */
final class Rotating implements Chapter {
    private static final int PAGE = 100;

    private final Parts parts;
    private final Call call;

    Rotating(Parts parts, Call call) {
        this.parts = parts;
        this.call = call;
    }

    // ---- rotation

    @Override
    public EnableKeyRotationResponse enableKeyRotation(EnableKeyRotationRequest request) {
        int days = request.rotationPeriodInDays() == null ? Rotations.YEAR : request.rotationPeriodInDays();
        Key key = parts.access()
                .key(call, request.keyId(), "EnableKeyRotation", Facts.none().and("kms:RotationPeriodInDays", days));
        requireRotatable(key);
        parts.keyring().rotations().enable(key, days, call.clock().instant());
        return EnableKeyRotationResponse.builder().build();
    }

    @Override
    public DisableKeyRotationResponse disableKeyRotation(DisableKeyRotationRequest request) {
        Key key = parts.access().key(call, request.keyId(), "DisableKeyRotation", Facts.none());
        requireRotatable(key);
        parts.keyring().rotations().disable(key);
        return DisableKeyRotationResponse.builder().build();
    }

    @Override
    public GetKeyRotationStatusResponse getKeyRotationStatus(GetKeyRotationStatusRequest request) {
        Key key = parts.access().key(call, request.keyId(), "GetKeyRotationStatus", Facts.none());
        boolean rests = key.pendingDeletion();
        GetKeyRotationStatusResponse schedule =
                rests ? null : parts.keyring().rotations().schedule(key);
        GetKeyRotationStatusResponse.Builder answer = schedule == null
                ? GetKeyRotationStatusResponse.builder().keyRotationEnabled(false)
                : schedule.toBuilder();
        return answer.keyId(key.arn()).build();
    }

    @Override
    public RotateKeyOnDemandResponse rotateKeyOnDemand(RotateKeyOnDemandRequest request) {
        Key key = parts.access().key(call, request.keyId(), "RotateKeyOnDemand", Facts.none());
        key.requireUsable();
        if (!key.symmetric()) {
            throw KmsErrors.unsupported();
        }
        if (key.multiRegion() && !key.primary()) {
            throw KmsErrors.notPrimary(key.arn());
        }
        parts.keyring().rotations().rotate(key, call.clock().instant());
        return RotateKeyOnDemandResponse.builder().keyId(key.arn()).build();
    }

    private static void requireRotatable(Key key) {
        if (!key.symmetric()) {
            throw KmsErrors.unsupported();
        }
        if (key.external()) {
            throw KmsErrors.wrongOrigin(key.arn(), key.metadata().originAsString());
        }
    }

    @Override
    public ListKeyRotationsResponse listKeyRotations(ListKeyRotationsRequest request) {
        Key key = parts.access().key(call, request.keyId(), "ListKeyRotations", Facts.none());
        if (!key.symmetric()) {
            throw KmsErrors.unsupported();
        }
        boolean all = request.includeKeyMaterial() == IncludeKeyMaterial.ALL_KEY_MATERIAL;
        int limit = request.limit() == null ? PAGE : request.limit();
        String after = Pages.last(request.marker());
        List<RotationsListEntry> entries = new ArrayList<>();
        boolean behind = after == null;
        for (RotationsListEntry entry : parts.keyring().rotations().list(key)) {
            if (behind && entries.size() <= limit && (all || entry.rotationDate() != null)) {
                entries.add(shown(key, entry));
            }
            behind |= entry.keyMaterialId().equals(after);
        }
        Pages<RotationsListEntry> page = Pages.of(entries, limit, RotationsListEntry::keyMaterialId);
        return ListKeyRotationsResponse.builder()
                .rotations(page.entries())
                .truncated(page.next() != null)
                .nextMarker(page.next())
                .build();
    }

    private static RotationsListEntry shown(Key key, RotationsListEntry entry) {
        return entry.toBuilder().keyId(key.id()).build();
    }

    // ---- imports

    @Override
    public GetParametersForImportResponse getParametersForImport(GetParametersForImportRequest request) {
        Key key = parts.access()
                .key(
                        call,
                        request.keyId(),
                        "GetParametersForImport",
                        Facts.none()
                                .and("kms:WrappingAlgorithm", request.wrappingAlgorithmAsString())
                                .and("kms:WrappingKeySpec", request.wrappingKeySpecAsString()));
        requireWrapping(key, request.wrappingAlgorithm(), request.wrappingKeySpec());
        Imports.Parameters parameters = parts.imports()
                .parameters(
                        key,
                        request.wrappingAlgorithm(),
                        request.wrappingKeySpec(),
                        call.clock().instant());
        return GetParametersForImportResponse.builder()
                .keyId(key.arn())
                .importToken(SdkBytes.fromByteArrayUnsafe(parameters.token()))
                .publicKey(SdkBytes.fromByteArrayUnsafe(parameters.publicKey()))
                .parametersValidTo(parameters.validTo())
                .build();
    }

    /** "Download the public key and import token" of the developer guide: large private keys need the two-step wrapping. */
    private static void requireWrapping(Key key, AlgorithmSpec algorithm, WrappingKeySpec wrapping) {
        boolean sm2 = algorithm == AlgorithmSpec.SM2_PKE;
        if (algorithm == AlgorithmSpec.RSAES_PKCS1_V1_5) {
            throw KmsErrors.unsupported("The wrapping algorithm RSAES_PKCS1_V1_5 is not supported.");
        }
        if (sm2 != (wrapping == WrappingKeySpec.SM2)) {
            throw KmsErrors.validation(
                    "Wrapping algorithm " + algorithm + " is not compatible with wrapping key spec " + wrapping);
        }
        boolean oneStep = algorithm == AlgorithmSpec.RSAES_OAEP_SHA_1 || algorithm == AlgorithmSpec.RSAES_OAEP_SHA_256;
        boolean rsa = key.metadata().keySpecAsString().startsWith("RSA_")
                || key.metadata().keySpecAsString().startsWith("ML_DSA_");
        if (oneStep && rsa) {
            throw KmsErrors.validation("Wrapping algorithm " + algorithm + " is not compatible with key spec "
                    + key.metadata().keySpecAsString());
        }
    }

    @Override
    public ImportKeyMaterialResponse importKeyMaterial(ImportKeyMaterialRequest request) {
        Instant now = call.clock().instant();
        Key key = parts.access()
                .key(
                        call,
                        request.keyId(),
                        "ImportKeyMaterial",
                        Facts.none()
                                .and("kms:ExpirationModel", request.expirationModelAsString())
                                .and("kms:ValidTo", request.validTo()));
        boolean expires = request.expirationModel() != ExpirationModelType.KEY_MATERIAL_DOES_NOT_EXPIRE;
        if (expires && request.validTo() == null) {
            throw KmsErrors.validation("A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES");
        }
        if (!expires && request.validTo() != null) {
            throw KmsErrors.validation(
                    "A validTo date must not be set if the ExpirationModel is KEY_MATERIAL_DOES_NOT_EXPIRE");
        }
        if (expires && !request.validTo().isAfter(now)) {
            throw KmsErrors.validation("The validTo date must be in the future");
        }
        String id = parts.imports()
                .take(
                        key,
                        new Imports.Delivery(
                                request.importToken().asByteArrayUnsafe(),
                                request.encryptedKeyMaterial().asByteArrayUnsafe(),
                                request.validTo(),
                                request.importType() == ImportType.NEW_KEY_MATERIAL,
                                request.keyMaterialDescription(),
                                request.keyMaterialId()),
                        now);
        return ImportKeyMaterialResponse.builder()
                .keyId(key.arn())
                .keyMaterialId(id)
                .build();
    }

    @Override
    public DeleteImportedKeyMaterialResponse deleteImportedKeyMaterial(DeleteImportedKeyMaterialRequest request) {
        Key key = parts.access().key(call, request.keyId(), "DeleteImportedKeyMaterial", Facts.none());
        String id = parts.imports().remove(key, request.keyMaterialId());
        return DeleteImportedKeyMaterialResponse.builder()
                .keyId(key.arn())
                .keyMaterialId(id)
                .build();
    }

    // ---- regions

    @Override
    public ReplicateKeyResponse replicateKey(ReplicateKeyRequest request) {
        boolean bypass = Boolean.TRUE.equals(request.bypassPolicyLockoutSafetyCheck());
        Key key = parts.access()
                .key(
                        call,
                        request.keyId(),
                        "ReplicateKey",
                        Facts.none().and("kms:ReplicaRegion", request.replicaRegion()));
        if (!key.multiRegion()) {
            throw KmsErrors.unsupported(key.arn() + " is not a multi-region key.");
        }
        KeyTags.check(request.tags());
        String policy = request.policy() == null ? KeyPolicies.standard(call) : request.policy();
        if (request.policy() != null) {
            KeyPolicies.check(call, key, policy, bypass);
        }
        int scope = parts.regions().scope(key, request.replicaRegion());
        parts.quotas().operation("CreateKey", scope); // a dry run
        parts.quotas().operation("CreateKey", scope);
        KeyMetadata replica = parts.regions()
                .replicate(
                        key,
                        request.replicaRegion(),
                        policy,
                        request.description() == null ? "" : request.description(),
                        request.tags(),
                        call.clock().instant());
        return ReplicateKeyResponse.builder()
                .replicaKeyMetadata(Regions.creating(replica))
                .replicaPolicy(policy)
                .replicaTags(request.hasTags() ? request.tags() : null)
                .build();
    }

    @Override
    public UpdatePrimaryRegionResponse updatePrimaryRegion(UpdatePrimaryRegionRequest request) {
        Key key = parts.access()
                .key(
                        call,
                        request.keyId(),
                        "UpdatePrimaryRegion",
                        Facts.none().and("kms:PrimaryRegion", request.primaryRegion()));
        if (!key.multiRegion()) {
            throw KmsErrors.unsupported(key.arn() + " is not a multi-region key.");
        }
        parts.quotas().operation("UpdatePrimaryRegion", parts.regions().scope(key, request.primaryRegion()));
        parts.regions().movePrimary(key, request.primaryRegion());
        return UpdatePrimaryRegionResponse.builder().build();
    }
}
