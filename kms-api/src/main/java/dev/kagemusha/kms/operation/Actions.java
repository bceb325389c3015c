package dev.kagemusha.kms.operation;

import dev.kagemusha.kms.access.KeyAccess;
import dev.kagemusha.service.ActionTable;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Permission;
import software.amazon.awssdk.services.kms.model.CancelKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.ConnectCustomKeyStoreRequest;
import software.amazon.awssdk.services.kms.model.CreateAliasRequest;
import software.amazon.awssdk.services.kms.model.CreateCustomKeyStoreRequest;
import software.amazon.awssdk.services.kms.model.CreateGrantRequest;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DeleteAliasRequest;
import software.amazon.awssdk.services.kms.model.DeleteCustomKeyStoreRequest;
import software.amazon.awssdk.services.kms.model.DeleteImportedKeyMaterialRequest;
import software.amazon.awssdk.services.kms.model.DeriveSharedSecretRequest;
import software.amazon.awssdk.services.kms.model.DescribeCustomKeyStoresRequest;
import software.amazon.awssdk.services.kms.model.DescribeKeyRequest;
import software.amazon.awssdk.services.kms.model.DisableKeyRequest;
import software.amazon.awssdk.services.kms.model.DisableKeyRotationRequest;
import software.amazon.awssdk.services.kms.model.DisconnectCustomKeyStoreRequest;
import software.amazon.awssdk.services.kms.model.EnableKeyRequest;
import software.amazon.awssdk.services.kms.model.EnableKeyRotationRequest;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairWithoutPlaintextRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextRequest;
import software.amazon.awssdk.services.kms.model.GenerateMacRequest;
import software.amazon.awssdk.services.kms.model.GenerateRandomRequest;
import software.amazon.awssdk.services.kms.model.GetKeyPolicyRequest;
import software.amazon.awssdk.services.kms.model.GetKeyRotationStatusRequest;
import software.amazon.awssdk.services.kms.model.GetParametersForImportRequest;
import software.amazon.awssdk.services.kms.model.GetPublicKeyRequest;
import software.amazon.awssdk.services.kms.model.ImportKeyMaterialRequest;
import software.amazon.awssdk.services.kms.model.ListAliasesRequest;
import software.amazon.awssdk.services.kms.model.ListGrantsRequest;
import software.amazon.awssdk.services.kms.model.ListKeyPoliciesRequest;
import software.amazon.awssdk.services.kms.model.ListKeyRotationsRequest;
import software.amazon.awssdk.services.kms.model.ListKeysRequest;
import software.amazon.awssdk.services.kms.model.ListResourceTagsRequest;
import software.amazon.awssdk.services.kms.model.ListRetirableGrantsRequest;
import software.amazon.awssdk.services.kms.model.PutKeyPolicyRequest;
import software.amazon.awssdk.services.kms.model.ReEncryptRequest;
import software.amazon.awssdk.services.kms.model.ReplicateKeyRequest;
import software.amazon.awssdk.services.kms.model.RetireGrantRequest;
import software.amazon.awssdk.services.kms.model.RevokeGrantRequest;
import software.amazon.awssdk.services.kms.model.RotateKeyOnDemandRequest;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.SignRequest;
import software.amazon.awssdk.services.kms.model.Tag;
import software.amazon.awssdk.services.kms.model.TagResourceRequest;
import software.amazon.awssdk.services.kms.model.UntagResourceRequest;
import software.amazon.awssdk.services.kms.model.UpdateAliasRequest;
import software.amazon.awssdk.services.kms.model.UpdateCustomKeyStoreRequest;
import software.amazon.awssdk.services.kms.model.UpdateKeyDescriptionRequest;
import software.amazon.awssdk.services.kms.model.UpdatePrimaryRegionRequest;
import software.amazon.awssdk.services.kms.model.VerifyMacRequest;
import software.amazon.awssdk.services.kms.model.VerifyRequest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What each operation needs. Most are about one key, which has to be found before its policy can be asked: they do so themselves,
 * through {@link KeyAccess}. The others are about no key; source: "AWS KMS permissions" of the developer guide.
 */
final class Actions {
    private static final String ALL = "*";

    private Actions() {}

