package dev.kagemusha.dynamodb.request;

import dev.kagemusha.auth.Caller;
import dev.kagemusha.dynamodb.expression.ExpressionAttributes;
import dev.kagemusha.dynamodb.expression.KeyCondition;
import dev.kagemusha.dynamodb.expression.LegacyParameters;
import dev.kagemusha.dynamodb.expression.Path;
import dev.kagemusha.dynamodb.item.AttributeValues;
import dev.kagemusha.dynamodb.item.KeyShape;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.service.Call;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * DynamoDB's own condition keys of one request: {@code dynamodb:LeadingKeys}, the partition key it is about, {@code
 * dynamodb:Attributes}, all top-level attributes it names, and others it states itself. Source: "Using IAM policy conditions
 * for fine-grained access control" in the developer guide.
 *
 * <p>For an account's root, which no identity policy limits, none are collected: it is the caller of nearly every request of
 * a developer's machine.
 */
public final class RequestKeys {
    private final Parts parts;
    private final boolean wanted;
    private final @Nullable TableInfo table;
    private final Map<String, List<String>> keys = new LinkedHashMap<>();
    private final Set<String> attributes = new TreeSet<>();
    private ExpressionAttributes expressionAttributes = ExpressionAttributes.none();

    public RequestKeys(Parts parts, Call call, String tableName) {
        this.parts = parts;
        // A policy of another account's table binds root too.
        this.wanted = !(call.caller() instanceof Caller.Root) || tableName.startsWith("arn:");
        TableRef ref = wanted ? TableRef.of(call, tableName) : null;
        this.table = ref == null ? null : parts.catalog().find(ref.scope(), ref.name());
        if (table != null) {
            table.tags().forEach((name, value) -> keys.put("aws:ResourceTag/" + name, List.of(value)));
        }
    }

    /** Gives the names and values of the expressions that follow, as the request has them. */
    public RequestKeys names(@Nullable Map<String, String> names, @Nullable Map<String, AttributeValue> values) {
        if (wanted) {
            expressionAttributes = ExpressionAttributes.of(Parameters.given(names), Parameters.given(values));
        }
        return this;
    }

    /** Adds an item or key: its partition key and its attributes. */
    public RequestKeys item(Map<String, AttributeValue> item) {
        if (wanted) {
            attributes.addAll(item.keySet());
            AttributeValue leading =
                    table == null ? null : item.get(table.keys().hash().name());
            if (leading != null) {
                leading(AttributeValues.toValue(leading));
            }
        }
        return this;
    }

    public RequestKeys attributes(Collection<String> names) {
        attributes.addAll(names);
        return this;
    }

    public RequestKeys projection(@Nullable String expression) {
        if (wanted && expression != null) {
            attributes.addAll(parts.parser()
                    .projection(expression)
                    .resolve(expressionAttributes)
                    .attributes());
        }
        return this;
    }

    public RequestKeys condition(@Nullable String expression) {
        if (wanted && expression != null) {
            attributes.addAll(parts.parser()
                    .condition(expression)
                    .resolve(expressionAttributes)
                    .attributes());
        }
        return this;
    }

    public RequestKeys update(@Nullable String expression) {
        if (wanted && expression != null) {
            for (Path target : parts.parser()
                    .update(expression)
                    .resolve(expressionAttributes)
                    .targets()) {
                attributes.add(target.attribute());
            }
        }
        return this;
    }

    /** Adds what a query selects by. */
    public RequestKeys keyCondition(
            @Nullable String indexName,
            @Nullable String expression,
            @Nullable Map<String, software.amazon.awssdk.services.dynamodb.model.Condition> legacy) {
        if (!wanted || table == null || (expression == null && legacy == null)) {
            return this;
        }
        Index index = indexName == null ? null : table.index(indexName);
        KeyShape shape = index == null ? table.keys() : index.keys();
        KeyCondition condition = legacy != null
                ? LegacyParameters.keyConditions(legacy)
                : parts.parser().keyCondition(String.valueOf(expression)).resolve(expressionAttributes);
        leading(condition.bind(shape).hash().get(0));
        attributes.add(shape.hash().name());
        return this;
    }

    /** Adds values of the partition key. */
    public RequestKeys partitions(List<Value> values) {
        if (wanted) {
            values.forEach(this::leading);
        }
        return this;
    }

    public RequestKeys stated(String name, @Nullable Object value) {
        if (wanted && value != null) {
            keys.put("dynamodb:" + name, List.of(value.toString()));
        }
        return this;
    }

    private void leading(Value value) {
        String text =
                switch (value) {
                    case Value.S s -> s.value();
                    case Value.N n -> n.text();
                    case Value.B b ->
                        java.util.Base64.getEncoder().encodeToString(b.bytes().asByteArrayUnsafe());
                    default -> null;
                };
        if (text != null) {
            keys.computeIfAbsent("dynamodb:LeadingKeys", missing -> new ArrayList<>())
                    .add(text);
        }
    }

    public Map<String, List<String>> all() {
        if (!wanted) {
            return Map.of();
        }
        if (!attributes.isEmpty()) {
            keys.put("dynamodb:Attributes", new ArrayList<>(attributes));
        }
        return keys;
    }
}
