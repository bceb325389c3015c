package dev.kagemusha.dynamodb.settings;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.service.Call;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/**
 * The table or stream that a {@code ResourceArn} means.
 *
 * @param stream what follows the table's ARN for a stream, such as {@code /stream/2026-01-01T00:00:00.000}; empty for a table
 */
record ResourceRef(String arn, String account, int scope, String table, String stream) {
    private static final int FIELDS = 6;
    private static final int ACCOUNT_DIGITS = 12;

    /**
     * Reads an ARN.
     *
     * @param elsewhere what to say of one in another region or partition
     * @throws DynamoDbException ValidationException if it is none of a table or stream
     */
    static ResourceRef of(Call call, String arn, String elsewhere) {
        if (!arn.startsWith("arn:")) {
            throw DynamoDbErrors.invalidParameter("ARNs must start with 'arn:': " + arn);
        }
        String[] fields = arn.split(":", FIELDS);
        if (fields.length < FIELDS
                || !fields[2].equals("dynamodb")
                || fields[4].length() != ACCOUNT_DIGITS
                || !fields[5].startsWith("table/")
                || fields[5].contains("/backup/")) {
            throw DynamoDbErrors.invalidParameter("Provided Arn is not a DynamoDB resource arn: " + arn);
        }
        String path = fields[5].substring("table/".length());
        int slash = path.indexOf('/');
        String rest = slash < 0 ? "" : path.substring(slash);
        if (!rest.isEmpty() && !rest.startsWith("/stream/")) {
            throw DynamoDbErrors.invalidParameter(
                    "Invalid resource arn provided, only table or stream is accepted. Provided resource arn: " + arn);
        }
        if (!fields[1].equals(call.partition()) || !fields[3].equals(call.region())) {
            throw DynamoDbErrors.validation(elsewhere + arn);
        }
        return new ResourceRef(
                arn, fields[4], call.scope(fields[4], fields[3]), slash < 0 ? path : path.substring(0, slash), rest);
    }
}
