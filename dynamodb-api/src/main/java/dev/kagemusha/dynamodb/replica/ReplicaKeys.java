package dev.kagemusha.dynamodb.replica;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.seal.TableKeys;
import dev.kagemusha.dynamodb.seal.WrappedKey;
import dev.kagemusha.dynamodb.settings.Encryption;
import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.service.Call;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.SSESpecification;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How replicas are encrypted: all by the same kind of key, each by one of its own region. KMS is asked for all keys as the caller, in
 * their regions, before any replica is changed.
 */
public final class ReplicaKeys {
    private final Catalog catalog;
    private final Call call;
    private final List<Wrapped> wrapped = new ArrayList<>();

    private record Wrapped(int scope, TableInfo table, WrappedKey key) {}

    ReplicaKeys(Catalog catalog, Call call) {
        this.catalog = catalog;
        this.call = call;
    }

    /**
     * What the other replicas of a table need when its own encryption changes.
     *
     * @throws software.amazon.awssdk.services.dynamodb.model.DynamoDbException if the keys of all would have to be named
     */
    public static ReplicaKeys following(Catalog catalog, Call call, TableInfo table, SSESpecification specification) {
        ReplicaKeys keys = new ReplicaKeys(catalog, call);
        ReplicaSettings group = table.get(ReplicaSettings.SECTION);
        if (group == null || group.legacy() || group.replicas().size() < 2) {
            return keys;
        }
        if (specification.kmsMasterKeyId() != null) {
            throw DynamoDbErrors.validation(
                    "Invalid operation: Customer Managed CMKs on Global Table Version 2019.11.21"
                            + " replicas cannot be updated through SSESpecification parameter and can only be updated through"
                            + " ReplicaUpdates parameter");
        }
        for (String region : group.replicas().keySet()) {
            if (!region.equals(ReplicaSettings.region(table))) {
                keys.wrap(table, region, Encryption.wanted(specification));
            }
        }
        return keys;
    }

    /** The key of a replica to come, or null if KMS has no part in it. */
    @Nullable
    WrappedKey generate(TableInfo source, int scope, String region, @Nullable String named) {
        TableKeys keys = catalog.keys();
        boolean byKms = Encryption.isBy(source);
        boolean managed = byKms && keys.isManaged(scope, source.id());
        if (byKms && !managed && named == null) {
            throw unnamed();
        }
        if (named != null && (!byKms || managed && !named.equals(Encryption.MANAGED))) {
            throw DynamoDbErrors.invalidParameter(
                    "KMSMasterKeyId can be specified only for replicas of a table with a customer managed key");
        }
        return byKms ? keys.generate(call, arn(source, region), managed ? Encryption.MANAGED : named) : null;
    }

    private static RuntimeException unnamed() {
        return DynamoDbErrors.invalidParameter("KMSMasterKeyId must be specified for each replica.");
    }

    private static String arn(TableInfo table, String region) {
        String[] fields = table.arn().split(":", 6);
        fields[3] = region;
        return String.join(":", fields);
    }

    /** Has the key of one replica wrapped by another KMS key, or by AWS's own if that is null. */
    private void wrap(TableInfo member, String region, @Nullable String kmsKey) {
        int scope = catalog.scope(member, region);
        TableInfo table = catalog.find(scope, member.name());
        if (table == null) {
            throw DynamoDbErrors.resourceInUse("The resource which you are attempting to change is in use.");
        }
        wrapped.add(new Wrapped(scope, table, catalog.keys().wrap(call, scope, table.id(), table.arn(), kmsKey)));
    }

    /**
     * Gives replicas customer managed keys: each is named, and the table's own is that of the specification, or stays.
     *
     * @param named by region
     */
    void change(TableInfo table, Map<String, String> named, @Nullable SSESpecification specification) {
        ReplicaSettings group = table.get(ReplicaSettings.SECTION);
        String own = ReplicaSettings.region(table);
        if (group == null
                || group.replicas().keySet().stream()
                        .anyMatch(region -> !region.equals(own) && !named.containsKey(region))) {
            throw unnamed();
        }
        String wanted = specification == null ? null : specification.kmsMasterKeyId();
        if (wanted == null && !isByCustomer(table)) {
            throw unnamed();
        }
        if (wanted != null) {
            wrap(table, own, wanted);
        }
        named.forEach((region, key) -> wrap(table, region, key));
        commit();
    }

    private boolean isByCustomer(TableInfo table) {
        int scope = catalog.scope(table, ReplicaSettings.region(table));
        return Encryption.isBy(table) && !catalog.keys().isManaged(scope, table.id());
    }

    /** Gives all replicas the keys they were found to need. */
    public void commit() {
        for (Wrapped one : wrapped) {
            TableInfo ignored = catalog.change(one.scope(), one.table().name(), (tx, table, ids) -> {
                if (table.id() != one.table().id()) {
                    return table;
                }
                catalog.keys().put(tx, one.scope(), table.id(), one.key());
                return Encryption.with(table, one.key());
            });
        }
    }
}
