package dev.kagemusha.kms.operation;

import dev.kagemusha.kms.KmsErrors;
import dev.kagemusha.kms.access.Facts;
import dev.kagemusha.kms.access.KeyPolicies;
import dev.kagemusha.kms.crypto.Capabilities;
import dev.kagemusha.kms.crypto.Entropy;
import dev.kagemusha.kms.grant.Grants;
import dev.kagemusha.kms.key.Key;
import dev.kagemusha.kms.key.Pages;
import dev.kagemusha.service.Call;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.CreateGrantRequest;
import software.amazon.awssdk.services.kms.model.CreateGrantResponse;
import software.amazon.awssdk.services.kms.model.GetKeyPolicyRequest;
import software.amazon.awssdk.services.kms.model.GetKeyPolicyResponse;
import software.amazon.awssdk.services.kms.model.GrantListEntry;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.kms.model.ListGrantsRequest;
import software.amazon.awssdk.services.kms.model.ListGrantsResponse;
import software.amazon.awssdk.services.kms.model.ListKeyPoliciesRequest;
import software.amazon.awssdk.services.kms.model.ListKeyPoliciesResponse;
import software.amazon.awssdk.services.kms.model.ListRetirableGrantsRequest;
import software.amazon.awssdk.services.kms.model.ListRetirableGrantsResponse;
import software.amazon.awssdk.services.kms.model.PutKeyPolicyRequest;
import software.amazon.awssdk.services.kms.model.PutKeyPolicyResponse;
import software.amazon.awssdk.services.kms.model.RetireGrantRequest;
import software.amazon.awssdk.services.kms.model.RetireGrantResponse;
import software.amazon.awssdk.services.kms.model.RevokeGrantRequest;
import software.amazon.awssdk.services.kms.model.RevokeGrantResponse;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** Key policies and grants. */
final class Permissions implements Chapter {
    private static final String DEFAULT = "default";
    private static final int PAGE = 50;

    private final Parts parts;
    private final Call call;

    Permissions(Parts parts, Call call) {
        this.parts = parts;
        this.call = call;
    }

    // ---- policies

    @Override
    public PutKeyPolicyResponse putKeyPolicy(PutKeyPolicyRequest request) {
        boolean bypass = Boolean.TRUE.equals(request.bypassPolicyLockoutSafetyCheck());
        Key key = parts.access()
                .key(
                        call,
                        request.keyId(),
                        "PutKeyPolicy",
                        Facts.none().and("kms:BypassPolicyLockoutSafetyCheck", bypass));
        requireDefault(request.policyName());
        KeyPolicies.check(call, key, request.policy(), bypass);
        parts.keyring().putPolicy(key, request.policy());
        return PutKeyPolicyResponse.builder().build();
    }

    @Override
    public GetKeyPolicyResponse getKeyPolicy(GetKeyPolicyRequest request) {
        Key key = parts.access().key(call, request.keyId(), "GetKeyPolicy", Facts.none());
        requireDefault(request.policyName());
        return GetKeyPolicyResponse.builder()
                .policy(parts.keyring().policy(key))
                .policyName(DEFAULT)
                .build();
    }

    private static void requireDefault(@Nullable String name) {
        if (name != null && !name.equals(DEFAULT)) {
            throw KmsErrors.notFound("No such policy exists");
        }
    }

    @Override
    public ListKeyPoliciesResponse listKeyPolicies(ListKeyPoliciesRequest request) {
        parts.access().key(call, request.keyId(), "ListKeyPolicies", Facts.none());
        return ListKeyPoliciesResponse.builder()
                .policyNames(DEFAULT)
                .truncated(false)
                .build();
    }

    // ---- grants

