package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.item.KeyShape;
import dev.kagemusha.dynamodb.settings.Units;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.Throughput;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.CreateGlobalSecondaryIndexAction;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;

import java.util.ArrayList;
import java.util.List;

/** A global index that comes to a live table. Attributes defined beside its own are ignored, as AWS ignores them. */
final class NewIndex {
    private final CreateGlobalSecondaryIndexAction action;
    private final TableInfo table;
    private final boolean onDemand;
    private final KeyShape keys;

    NewIndex(
            CreateGlobalSecondaryIndexAction action,
            List<AttributeDefinition> definitions,
            TableInfo table,
            boolean onDemand) {
        this.action = action;
        this.table = table;
        this.onDemand = onDemand;
        if (definitions.isEmpty()) {
            throw DynamoDbErrors.invalidParameter(
                    "AttributeDefinitions is not specified for index: " + action.indexName());
        }
        KeyDesign design = new KeyDesign(definitions);
        design.checkGlobal(action.keySchema());
        this.keys = design.shape(action.keySchema());
        checkThroughput();
        if (table.index(action.indexName()) != null) {
            throw DynamoDbErrors.validation("Attempting to create an index which already exists");
        }
        checkTypes();
        int projected = action.projection().nonKeyAttributes().size();
        for (Index index : table.indexes()) {
            projected += index.nonKeyAttributes().size();
        }
        Projections.checkTotal(projected);
    }

    private void checkThroughput() {
        ProvisionedThroughput throughput = action.provisionedThroughput();
        if (onDemand && throughput != null) {
            throw DynamoDbErrors.invalidParameter("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified"
                    + " for index: " + action.indexName() + " when BillingMode is PAY_PER_REQUEST");
        }
        if (!onDemand && throughput == null) {
            throw DynamoDbErrors.invalidParameter(
                    "Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: " + action.indexName());
        }
    }

    /** An attribute has one type in all keys of a table. */
    private void checkTypes() {
        for (KeyAttribute attribute : keys.all()) {
            for (KeyAttribute known : table.attributes()) {
                if (known.name().equals(attribute.name()) && known.type() != attribute.type()) {
                    throw DynamoDbErrors.invalidParameter("Attributes cannot be redefined. Please check that your"
                            + " attribute has the same type as previously defined. Existing schema: "
                            + describe(existing(known)) + " New schema: " + describe(keys));
                }
            }
        }
    }

    private KeyShape existing(KeyAttribute known) {
        for (Index index : table.indexes()) {
            if (index.keys().find(known.name()) != null) {
                return index.keys();
            }
        }
        return table.keys();
    }

    private static String describe(KeyShape shape) {
        List<String> elements = new ArrayList<>();
        for (KeyAttribute attribute : shape.all()) {
            elements.add("SchemaElement: key{" + attribute.name() + ":"
                    + attribute.type().code() + (shape.hashes().contains(attribute) ? ":HASH}" : ":RANGE}"));
        }
        return "Schema:" + elements;
    }

    /** The attributes of all the table's keys, with this index. */
    List<KeyAttribute> attributes() {
        List<KeyAttribute> attributes = new ArrayList<>(table.attributes());
        for (KeyAttribute attribute : keys.all()) {
            if (!attributes.contains(attribute)) {
                attributes.add(attribute);
            }
        }
        return attributes;
    }

    Index index(int id) {
        Throughput units = action.provisionedThroughput() == null
                ? Throughput.ON_DEMAND
                : Units.provisioned(action.provisionedThroughput());
        return Index.of(
                id,
                action.indexName(),
                true,
                Index.Phase.CREATING,
                table.keys(),
                keys,
                action.projection().projectionTypeAsString(),
                List.copyOf(action.projection().nonKeyAttributes()),
                units,
                Units.limit(action.onDemandThroughput(), onDemand, null, true, action.indexName()),
                Units.warm(action.warmThroughput(), onDemand, units, action.indexName()));
    }
}
