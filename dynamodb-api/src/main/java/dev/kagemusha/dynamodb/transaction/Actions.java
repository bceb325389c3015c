package dev.kagemusha.dynamodb.transaction;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.expression.ExpressionAttributes;
import dev.kagemusha.dynamodb.expression.Update;
import dev.kagemusha.dynamodb.item.AttributeValues;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.ItemSize;
import dev.kagemusha.dynamodb.request.Change;
import dev.kagemusha.dynamodb.request.Conditional;
import dev.kagemusha.dynamodb.request.Guard;
import dev.kagemusha.dynamodb.request.Parameters;
import dev.kagemusha.dynamodb.request.Parts;
import dev.kagemusha.dynamodb.request.RequestKeys;
import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Permission;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

import java.util.List;
import java.util.Map;

/** Reads the actions of TransactWriteItems: everything of them that can be known without their tables. */
final class Actions {
    private static final List<String> UPDATE_AND_CONDITION = List.of("UpdateExpression", "ConditionExpression");

    private final Parts parts;
    private final Call call;

    Actions(Parts parts, Call call) {
        this.parts = parts;
        this.call = call;
    }

    /**
     * An action as read.
     *
     * @param permission what the caller must be allowed
     * @param bytes what it brings along: an item, or a key and values
     */
    record Action(Part part, Permission permission, long bytes) {}

    Action read(TransactWriteItem item) {
        int kinds = (item.conditionCheck() == null ? 0 : 1)
                + (item.put() == null ? 0 : 1)
                + (item.delete() == null ? 0 : 1)
                + (item.update() == null ? 0 : 1);
        if (kinds == 0) {
            throw DynamoDbErrors.validation(
                    "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request");
        }
        if (kinds > 1) {
            throw DynamoDbErrors.validation("TransactItems can only contain one of Check, Put, Update or Delete");
        }
        if (item.put() != null) {
            return put(item.put());
        }
        if (item.update() != null) {
            return update(item.update());
        }
        return item.delete() != null ? delete(item.delete()) : check(item.conditionCheck());
    }

    private Action put(Put put) {
        TableRef ref = TableRef.of(call, put.tableName());
        Conditional condition = Conditional.of(put);
        ExpressionAttributes attributes = condition.attributes();
        Item item = AttributeValues.toItem(put.item());
        int size = ItemSize.of(item);
        if (size > ItemSize.LIMIT) {
            throw DynamoDbErrors.itemTooLarge();
        }
        Guard guard = condition.guard(parts.parser(), attributes);
        attributes.checkAllUsed();
        return action("PutItem", ref, put.item(), condition, null, Change.put(item, size, guard), size);
    }

    private Action delete(Delete delete) {
        Conditional condition = Conditional.of(delete);
        return ofKey("DeleteItem", delete.tableName(), delete.key(), condition);
    }

    private Action check(ConditionCheck check) {
        Conditional condition = Conditional.of(check);
        return ofKey("ConditionCheckItem", check.tableName(), check.key(), condition);
    }

    private Action ofKey(String action, String tableName, Map<String, AttributeValue> key, Conditional condition) {
        TableRef ref = TableRef.of(call, tableName);
        ExpressionAttributes attributes = condition.attributes();
        Item item = AttributeValues.toItem(key);
        Guard guard = condition.guard(parts.parser(), attributes);
        attributes.checkAllUsed();
        Change change = action.equals("DeleteItem") ? Change.delete(item, guard) : Change.check(item, guard);
        return action(action, ref, key, condition, null, change, ItemSize.of(item) + condition.bytes());
    }

    private Action update(software.amazon.awssdk.services.dynamodb.model.Update request) {
        TableRef ref = TableRef.of(call, request.tableName());
        Conditional condition = Conditional.of(request);
        ExpressionAttributes attributes = condition.attributes(
                new Parameters().expression("UpdateExpression", request.updateExpression()), UPDATE_AND_CONDITION);
        Item key = AttributeValues.toItem(request.key());
        Update update = parts.parser().update(request.updateExpression()).resolve(attributes);
        Guard guard = condition.guard(parts.parser(), attributes);
        attributes.checkAllUsed();
        return action(
                "UpdateItem",
                ref,
                request.key(),
                condition,
                request.updateExpression(),
                Change.update(key, update, guard),
                ItemSize.of(key) + condition.bytes());
    }

    private Action action(
            String action,
            TableRef ref,
            Map<String, AttributeValue> item,
            Conditional condition,
            @Nullable String update,
            Change change,
            long bytes) {
        Permission permission = Permission.of("dynamodb:" + action, ref.arn())
                .with(new RequestKeys(parts, call, ref.text())
                        .names(condition.names(), condition.values())
                        .item(item)
                        .update(update)
                        .condition(condition.expression())
                        .stated("EnclosingOperation", "TransactWriteItems")
                        .all());
        return new Action(new Part(ref, change), permission, bytes);
    }
}
