package dev.kagemusha.dynamodb.request;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.service.Call;

/**
 * The table that a request's {@code TableName} means, which may be a name or a table's ARN.
 *
 * @param text as the request wrote it
 * @param arn the table's, whether it exists or not
 */
public record TableRef(String text, int scope, String name, String arn) {
    private static final int MIN_LENGTH = 3;
    private static final int MAX_LENGTH = 255;

    /** Reads a table name or ARN. */
    public static TableRef of(Call call, String text) {
        if (text.startsWith("arn:")) {
            return ofArn(call, text);
        }
        checkName(text);
        return new TableRef(text, call.scope(), text, arn(call, text));
    }

    /** The ARN of a table of the caller's account and region. */
    public static String arn(Call call, String name) {
        return "arn:" + call.partition() + ":dynamodb:" + call.region() + ":" + call.account() + ":table/" + name;
    }

    private static TableRef ofArn(Call call, String arn) {
        String[] fields = arn.split(":", 6);
        if (fields.length < 6
                || !fields[1].equals(call.partition())
                || !fields[2].equals("dynamodb")
                || !isAccount(fields[4])
                || !fields[5].startsWith("table/")) {
            throw DynamoDbErrors.validation("Invalid table ARN");
        }
        if (!fields[3].equals(call.region())) {
            throw DynamoDbErrors.validation("Invalid table ARN: the region of the ARN is not that of the request");
        }
        String name = fields[5].substring("table/".length());
        checkName(name);
        return new TableRef(arn, call.scope(fields[4], fields[3]), name, arn);
    }

    /** Whatever else stands there owns nothing, and would make a scope of its own in the store. */
    private static boolean isAccount(String text) {
        boolean digits = text.length() == 12;
        for (int i = 0; digits && i < 12; i++) {
            digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return digits;
    }

    public static void checkName(String name) {
        if (name.length() < MIN_LENGTH || name.length() > MAX_LENGTH) {
            throw DynamoDbErrors.validation(
                    "TableName must be at least 3 characters long and at most 255 characters long");
        }
        for (int i = 0; i < name.length(); i++) {
            if (!isNamePart(name.charAt(i))) {
                throw DynamoDbErrors.validation("1 validation error detected: Value '" + name
                        + "' at 'tableName' failed to satisfy constraint:"
                        + " Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
            }
        }
    }

    private static boolean isNamePart(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '.'
                || c == '-';
    }
}