    static ActionTable table() {
        return new ActionTable()
                .on(CreateKeyRequest.class, Actions::createKey)
                .on(ListKeysRequest.class, (request, call) -> onNoKey("ListKeys", call))
                .on(ListAliasesRequest.class, (request, call) -> onNoKey("ListAliases", call))
                .on(GenerateRandomRequest.class, (request, call) -> onNoKey("GenerateRandom", call))
                .on(ListRetirableGrantsRequest.class, (request, call) -> onNoKey("ListRetirableGrants", call))
                .on(CreateCustomKeyStoreRequest.class, (request, call) -> onNoKey("CreateCustomKeyStore", call))
                .on(DescribeCustomKeyStoresRequest.class, (request, call) -> onNoKey("DescribeCustomKeyStores", call))
                .on(UpdateCustomKeyStoreRequest.class, (request, call) -> onNoKey("UpdateCustomKeyStore", call))
                .on(DeleteCustomKeyStoreRequest.class, (request, call) -> onNoKey("DeleteCustomKeyStore", call))
                .on(ConnectCustomKeyStoreRequest.class, (request, call) -> onNoKey("ConnectCustomKeyStore", call))
                .on(DisconnectCustomKeyStoreRequest.class, (request, call) -> onNoKey("DisconnectCustomKeyStore", call))
                .inside(
                        CancelKeyDeletionRequest.class,
                        CreateAliasRequest.class,
                        CreateGrantRequest.class,
                        DecryptRequest.class,
                        DeleteAliasRequest.class,
                        DeleteImportedKeyMaterialRequest.class,
                        DeriveSharedSecretRequest.class,
                        DescribeKeyRequest.class,
                        DisableKeyRequest.class,
                        DisableKeyRotationRequest.class,
                        EnableKeyRequest.class,
                        EnableKeyRotationRequest.class,
                        EncryptRequest.class,
                        GenerateDataKeyRequest.class,
                        GenerateDataKeyPairRequest.class,
                        GenerateDataKeyPairWithoutPlaintextRequest.class,
                        GenerateDataKeyWithoutPlaintextRequest.class,
                        GenerateMacRequest.class,
                        GetKeyPolicyRequest.class,
                        GetKeyRotationStatusRequest.class,
                        GetParametersForImportRequest.class,
                        GetPublicKeyRequest.class,
                        ImportKeyMaterialRequest.class,
                        ListGrantsRequest.class,
                        ListKeyPoliciesRequest.class,
                        ListKeyRotationsRequest.class,
                        ListResourceTagsRequest.class,
                        PutKeyPolicyRequest.class,
                        ReEncryptRequest.class,
                        ReplicateKeyRequest.class,
                        RetireGrantRequest.class,
                        RevokeGrantRequest.class,
                        RotateKeyOnDemandRequest.class,
                        ScheduleKeyDeletionRequest.class,
                        SignRequest.class,
                        TagResourceRequest.class,
                        UntagResourceRequest.class,
                        UpdateAliasRequest.class,
                        UpdateKeyDescriptionRequest.class,
                        UpdatePrimaryRegionRequest.class,
                        VerifyRequest.class,
                        VerifyMacRequest.class);
    }

    private static Permission onNoKey(String operation, Call call) {
        return Permission.of("kms:" + operation, ALL).with(KeyAccess.circumstances(call));
    }

    private static Permission createKey(CreateKeyRequest request, Call call) {
        Map<String, List<String>> keys = new HashMap<>(KeyAccess.circumstances(call));
        keys.put("kms:KeySpec", List.of(request.keySpec() == null ? "SYMMETRIC_DEFAULT" : request.keySpecAsString()));
        keys.put("kms:KeyUsage", List.of(request.keyUsage() == null ? "ENCRYPT_DECRYPT" : request.keyUsageAsString()));
        keys.put("kms:KeyOrigin", List.of(request.origin() == null ? "AWS_KMS" : request.originAsString()));
        keys.put("kms:MultiRegion", List.of(Boolean.toString(Boolean.TRUE.equals(request.multiRegion()))));
        keys.put(
                "kms:BypassPolicyLockoutSafetyCheck",
                List.of(Boolean.toString(Boolean.TRUE.equals(request.bypassPolicyLockoutSafetyCheck()))));
        if (request.hasTags()) {
            keys.put("aws:TagKeys", request.tags().stream().map(Tag::tagKey).toList());
            request.tags().forEach(tag -> keys.put("aws:RequestTag/" + tag.tagKey(), List.of(tag.tagValue())));
        }
        return Permission.of("kms:CreateKey", ALL).with(keys);
    }
}
