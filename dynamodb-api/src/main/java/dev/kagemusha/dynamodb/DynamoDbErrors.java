package dev.kagemusha.dynamodb;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DuplicateItemException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.IdempotentParameterMismatchException;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionSizeLimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.LimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.PolicyNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.RequestLimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingException;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingReason;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

import java.util.List;
import java.util.Map;

/**
 * Every error a DynamoDB client can see, one factory each.
 *
 * <p>The text is AWS's, spelling mistakes included, because client code and tests match on it. All of them are status
 * 400. {@code ValidationException} is not modelled in the SDK and travels as the base exception with its code. None
 * records a stack trace: they are answers, and failed conditions are frequent.
 */
public final class DynamoDbErrors {
    /** Why a value or an update is refused that would nest deeper than 32 levels. */
    public static final String TOO_DEEP = "Nesting Levels have exceeded supported limits:"
            + " Attributes in the item have nested levels beyond supported limit";

    private static final String INVALID = "One or more parameter values were invalid: ";

    private DynamoDbErrors() {}

    /** {@code ValidationException} with {@code message}. */
    public static DynamoDbException validation(String message) {
        return of(DynamoDbException.builder(), "ValidationException", message);
    }

    /** {@code ValidationException}: "One or more parameter values were invalid: …". */
    public static DynamoDbException invalidParameter(String reason) {
        return validation(INVALID + reason);
    }

    // Expressions; what is wrong inside one is told by the expression package

    /** Names without an expression to use them in. */
    public static DynamoDbException namesWithoutExpressions() {
        return validation("ExpressionAttributeNames can only be specified when using expressions");
    }

    /** Values without an expression; {@code parameters} are those of the operation that could use values. */
    public static DynamoDbException valuesWithoutExpressions(List<String> parameters) {
        return validation("ExpressionAttributeValues can only be specified when using expressions: "
                + String.join(" and ", parameters) + (parameters.size() == 1 ? " is null" : " are null"));
    }

    // Items and keys

    /** The item as put, names included, is larger than 400 KB. */
    public static DynamoDbException itemTooLarge() {
        return validation("Item size has exceeded the maximum allowed size");
    }

    /** The item as updated, names included, is larger than 400 KB. */
    public static DynamoDbException updatedItemTooLarge() {
        return validation("Item size to update has exceeded the maximum allowed size");
    }

    /** The item or value nests too deep. */
    public static DynamoDbException tooDeep() {
        return validation(TOO_DEEP);
    }

    /** A key with other attributes, or attributes of other types, than the key schema says. */
    public static DynamoDbException keyDoesNotMatchSchema() {
        return validation("The provided key element does not match the schema");
    }

    /** An item to put lacks a key attribute. */
    public static DynamoDbException missingKey(String name) {
        return invalidParameter("Missing the key " + name + " in the item");
    }

    /** An item to put has a key attribute of the wrong type. */
    public static DynamoDbException keyTypeMismatch(String name, String expected, String actual) {
        return invalidParameter("Type mismatch for key " + name + " expected: " + expected + " actual: " + actual);
    }

    /** An item to write has an index's key attribute of the wrong type. */
    public static DynamoDbException indexKeyTypeMismatch(
            String name, String expected, String actual, String indexName) {
        return invalidParameter("Type mismatch for Index Key " + name + " Expected: " + expected + " Actual: " + actual
                + " IndexName: " + indexName);
    }

    /** An item to put has an empty string or binary as a key. */
    public static DynamoDbException emptyKeyValue(String name, boolean binary) {
        return validation("One or more parameter values are not valid. The AttributeValue for a key attribute cannot"
                + " contain an empty " + (binary ? "binary" : "string") + " value. Key: " + name);
    }

    /** An item to write has an empty string or binary as an index's key. */
    public static DynamoDbException emptyIndexKeyValue(String name, boolean binary, String indexName) {
        return validation("One or more parameter values are not valid. A value specified for a secondary index key is"
                + " not supported. The AttributeValue for a key attribute cannot contain an empty "
                + (binary ? "binary" : "string") + " value. IndexName: " + indexName + ", IndexKey: " + name);
    }

    /** An update makes an index's key an empty string or binary. */
    public static DynamoDbException emptyIndexKeyInUpdate(boolean binary) {
        return validation("One or more parameter values are not valid. The update expression attempted to update a"
                + " secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot"
                + " contain an empty " + (binary ? "binary" : "string") + " value.");
    }

    /** A partition key longer than 2,048 bytes; AWS leaves out the blank. */
    public static DynamoDbException hashKeyTooLong() {
        return invalidParameter("Size of hashkey has exceeded the maximum size limit of2048 bytes");
    }