    @Override
    public CreateGrantResponse createGrant(CreateGrantRequest request) {
        boolean forService = !call.calledVia().isEmpty();
        Facts facts = Facts.none()
                .and("kms:GranteePrincipal", request.granteePrincipal())
                .and("kms:RetiringPrincipal", request.retiringPrincipal())
                .and("kms:GrantIsForAWSResource", forService)
                .and("kms:GrantOperations", request.operationsAsStrings());
        if (request.constraints() != null) {
            facts.and(
                    "kms:GrantConstraintType",
                    request.constraints().hasEncryptionContextEquals()
                            ? "EncryptionContextEquals"
                            : "EncryptionContextSubset");
        }
        openTokens(request.grantTokens());
        Key key = parts.access().key(call, request.keyId(), "CreateGrant", facts);
        requirePrincipal(request.granteePrincipal());
        if (request.retiringPrincipal() != null) {
            requirePrincipal(request.retiringPrincipal());
        }
        requireFitting(key, request);
        dryRun(request.dryRun());
        String id = parts.grants()
                .add(
                        key,
                        GrantListEntry.builder()
                                .keyId(key.arn())
                                .grantId(HexFormat.of().formatHex(Entropy.bytes(32)))
                                .name(request.name() == null ? "" : request.name())
                                .creationDate(call.clock().instant())
                                .granteePrincipal(request.granteePrincipal())
                                .retiringPrincipal(request.retiringPrincipal())
                                .issuingAccount("arn:" + call.partition() + ":iam::" + call.account() + ":root")
                                .operations(request.operations())
                                .constraints(request.constraints())
                                .build());
        return CreateGrantResponse.builder()
                .grantId(id)
                .grantToken(parts.grants().token(key, id))
                .build();
    }

    private void requirePrincipal(String principal) {
        boolean arn = principal.startsWith("arn:")
                && (principal.contains(":iam::") || principal.contains(":sts::"))
                && principal.split(":", 6).length == 6;
        boolean service = principal.endsWith(".amazonaws.com");
        if (!arn && !service) {
            throw KmsErrors.invalidArn(principal);
        }
    }

    /** "Grant operations" of the developer guide: what a key cannot do, a grant on it cannot allow. */
    private static void requireFitting(Key key, CreateGrantRequest request) {
        if (!key.symmetric() && request.constraints() != null) {
            throw KmsErrors.validation(
                    "EncryptionContext is supported only when creating a grant for a symmetric encryption KMS key.");
        }
        List<GrantOperation> fitting = fitting(key);
        for (GrantOperation operation : request.operations()) {
            if (!fitting.contains(operation)) {
                throw KmsErrors.validation("Operations [" + operation + "] are not supported when creating a grant for "
                        + (Capabilities.asymmetric(key.spec()) ? "an asymmetric" : "a symmetric")
                        + " KMS key with key usage " + key.metadata().keyUsageAsString() + ". Valid operations are "
                        + fitting);
            }
        }
    }

    private static List<GrantOperation> fitting(Key key) {
        List<GrantOperation> all = new ArrayList<>(
                List.of(GrantOperation.CREATE_GRANT, GrantOperation.RETIRE_GRANT, GrantOperation.DESCRIBE_KEY));
        if (Capabilities.asymmetric(key.spec())) {
            all.add(GrantOperation.GET_PUBLIC_KEY);
        }
        all.addAll(
                switch (key.usage()) {
                    case ENCRYPT_DECRYPT ->
                        List.of(
                                GrantOperation.ENCRYPT,
                                GrantOperation.DECRYPT,
                                GrantOperation.RE_ENCRYPT_FROM,
                                GrantOperation.RE_ENCRYPT_TO);
                    case SIGN_VERIFY -> List.of(GrantOperation.SIGN, GrantOperation.VERIFY);
                    case GENERATE_VERIFY_MAC -> List.of(GrantOperation.GENERATE_MAC, GrantOperation.VERIFY_MAC);
                    case KEY_AGREEMENT -> List.of(GrantOperation.DERIVE_SHARED_SECRET);
                    case UNKNOWN_TO_SDK_VERSION -> List.of();
                });
        if (key.symmetric()) {
            all.add(GrantOperation.GENERATE_DATA_KEY);
            all.add(GrantOperation.GENERATE_DATA_KEY_WITHOUT_PLAINTEXT);
            all.add(GrantOperation.GENERATE_DATA_KEY_PAIR);
            all.add(GrantOperation.GENERATE_DATA_KEY_PAIR_WITHOUT_PLAINTEXT);
        }
        return all;
    }

