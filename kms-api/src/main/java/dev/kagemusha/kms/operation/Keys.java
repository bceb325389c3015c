package dev.kagemusha.kms.operation;

import dev.kagemusha.kms.KmsErrors;
import dev.kagemusha.kms.access.Facts;
import dev.kagemusha.kms.access.KeyPolicies;
import dev.kagemusha.kms.crypto.Capabilities;
import dev.kagemusha.kms.key.Key;
import dev.kagemusha.kms.key.KeyTags;
import dev.kagemusha.kms.key.Keyring;
import dev.kagemusha.kms.key.Pages;
import dev.kagemusha.service.Call;
import software.amazon.awssdk.services.kms.model.CancelKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.CancelKeyDeletionResponse;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.CreateKeyResponse;
import software.amazon.awssdk.services.kms.model.CustomKeyStoresListEntry;
import software.amazon.awssdk.services.kms.model.DescribeKeyRequest;
import software.amazon.awssdk.services.kms.model.DescribeKeyResponse;
import software.amazon.awssdk.services.kms.model.DisableKeyRequest;
import software.amazon.awssdk.services.kms.model.DisableKeyResponse;
import software.amazon.awssdk.services.kms.model.EnableKeyRequest;
import software.amazon.awssdk.services.kms.model.EnableKeyResponse;
import software.amazon.awssdk.services.kms.model.KeyListEntry;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.ListKeysRequest;
import software.amazon.awssdk.services.kms.model.ListKeysResponse;
import software.amazon.awssdk.services.kms.model.OriginType;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionResponse;
import software.amazon.awssdk.services.kms.model.UpdateKeyDescriptionRequest;
import software.amazon.awssdk.services.kms.model.UpdateKeyDescriptionResponse;

import java.util.List;
import java.util.Map;

/** Making, describing, switching and deleting keys. */
final class Keys implements Chapter {
    private static final int LEAST_DAYS = 7;
    private static final int MOST_DAYS = 30;
    private static final int PAGE = 100;

    private final Parts parts;
    private final Call call;

    Keys(Parts parts, Call call) {
        this.parts = parts;
        this.call = call;
    }

    @Override
    public CreateKeyResponse createKey(CreateKeyRequest request) {
        parts.quotas().operation("CreateKey", call);
        KeySpec spec = spec(request);
        KeyUsageType usage = usage(request, spec);
        OriginType origin = origin(request, spec);
        KeyTags.check(request.tags());
        String policy = request.policy() == null ? KeyPolicies.standard(call) : request.policy();
        if (request.policy() != null) {
            KeyPolicies.check(
                    call,
                    unmade(spec, usage, origin),
                    policy,
                    Boolean.TRUE.equals(request.bypassPolicyLockoutSafetyCheck()));
        }
        Key key = parts.keyring()
                .create(
                        call,
                        new Keyring.Wanted(
                                spec,
                                usage,
                                origin,
                                Boolean.TRUE.equals(request.multiRegion()),
                                request.description() == null ? "" : request.description(),
                                policy,
                                request.tags()));
        return CreateKeyResponse.builder().keyMetadata(key.metadata()).build();
    }

    /** The key as far as its policy could tell before it is made. */
    private Key unmade(KeySpec spec, KeyUsageType usage, OriginType origin) {
        String id = "00000000-0000-0000-0000-000000000000";
        return new Key(
                call.scope(),
                KeyMetadata.builder()
                        .keyId(id)
                        .arn("arn:" + call.partition() + ":kms:" + call.region() + ":" + call.account() + ":key/" + id)
                        .awsAccountId(call.account())
                        .keySpec(spec)
                        .keyUsage(usage)
                        .origin(origin)
                        .build(),
                null,
                List.of(),
                Map.of());
    }

    @SuppressWarnings("deprecation") // CustomerMasterKeySpec is still taken
    private static KeySpec spec(CreateKeyRequest request) {
        if (request.keySpec() != null && request.customerMasterKeySpec() != null) {
            throw KmsErrors.validation("You cannot specify KeySpec and CustomerMasterKeySpec in the same request."
                    + " CustomerMasterKeySpec is deprecated.");
        }
        if (request.customerMasterKeySpec() != null) {
            return KeySpec.fromValue(request.customerMasterKeySpecAsString());
        }
        return request.keySpec() == null ? KeySpec.SYMMETRIC_DEFAULT : request.keySpec();
    }

