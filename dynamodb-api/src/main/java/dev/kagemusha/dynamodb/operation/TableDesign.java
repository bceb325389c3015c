package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.item.KeyShape;
import dev.kagemusha.dynamodb.item.ValueType;
import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.dynamodb.stream.StreamSettings;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.OnDemandLimit;
import dev.kagemusha.dynamodb.table.Sections;
import dev.kagemusha.dynamodb.table.State;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.Throughput;
import dev.kagemusha.service.Call;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.Tag;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntSupplier;

/** A CreateTable request checked as AWS checks it, first fault first, and the table it describes. */
final class TableDesign {
    private static final int MAX_LOCAL = 5;
    private static final int MAX_GLOBAL = 20;
    private static final int MAX_PROJECTED = 100;
    private static final long MAX_UNITS = 1_000_000_000_000L;

    private final CreateTableRequest request;
    private final Map<String, KeyAttribute> attributes = new LinkedHashMap<>();
    private final Set<String> used = new LinkedHashSet<>();
    private final Set<String> indexNames = new HashSet<>();
    private final boolean onDemand;

    TableDesign(CreateTableRequest request) {
        this.request = request;
        this.onDemand = request.billingMode() == BillingMode.PAY_PER_REQUEST;
        refuseUnsupported();
        TableRef.checkName(request.tableName());
        checkThroughput();
        checkAttributes();
        checkKeys(request.keySchema());
        boolean indexed = request.hasLocalSecondaryIndexes() || request.hasGlobalSecondaryIndexes();
        if (!indexed && request.keySchema().size() != attributes.size()) {
            throw DynamoDbErrors.invalidParameter("Number of attributes in KeySchema does not exactly match number of"
                    + " attributes defined in AttributeDefinitions");
        }
        if (request.hasLocalSecondaryIndexes()) {
            checkLocalIndexes();
        }
        if (request.hasGlobalSecondaryIndexes()) {
            checkGlobalIndexes();
        }
        checkProjectedTotal();
        if (!used.containsAll(attributes.keySet())) {
            throw DynamoDbErrors.invalidParameter("Some AttributeDefinitions are not used. AttributeDefinitions: "
                    + attributes.keySet() + ", keys used: " + used);
        }
    }

    /** What is not here yet is refused, never ignored. */
    private void refuseUnsupported() {
        StreamSettings.checkNew(request.streamSpecification());
        if (request.sseSpecification() != null
                && Boolean.TRUE.equals(request.sseSpecification().enabled())) {
            throw unsupported("SSESpecification");
        }
        if (request.resourcePolicy() != null) {
            throw unsupported("ResourcePolicy");
        }
        if (request.warmThroughput() != null) {
            throw unsupported("WarmThroughput");
        }
    }

    private static RuntimeException unsupported(String parameter) {
        return DynamoDbErrors.validation(parameter + " is not supported by this emulator yet");
    }

    private void checkThroughput() {
        ProvisionedThroughput throughput = request.provisionedThroughput();
        if (onDemand) {
            if (throughput != null) {
                throw DynamoDbErrors.invalidParameter("Neither ReadCapacityUnits nor WriteCapacityUnits can be"
                        + " specified when BillingMode is PAY_PER_REQUEST");
            }
            return;
        }
        if (throughput == null) {
            throw DynamoDbErrors.invalidParameter(
                    "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED");
        }
        checkUnits(throughput);
        if (request.onDemandThroughput() != null) {
            throw DynamoDbErrors.invalidParameter(
                    "OnDemandThroughput cannot be specified when BillingMode is PROVISIONED");
        }
    }

    private static void checkUnits(ProvisionedThroughput throughput) {
        checkUnits(throughput.readCapacityUnits(), "ReadCapacityUnits");
        checkUnits(throughput.writeCapacityUnits(), "WriteCapacityUnits");
    }

    private static void checkUnits(long units, String name) {
        if (units > MAX_UNITS) {
            throw DynamoDbErrors.validation("Given value " + units + " for " + name + " is out of bounds");
        }
    }

    private void checkAttributes() {
        requirePresent(request.hasAttributeDefinitions(), "attributeDefinitions");
        requirePresent(request.hasKeySchema(), "keySchema");
        for (AttributeDefinition definition : request.attributeDefinitions()) {
            KeyAttribute attribute =
                    new KeyAttribute(definition.attributeName(), ValueType.valueOf(definition.attributeTypeAsString()));
            if (attributes.put(attribute.name(), attribute) != null) {
                throw DynamoDbErrors.invalidParameter(
                        "Duplicate AttributeName in AttributeDefinitions: " + attribute.name());
            }
        }
    }

