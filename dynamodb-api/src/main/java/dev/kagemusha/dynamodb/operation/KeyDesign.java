package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.item.KeyShape;
import dev.kagemusha.dynamodb.item.ValueType;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Attribute definitions and the key schemas over them, checked as AWS checks them. */
final class KeyDesign {
    private static final int MAX_PART = 4;

    private final Map<String, KeyAttribute> attributes = new LinkedHashMap<>();
    private final Set<String> used = new LinkedHashSet<>();

    KeyDesign(List<AttributeDefinition> definitions) {
        for (AttributeDefinition definition : definitions) {
            KeyAttribute attribute =
                    new KeyAttribute(definition.attributeName(), ValueType.valueOf(definition.attributeTypeAsString()));
            if (attributes.put(attribute.name(), attribute) != null) {
                throw DynamoDbErrors.validation("Attribute Name is duplicated: " + attribute.name());
            }
        }
    }

    /** Checks the key schema of a table or a local index: one attribute of each half at most. */
    void check(List<KeySchemaElement> schema) {
        if (schema.size() > 2) {
            throw DynamoDbErrors.validation("1 validation error detected: Value '" + describe(schema)
                    + "' at 'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2");
        }
        checkDefined(schema);
        if (schema.size() == 2
                && schema.get(0).attributeName().equals(schema.get(1).attributeName())) {
            throw DynamoDbErrors.validation(
                    "Both the Hash Key and the Range Key element in the KeySchema have the same name");
        }
        checkFirst(schema);
        if (schema.size() > 1 && schema.get(1).keyType() != KeyType.RANGE) {
            throw DynamoDbErrors.validation("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
        }
    }

    /** Checks the key schema of a global index: up to four attributes of each half. */
    void checkGlobal(List<KeySchemaElement> schema) {
        if (schema.size() == 2
                && schema.get(0).keyType() == KeyType.HASH
                && schema.get(1).keyType() == KeyType.RANGE) {
            check(schema);
            return;
        }
        checkDefined(schema);
        Set<String> names = new HashSet<>();
        for (KeySchemaElement element : schema) {
            if (!names.add(element.attributeName())) {
                throw DynamoDbErrors.validation("The KeySchema contains multiple key attributes with the same name");
            }
        }
        checkFirst(schema);
        int hashes = 0;
        int ranges = 0;
        for (KeySchemaElement element : schema) {
            if (element.keyType() == KeyType.RANGE) {
                ranges++;
            } else if (ranges > 0) {
                throw DynamoDbErrors.invalidParameter(
                        "All HASH key attributes must precede RANGE key attributes in the KeySchema");
            } else {
                hashes++;
            }
        }
        if (hashes > MAX_PART || ranges > MAX_PART) {
            throw DynamoDbErrors.invalidParameter("The KeySchema exceeds the maximum allowed number of "
                    + (hashes > MAX_PART ? "HASH" : "RANGE") + " key attributes");
        }
    }

    private void checkDefined(List<KeySchemaElement> schema) {
        List<String> names = new ArrayList<>();
        for (KeySchemaElement element : schema) {
            names.add(element.attributeName());
        }
        if (names.size() > attributes.size()) {
            throw DynamoDbErrors.validation("Invalid KeySchema: Some index key attribute have no definition");
        }
        if (!attributes.keySet().containsAll(names)) {
            throw DynamoDbErrors.invalidParameter("Some index key attributes are not defined in AttributeDefinitions."
                    + " Keys: " + names + ", AttributeDefinitions: " + attributes.keySet());
        }
        used.addAll(names);
    }

    private static void checkFirst(List<KeySchemaElement> schema) {
        if (schema.get(0).keyType() != KeyType.HASH) {
            throw DynamoDbErrors.validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
        }
    }

    private static List<String> describe(List<KeySchemaElement> schema) {
        List<String> elements = new ArrayList<>();
        for (KeySchemaElement element : schema) {
            elements.add("KeySchemaElement(attributeName=" + element.attributeName() + ", keyType="
                    + element.keyTypeAsString() + ")");
        }
        return elements;
    }

    /** Checks that every attribute was part of a schema that was checked. */
    void checkAllUsed() {
        if (!used.containsAll(attributes.keySet())) {
            throw DynamoDbErrors.invalidParameter("Some AttributeDefinitions are not used. AttributeDefinitions: "
                    + attributes.keySet() + ", keys used: " + used);
        }
    }

    int count() {
        return attributes.size();
    }

    List<KeyAttribute> attributes() {
        return List.copyOf(attributes.values());
    }

    /** The key of a schema that was checked. */
    KeyShape shape(List<KeySchemaElement> schema) {
        List<KeyAttribute> hashes = new ArrayList<>();
        List<KeyAttribute> ranges = new ArrayList<>();
        for (KeySchemaElement element : schema) {
            KeyAttribute attribute = attributes.get(element.attributeName());
            if (attribute == null) {
                throw new IllegalStateException(element.attributeName());
            }
            (element.keyType() == KeyType.HASH ? hashes : ranges).add(attribute);
        }
        return new KeyShape(hashes, ranges);
    }
}