    @Override
    public ListGrantsResponse listGrants(ListGrantsRequest request) {
        Key key = parts.access()
                .key(
                        call,
                        request.keyId(),
                        "ListGrants",
                        Facts.none()
                                .and(
                                        "kms:GrantIsForAWSResource",
                                        !call.calledVia().isEmpty()));
        List<GrantListEntry> all = parts.grants().of(key).stream()
                .filter(grant -> request.grantId() == null || request.grantId().equals(grant.grantId()))
                .filter(grant -> request.granteePrincipal() == null
                        || request.granteePrincipal().equals(grant.granteePrincipal()))
                .toList();
        Pages<GrantListEntry> page = Pages.of(all, request.marker(), request.limit(), PAGE, GrantListEntry::grantId);
        return ListGrantsResponse.builder()
                .grants(page.entries())
                .truncated(page.next() != null)
                .nextMarker(page.next())
                .build();
    }

    @Override
    public ListRetirableGrantsResponse listRetirableGrants(ListRetirableGrantsRequest request) {
        parts.quotas().operation("ListRetirableGrants", call);
        List<GrantListEntry> all = parts.grants().all(call.scope()).stream()
                .filter(grant -> request.retiringPrincipal().equals(grant.retiringPrincipal()))
                .toList();
        Pages<GrantListEntry> page = Pages.of(all, request.marker(), request.limit(), PAGE, GrantListEntry::grantId);
        return ListRetirableGrantsResponse.builder()
                .grants(page.entries())
                .truncated(page.next() != null)
                .nextMarker(page.next())
                .build();
    }

    @Override
    public RetireGrantResponse retireGrant(RetireGrantRequest request) {
        boolean byToken = request.grantToken() != null;
        if (byToken == (request.grantId() != null)) {
            throw KmsErrors.validation("Either a grant token, or a grant ID and a key ARN are required.");
        }
        if (!byToken && request.keyId() != null && !request.keyId().startsWith("arn:")) {
            throw KmsErrors.notFound("Invalid arn " + request.keyId()); // unlike others, it takes ARNs alone
        }
        Grants.Named named = byToken
                ? parts.grants().open(request.grantToken())
                : new Grants.Named(Objects.requireNonNullElse(request.keyId(), ""), request.grantId());
        Key key = parts.keyring().find(call, named.keyArn());
        GrantListEntry grant = find(key, named.grantId());
        boolean mayByGrant = Grants.names(grant.retiringPrincipal(), call.caller())
                || (Grants.names(grant.granteePrincipal(), call.caller())
                        && grant.operations().contains(GrantOperation.RETIRE_GRANT));
        if (!mayByGrant) {
            parts.access().require(call, key, "RetireGrant", Facts.none());
        }
        key.requireKept();
        dryRun(request.dryRun());
        parts.grants().remove(key, grant.grantId());
        return RetireGrantResponse.builder().build();
    }

    @Override
    public RevokeGrantResponse revokeGrant(RevokeGrantRequest request) {
        Key key = parts.access()
                .key(
                        call,
                        request.keyId(),
                        "RevokeGrant",
                        Facts.none()
                                .and(
                                        "kms:GrantIsForAWSResource",
                                        !call.calledVia().isEmpty()));
        GrantListEntry grant = find(key, request.grantId());
        dryRun(request.dryRun());
        parts.grants().remove(key, grant.grantId());
        return RevokeGrantResponse.builder().build();
    }

    private GrantListEntry find(Key key, String id) {
        GrantListEntry grant = parts.grants().find(key, id);
        if (grant == null) {
            throw KmsErrors.notFound("Grant ID " + id + " not found");
        }
        return grant;
    }

    private void openTokens(List<String> tokens) {
        tokens.forEach(token -> parts.grants().open(token));
    }

    private static void dryRun(@Nullable Boolean asked) {
        if (Boolean.TRUE.equals(asked)) {
            throw KmsErrors.dryRun();
        }
    }
}
