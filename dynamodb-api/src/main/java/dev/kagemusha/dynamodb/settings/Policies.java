package dev.kagemusha.dynamodb.settings;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.request.Parts;
import dev.kagemusha.dynamodb.settings.AttachedPolicies.Attached;
import dev.kagemusha.dynamodb.stream.StreamSettings;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.policy.MalformedPolicyException;
import dev.kagemusha.policy.Policy;
import dev.kagemusha.service.Call;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.GetResourcePolicyResponse;
import software.amazon.awssdk.services.dynamodb.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.PutResourcePolicyResponse;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Resource policies of tables and streams. The gateway reads them through {@link AttachedPolicies#of}. */
public final class Policies implements DynamoDbClient {
    private static final int MAX_BYTES = 20_480;
    private static final String NO_POLICY = "NO_POLICY";

    private final Parts parts;
    private final Call call;

    public Policies(Parts parts, Call call) {
        this.parts = parts;
        this.call = call;
    }

    @Override
    public PutResourcePolicyResponse putResourcePolicy(PutResourcePolicyRequest request) {
        ResourceRef ref = own(request.resourceArn());
        Policy policy = check(request.policy());
        String[] revision = new String[1];
        TableInfo ignored = parts.catalog().change(ref.scope(), ref.table(), (tx, table, ids) -> {
            checkThere(table, ref);
            Attached now = attached(table, ref);
            checkRevision(ref, request.expectedRevisionId(), now);
            if (now != null && now.document().equals(request.policy())) {
                revision[0] = now.revision();
                return table;
            }
            revision[0] = revision(now);
            return with(table, ref, new Attached(request.policy(), revision[0], policy));
        });
        return PutResourcePolicyResponse.builder().revisionId(revision[0]).build();
    }

    @Override
    public GetResourcePolicyResponse getResourcePolicy(GetResourcePolicyRequest request) {
        ResourceRef ref = own(request.resourceArn());
        TableInfo table = parts.catalog().find(ref.scope(), ref.table());
        if (table == null) {
            throw DynamoDbErrors.tableNotFound(ref.table());
        }
        checkThere(table, ref);
        Attached now = attached(table, ref);
        if (now == null) {
            throw DynamoDbErrors.policyNotFound(ref.arn());
        }
        return GetResourcePolicyResponse.builder()
                .policy(now.document())
                .revisionId(now.revision())
                .build();
    }

    @Override
    public DeleteResourcePolicyResponse deleteResourcePolicy(DeleteResourcePolicyRequest request) {
        ResourceRef ref = own(request.resourceArn());
        Attached[] removed = new Attached[1];
        TableInfo ignored = parts.catalog().change(ref.scope(), ref.table(), (tx, table, ids) -> {
            checkThere(table, ref);
            Attached now = attached(table, ref);
            checkRevision(ref, request.expectedRevisionId(), now);
            if (now == null) {
                return table;
            }
            removed[0] = now;
            return with(table, ref, null);
        });
        Attached gone = removed[0];
        return DeleteResourcePolicyResponse.builder()
                .revisionId(gone == null ? null : gone.revision())
                .build();
    }

    /** Only the account that owns a table manages its policy, whatever the policy says. */
    private ResourceRef own(String arn) {
        ResourceRef ref =
                ResourceRef.of(call, arn, "One or more parameter values were invalid: Invalid resource Arn: ");
        if (!ref.account().equals(call.account())) {
            throw DynamoDbErrors.validation(
                    "This action is only supported by accounts that match the resource owner’s account.");
        }
        return ref;
    }

    private static void checkThere(TableInfo table, ResourceRef ref) {
        if (ref.stream().isEmpty()) {
            return;
        }
        String label = ref.stream().substring("/stream/".length());
        StreamSettings stream = table.get(StreamSettings.SECTION);
        if (stream == null || !stream.label().equals(label)) {
            throw DynamoDbErrors.resourceNotFound(
                    "Requested resource not found: Stream: " + label + " not found for Table: " + table.name());
        }
    }

    /**
     * A document that can be attached.
     *
     * @throws DynamoDbException ValidationException
     */
    static Policy check(String document) {
        if (document.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw DynamoDbErrors.invalidParameter("Maximum policy size of " + MAX_BYTES + " bytes exceeded");
        }
        try {
            return AttachedPolicies.parse(document);
        } catch (MalformedPolicyException e) {
            throw DynamoDbErrors.invalidParameter("Invalid policy document: " + e.getMessage());
        }
    }

    /** A new table's definition with the policy of its request. */
    public static TableInfo create(TableInfo table, @Nullable String document) {
        return document == null
                ? table
                : table.with(
                        AttachedPolicies.SECTION,
                        new AttachedPolicies(Map.of(
                                "", new Attached(document, Long.toString(table.createdMillis()), check(document)))));
    }

    private static void checkRevision(ResourceRef ref, @Nullable String expected, @Nullable Attached now) {
        if (expected == null) {
            return;
        }
        if (expected.equals(NO_POLICY)) {
            if (now != null) {
                throw DynamoDbErrors.policyNotFound("Requested policy update expecting none to be present for table "
                        + ref.table() + ", but a policy exists with revision id " + now.revision() + ".");
            }
        } else if (now == null) {
            throw DynamoDbErrors.policyNotFound("Requested update for policy with revision id " + expected
                    + ", but no policy is associated to target table " + ref.table() + ".");
        } else if (!now.revision().equals(expected)) {
            throw DynamoDbErrors.policyNotFound("Requested update for policy with revision id " + expected
                    + ", but the policy associated to target table " + ref.table() + " has revision id "
                    + now.revision() + ".");
        }
    }

    /** A time that is later than the one before. */
    private String revision(@Nullable Attached before) {
        long now = call.clock().millis();
        return Long.toString(before == null ? now : Math.max(now, Long.parseLong(before.revision()) + 1));
    }

    private static @Nullable Attached attached(TableInfo table, ResourceRef ref) {
        AttachedPolicies policies = table.get(AttachedPolicies.SECTION);
        return policies == null ? null : policies.byResource().get(ref.stream());
    }

    private static TableInfo with(TableInfo table, ResourceRef ref, @Nullable Attached attached) {
        AttachedPolicies policies = table.get(AttachedPolicies.SECTION);
        Map<String, Attached> all = policies == null ? new HashMap<>() : new HashMap<>(policies.byResource());
        if (attached == null) {
            all.remove(ref.stream());
        } else {
            all.put(ref.stream(), attached);
        }
        return table.with(AttachedPolicies.SECTION, all.isEmpty() ? null : new AttachedPolicies(Map.copyOf(all)));
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