    private static void requirePresent(boolean present, String member) {
        if (!present) {
            throw DynamoDbErrors.validation("1 validation error detected: Value null at '" + member
                    + "' failed to satisfy constraint: Member must not be null");
        }
    }

    private void checkKeys(List<KeySchemaElement> schema) {
        List<String> names = new ArrayList<>();
        for (KeySchemaElement element : schema) {
            names.add(element.attributeName());
        }
        if (names.size() > 2) {
            throw DynamoDbErrors.validation("1 validation error detected: Value '" + describe(schema)
                    + "' at 'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2");
        }
        if (names.size() > attributes.size()) {
            throw DynamoDbErrors.validation("Invalid KeySchema: Some index key attribute have no definition");
        }
        if (!attributes.keySet().containsAll(names)) {
            throw DynamoDbErrors.invalidParameter("Some index key attributes are not defined in AttributeDefinitions."
                    + " Keys: " + names + ", AttributeDefinitions: " + attributes.keySet());
        }
        if (names.size() == 2 && names.get(0).equals(names.get(1))) {
            throw DynamoDbErrors.validation(
                    "Both the Hash Key and the Range Key element in the KeySchema have the same name");
        }
        if (schema.get(0).keyType() != KeyType.HASH) {
            throw DynamoDbErrors.validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
        }
        if (schema.size() > 1 && schema.get(1).keyType() != KeyType.RANGE) {
            throw DynamoDbErrors.validation("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
        }
        used.addAll(names);
    }

    private static List<String> describe(List<KeySchemaElement> schema) {
        List<String> elements = new ArrayList<>();
        for (KeySchemaElement element : schema) {
            elements.add("KeySchemaElement(attributeName=" + element.attributeName() + ", keyType="
                    + element.keyTypeAsString() + ")");
        }
        return elements;
    }

    private void checkLocalIndexes() {
        List<LocalSecondaryIndex> indexes = request.localSecondaryIndexes();
        if (indexes.isEmpty()) {
            throw DynamoDbErrors.invalidParameter("List of LocalSecondaryIndexes is empty");
        }
        if (request.keySchema().size() < 2) {
            throw DynamoDbErrors.invalidParameter(
                    "Table KeySchema does not have a range key, which is required when specifying a"
                            + " LocalSecondaryIndex");
        }
        String tableHash = request.keySchema().get(0).attributeName();
        for (LocalSecondaryIndex index : indexes) {
            checkKeys(index.keySchema());
            if (index.keySchema().size() < 2) {
                throw DynamoDbErrors.invalidParameter(
                        "Index KeySchema does not have a range key for index: " + index.indexName());
            }
            String hash = index.keySchema().get(0).attributeName();
            if (!hash.equals(tableHash)) {
                throw DynamoDbErrors.invalidParameter(
                        "Index KeySchema does not have the same leading hash key as table KeySchema for index: "
                                + index.indexName() + ". index hash key: " + hash + ", table hash key: " + tableHash);
            }
            checkProjection(index.projection());
            checkIndexName(index.indexName());
        }
        if (indexes.size() > MAX_LOCAL) {
            throw DynamoDbErrors.invalidParameter("Number of LocalSecondaryIndexes exceeds per-table limit of 5");
        }
    }

    private void checkGlobalIndexes() {
        List<GlobalSecondaryIndex> indexes = request.globalSecondaryIndexes();
        if (indexes.isEmpty()) {
            throw DynamoDbErrors.invalidParameter("List of GlobalSecondaryIndexes is empty");
        }
        for (GlobalSecondaryIndex index : indexes) {
            checkKeys(index.keySchema());
            checkProjection(index.projection());
            checkThroughput(index);
            checkIndexName(index.indexName());
        }
        if (indexes.size() > MAX_GLOBAL) {
            throw DynamoDbErrors.invalidParameter("GlobalSecondaryIndex count exceeds the per-table limit of 20");
        }
    }

    private void checkThroughput(GlobalSecondaryIndex index) {
        if (index.warmThroughput() != null) {
            throw unsupported("WarmThroughput");
        }
        ProvisionedThroughput throughput = index.provisionedThroughput();
        if (onDemand) {
            if (throughput != null) {
                throw DynamoDbErrors.invalidParameter("ProvisionedThroughput should not be specified for index: "
                        + index.indexName() + " when BillingMode is PAY_PER_REQUEST");
            }
        } else if (throughput == null) {
            throw DynamoDbErrors.invalidParameter(
                    "ProvisionedThroughput is not specified for index: " + index.indexName());
        } else {
            checkUnits(throughput);
        }
    }

    private void checkIndexName(String name) {
        if (!indexNames.add(name)) {
            throw DynamoDbErrors.invalidParameter("Duplicate index name: " + name);
        }
    }

    private static void checkProjection(Projection projection) {
        ProjectionType type = projection.projectionType();
        if (type == null) {
            throw DynamoDbErrors.invalidParameter("Unknown ProjectionType: null");
        }
        if (type != ProjectionType.INCLUDE) {
            if (projection.hasNonKeyAttributes()) {
                throw DynamoDbErrors.invalidParameter(
                        "ProjectionType is " + type + ", but NonKeyAttributes is specified");
            }
            return;
        }
        if (!projection.hasNonKeyAttributes() || projection.nonKeyAttributes().isEmpty()) {
            throw DynamoDbErrors.invalidParameter("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
        }
        Set<String> names = new HashSet<>();
        for (String name : projection.nonKeyAttributes()) {
            if (!names.add(name)) {
                throw DynamoDbErrors.invalidParameter("Duplicate attribute in NonKeyAttributes: " + name);
            }
        }
    }

    private void checkProjectedTotal() {
        int total = 0;
        for (LocalSecondaryIndex index : request.localSecondaryIndexes()) {
            total += index.projection().nonKeyAttributes().size();
        }
        for (GlobalSecondaryIndex index : request.globalSecondaryIndexes()) {
            total += index.projection().nonKeyAttributes().size();
        }
        if (total > MAX_PROJECTED) {
            throw DynamoDbErrors.invalidParameter(
                    "Total number of NonKeyAttributes in all indexes exceeds the limit of " + MAX_PROJECTED);
        }
    }

    /** The table, with ids from {@code ids}. */
    TableInfo table(Call call, UUID uuid, IntSupplier ids) {
        KeyShape keys = keys(request.keySchema());
        int id = ids.getAsInt();
        List<Index> indexes = new ArrayList<>();
        for (LocalSecondaryIndex index : request.localSecondaryIndexes()) {
            indexes.add(index(
                    ids.getAsInt(),
                    index.indexName(),
                    false,
                    keys,
                    index.keySchema(),
                    index.projection(),
                    Throughput.ON_DEMAND,
                    null));
        }
        for (GlobalSecondaryIndex index : request.globalSecondaryIndexes()) {
            indexes.add(index(
                    ids.getAsInt(),
                    index.indexName(),
                    true,
                    keys,
                    index.keySchema(),
                    index.projection(),
                    throughput(index.provisionedThroughput()),
                    limit(index.onDemandThroughput())));
        }
        Map<String, String> tags = new LinkedHashMap<>();
        for (Tag tag : request.tags()) {
            tags.put(tag.key(), tag.value());
        }
        return new TableInfo(
                id,
                request.tableName(),
                TableRef.arn(call, request.tableName()),
                uuid.toString(),
                call.clock().millis(),
                1,
                State.ACTIVE,
                keys,
                List.copyOf(attributes.values()),
                List.copyOf(indexes),
                onDemand,
                onDemand ? Long.valueOf(call.clock().millis()) : null,
                throughput(request.provisionedThroughput()),
                limit(request.onDemandThroughput()),
                null,
                request.tableClassAsString(),
                Boolean.TRUE.equals(request.deletionProtectionEnabled()),
                tags,
                Sections.NONE);
    }

    private Index index(
            int id,
            String name,
            boolean global,
            KeyShape tableKeys,
            List<KeySchemaElement> schema,
            Projection projection,
            Throughput throughput,
            @Nullable OnDemandLimit limit) {
        return Index.of(
                id,
                name,
                global,
                Index.Phase.ACTIVE,
                tableKeys,
                keys(schema),
                projection.projectionTypeAsString(),
                List.copyOf(projection.nonKeyAttributes()),
                throughput,
                limit,
                null);
    }

    private KeyShape keys(List<KeySchemaElement> schema) {
        return KeyShape.of(attribute(schema.get(0)), schema.size() < 2 ? null : attribute(schema.get(1)));
    }

    private KeyAttribute attribute(KeySchemaElement element) {
        KeyAttribute attribute = attributes.get(element.attributeName());
        if (attribute == null) {
            throw new IllegalStateException(element.attributeName());
        }
        return attribute;
    }

    private static Throughput throughput(@Nullable ProvisionedThroughput throughput) {
        return throughput == null
                ? Throughput.ON_DEMAND
                : Throughput.of(throughput.readCapacityUnits(), throughput.writeCapacityUnits());
    }

    private static @Nullable OnDemandLimit limit(@Nullable OnDemandThroughput limit) {
        return limit == null
                ? null
                : new OnDemandLimit(bound(limit.maxReadRequestUnits()), bound(limit.maxWriteRequestUnits()));
    }

    private static @Nullable Long bound(@Nullable Long units) {
        return units == null || units < 0 ? null : units;
    }
}