    private static KeyUsageType usage(CreateKeyRequest request, KeySpec spec) {
        KeyUsageType usage = request.keyUsage();
        if (usage == null) {
            if (spec != KeySpec.SYMMETRIC_DEFAULT) {
                throw KmsErrors.validation(
                        "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.");
            }
            return KeyUsageType.ENCRYPT_DECRYPT;
        }
        if (!Capabilities.usages(spec).contains(usage)) {
            throw KmsErrors.validation("KeyUsage " + usage + " is not compatible with KeySpec " + spec);
        }
        return usage;
    }

    private OriginType origin(CreateKeyRequest request, KeySpec spec) {
        OriginType origin = request.origin() == null ? OriginType.AWS_KMS : request.origin();
        boolean custom = origin == OriginType.AWS_CLOUDHSM || origin == OriginType.EXTERNAL_KEY_STORE;
        if (custom != (request.customKeyStoreId() != null)) {
            throw KmsErrors.validation(
                    custom
                            ? "CustomKeyStoreId is required when Origin is " + origin + "."
                            : "CustomKeyStoreId is not allowed when Origin is " + origin + ".");
        }
        if (custom && (spec != KeySpec.SYMMETRIC_DEFAULT || Boolean.TRUE.equals(request.multiRegion()))) {
            throw KmsErrors.unsupported(
                    "Only symmetric encryption KMS keys of one Region can be created in custom key stores.");
        }
        if (custom) {
            CustomKeyStoresListEntry store = parts.stores().find(call.scope(), request.customKeyStoreId());
            throw KmsErrors.storeState("Custom key store " + store.customKeyStoreId() + " is not connected.");
        }
        return origin;
    }

    @Override
    public DescribeKeyResponse describeKey(DescribeKeyRequest request) {
        Key key = parts.access().key(call, request.keyId(), "DescribeKey", Facts.none());
        return DescribeKeyResponse.builder().keyMetadata(key.metadata()).build();
    }

    @Override
    public ListKeysResponse listKeys(ListKeysRequest request) {
        parts.quotas().operation("ListKeys", call);
        int limit = request.limit() == null ? PAGE : request.limit();
        Pages<String> page =
                Pages.of(parts.keyring().ids(call, Pages.last(request.marker()), limit + 1), limit, id -> id);
        String prefix = "arn:" + call.partition() + ":kms:" + call.region() + ":" + call.account() + ":key/";
        return ListKeysResponse.builder()
                .keys(page.entries().stream()
                        .map(id -> KeyListEntry.builder()
                                .keyId(id)
                                .keyArn(prefix + id)
                                .build())
                        .toList())
                .truncated(page.next() != null)
                .nextMarker(page.next())
                .build();
    }

    @Override
    public UpdateKeyDescriptionResponse updateKeyDescription(UpdateKeyDescriptionRequest request) {
        Key key = parts.access().key(call, request.keyId(), "UpdateKeyDescription", Facts.none());
        parts.lifecycle().describe(key, request.description());
        return UpdateKeyDescriptionResponse.builder().build();
    }

    @Override
    public EnableKeyResponse enableKey(EnableKeyRequest request) {
        Key key = parts.access().key(call, request.keyId(), "EnableKey", Facts.none());
        parts.lifecycle().enable(key, call.clock().instant());
        return EnableKeyResponse.builder().build();
    }

    @Override
    public DisableKeyResponse disableKey(DisableKeyRequest request) {
        Key key = parts.access().key(call, request.keyId(), "DisableKey", Facts.none());
        parts.lifecycle().disable(key);
        return DisableKeyResponse.builder().build();
    }

    @Override
    public ScheduleKeyDeletionResponse scheduleKeyDeletion(ScheduleKeyDeletionRequest request) {
        int days = request.pendingWindowInDays() == null ? MOST_DAYS : request.pendingWindowInDays();
        Key key = parts.access()
                .key(
                        call,
                        request.keyId(),
                        "ScheduleKeyDeletion",
                        Facts.none().and("kms:ScheduleKeyDeletionPendingWindowInDays", days));
        if (days < LEAST_DAYS || days > MOST_DAYS) {
            throw KmsErrors.validation("PendingWindowInDays must be between 7 and 30 (inclusive).");
        }
        KeyMetadata metadata =
                parts.lifecycle().scheduleDeletion(key, days, call.clock().instant());
        return ScheduleKeyDeletionResponse.builder()
                .keyId(key.arn())
                .deletionDate(metadata.deletionDate())
                .keyState(metadata.keyState())
                .pendingWindowInDays(days)
                .build();
    }

    @Override
    public CancelKeyDeletionResponse cancelKeyDeletion(CancelKeyDeletionRequest request) {
        Key key = parts.access().key(call, request.keyId(), "CancelKeyDeletion", Facts.none());
        parts.lifecycle().cancelDeletion(key);
        return CancelKeyDeletionResponse.builder().keyId(key.arn()).build();
    }
}