    /** A sort key longer than 1,024 bytes. */
    public static DynamoDbException rangeKeyTooLong() {
        return invalidParameter("Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
    }

    // Updates

    /** An update names a key attribute as its target. */
    public static DynamoDbException cannotUpdateKey(String name) {
        return invalidParameter("Cannot update attribute " + name + ". This attribute is part of the key");
    }

    /** A path goes into a key attribute, which is always a scalar. */
    public static DynamoDbException keyMustBeScalar(String name) {
        return validation(
                "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: "
                        + name);
    }

    /** A path goes into an index's key attribute. */
    public static DynamoDbException indexKeyMustBeScalar(String name) {
        return validation(
                "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: IndexKey: "
                        + name);
    }

    /** An update's target lies in something that is missing or no map or list. */
    public static DynamoDbException invalidUpdatePath() {
        return validation("The document path provided in the update expression is invalid for update");
    }

    /** The right side of a {@code SET} reads an attribute the item lacks. */
    public static DynamoDbException missingAttributeInUpdate() {
        return validation("The provided expression refers to an attribute that does not exist in the item");
    }

    /** The item's value is of a type the operator or function cannot work with. */
    public static DynamoDbException wrongTypeInUpdate() {
        return validation("An operand in the update expression has an incorrect data type");
    }

    /** {@code AttributeUpdates} adds to, or deletes from, a value of another type. */
    public static DynamoDbException typeMismatchInUpdate() {
        return validation("Type mismatch for attribute to update");
    }

    // Queries

    /** The key condition says nothing about a key attribute it must. */
    public static DynamoDbException missedKeyElement(String name) {
        return validation("Query condition missed key schema element: " + name);
    }

    /** The key condition uses an operator or attribute a query cannot. */
    public static DynamoDbException keyConditionNotSupported() {
        return validation("Query key condition not supported");
    }

    /** The key condition does not set this attribute of an index's partition key equal to a value. AWS's words are not known. */
    public static DynamoDbException compositeHashNotEqual(String name) {
        return validation(
                "Query key condition not supported: HASH key attribute " + name + " must have an equality condition");
    }

    /** The key condition leaves this attribute of an index's sort key out, or goes on behind it. AWS's words are not known. */
    public static DynamoDbException compositeRangeNotLeftToRight(String name) {
        return validation("Query key condition not supported: RANGE key attribute " + name
                + " must have an equality condition, since one behind it in the key schema has a condition");
    }

    /** The key condition compares a key attribute with a value of another type. */
    public static DynamoDbException keyConditionTypeMismatch() {
        return invalidParameter("Condition parameter type does not match schema type");
    }

    /** A query's filter, {@code Filter Expression} or {@code QueryFilter}, names a key attribute of what it reads. */
    public static DynamoDbException filterOnKey(String parameter, String name) {
        return validation(parameter + " can only contain non-primary key attributes: Primary key attribute: " + name);
    }

    // Modelled errors

    /** A write's condition is false; {@code item} is the one found, if the caller wants it back. */
    public static ConditionalCheckFailedException conditionalCheckFailed(@Nullable Map<String, AttributeValue> item) {
        ConditionalCheckFailedException.Builder builder = ConditionalCheckFailedException.builder();
        if (item != null) {
            builder.item(item);
        }
        return (ConditionalCheckFailedException)
                of(builder, "ConditionalCheckFailedException", "The conditional request failed");
    }

    /** A statement inserts an item whose key another has. */
    public static DuplicateItemException duplicateItem() {
        return (DuplicateItemException)
                of(DuplicateItemException.builder(), "DuplicateItemException", "Duplicate primary key exists in table");
    }

    /** A data operation on a table that is not there, or not active. */
    public static ResourceNotFoundException resourceNotFound() {
        return resourceNotFound("Requested resource not found");
    }

    /** A control operation on a table that is not there. */
    public static ResourceNotFoundException tableNotFound(String name) {
        return resourceNotFound("Requested resource not found: Table: " + name + " not found");
    }

    /** {@code ResourceNotFoundException} with {@code message}. */
    public static ResourceNotFoundException resourceNotFound(String message) {
        return (ResourceNotFoundException)
                of(ResourceNotFoundException.builder(), "ResourceNotFoundException", message);
    }

    /** No policy, or not the one expected. */
    public static PolicyNotFoundException policyNotFound(String what) {
        return (PolicyNotFoundException) of(
                PolicyNotFoundException.builder(),
                "PolicyNotFoundException",
                "Resource-based policy not found for the provided ResourceArn: " + what);
    }

    /** A table to create exists. */
    public static ResourceInUseException tableExists(String name) {
        return resourceInUse("Table already exists: " + name);
    }

    /** {@code ResourceInUseException} with {@code message}. */
    public static ResourceInUseException resourceInUse(String message) {
        return (ResourceInUseException) of(ResourceInUseException.builder(), "ResourceInUseException", message);
    }

    /** A control operation on a table or index that something is being done to. */
    public static ResourceInUseException inUse(String what) {
        return resourceInUse("Attempt to change a resource which is still in use: " + what);
    }

    /** Provisioned units for a table on demand. */
    public static DynamoDbException unitsOnDemand() {
        return invalidParameter("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is"
                + " PAY_PER_REQUEST");
    }

    /** {@code LimitExceededException} with {@code message}. */
    public static LimitExceededException limitExceeded(String message) {
        return (LimitExceededException) of(LimitExceededException.builder(), "LimitExceededException", message);
    }

    /** A partition of a table with local indexes would exceed 10 GB. */
    public static ItemCollectionSizeLimitExceededException collectionTooLarge() {
        return (ItemCollectionSizeLimitExceededException) of(
                ItemCollectionSizeLimitExceededException.builder(),
                "ItemCollectionSizeLimitExceededException",
                "Collection size exceeded.");
    }

    /** Another transaction is working on the item. */
    public static TransactionConflictException transactionConflict() {
        return (TransactionConflictException) of(
                TransactionConflictException.builder(),
                "TransactionConflictException",
                "Transaction is ongoing for the item");
    }

    // Throughput; the texts are those of the developer guide's "Error handling" and of recorded answers

    /** What is provisioned for a table, or for one of its indexes, is used up. */
    public static ProvisionedThroughputExceededException provisionedThroughputExceeded(
            boolean index, String reason, String resource) {
        return (ProvisionedThroughputExceededException) of(
                ProvisionedThroughputExceededException.builder().throttlingReasons(reason(reason, resource)),
                "ProvisionedThroughputExceededException",
                index
                        ? "The level of configured provisioned throughput for one or more global secondary indexes of the table"
                                + " was exceeded. Consider increasing your provisioning level for the under-provisioned global"
                                + " secondary indexes with the UpdateTable API"
                        : "The level of configured provisioned throughput for the table was exceeded. Consider increasing your"
                                + " provisioning level with the UpdateTable API.");
    }

    /** A table on demand, or one of its indexes, has not grown so far yet. */
    public static ThrottlingException beyondOnDemand(boolean index, String reason, String resource) {
        return throttling(
                reason,
                resource,
                index
                        ? "Throughput exceeds the current capacity for one or more global secondary indexes. DynamoDB is"
                                + " automatically scaling your index so please try again shortly."
                        : "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling"
                                + " your table or index so please try again shortly. If exceptions persist, check if you have a"
                                + " hot key: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
                                + "bp-partition-key-design.html");
    }

    /** The client's own limit for a table on demand is reached. */
    public static ThrottlingException beyondOnDemandMaximum(String reason, String resource) {
        return throttling(
                reason, resource, "Throughput exceeds the maximum OnDemandThroughput configured on table or index");
    }

    /** What the account may have for one table on demand, or one index, is reached. */
    public static RequestLimitExceededException beyondAccountLimit(String reason, String resource) {
        return (RequestLimitExceededException) of(
                RequestLimitExceededException.builder().throttlingReasons(reason(reason, resource)),
                "RequestLimitExceeded",
                "Throughput exceeds the current throughput limit for your account. To request a limit increase, contact"
                        + " AWS Support at https://aws.amazon.com/support.");
    }

    private static ThrottlingException throttling(String reason, String resource, String message) {
        return (ThrottlingException) of(
                ThrottlingException.builder().throttlingReasons(reason(reason, resource)),
                "ThrottlingException",
                message);
    }

    private static ThrottlingReason reason(String reason, String resource) {
        return ThrottlingReason.builder().reason(reason).resource(resource).build();
    }

    /** A transaction with the same client token is running. */
    public static TransactionInProgressException transactionInProgress() {
        return (TransactionInProgressException) of(
                TransactionInProgressException.builder(),
                "TransactionInProgressException",
                "The transaction with the given request token is already in progress.");
    }

    /** Two parts of a transaction are about the same item. */
    public static DynamoDbException severalOperationsOnOneItem() {
        return validation("Transaction request cannot include multiple operations on one item");
    }

    /** A transaction did not happen; {@code reasons} has one entry for each action, in order. */
    public static TransactionCanceledException transactionCanceled(List<CancellationReason> reasons) {
        StringBuilder codes = new StringBuilder();
        for (CancellationReason reason : reasons) {
            codes.append(codes.isEmpty() ? "" : ", ").append(reason.code());
        }
        return (TransactionCanceledException) of(
                TransactionCanceledException.builder().cancellationReasons(reasons),
                "TransactionCanceledException",
                "Transaction cancelled, please refer cancellation reasons for specific reasons [" + codes + "]");
    }

    /** A client token was used before with other parameters. */
    public static IdempotentParameterMismatchException idempotentParameterMismatch() {
        return (IdempotentParameterMismatchException) of(
                IdempotentParameterMismatchException.builder(),
                "IdempotentParameterMismatchException",
                "This request was already used with other parameters. Please try again with a new client token.");
    }

    /** Completes an error that is made elsewhere: of status 400, without a stack trace. */
    public static DynamoDbException of(DynamoDbException.Builder builder, String code, String message) {
        builder.awsErrorDetails(AwsErrorDetails.builder()
                .serviceName("DynamoDB")
                .errorCode(code)
                .errorMessage(message)
                .build());
        return (DynamoDbException) builder.message(message)
                .statusCode(400)
                .writableStackTrace(false)
                .build();
    }
}
