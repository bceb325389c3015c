package dev.kagemusha.dynamodb.stream;

import dev.kagemusha.service.Call;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/**
 * The stream that an ARN means: {@code arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/stream/LABEL}.
 *
 * @param scope DynamoDB's, not that of DynamoDB Streams, which keeps nothing
 */
record StreamRef(String arn, int scope, StreamRows.Name name) {
    private static final int FIELDS = 6;
    private static final String TABLE = "table/";
    private static final String STREAM = "/stream/";

    /**
     * Reads an ARN.
     *
     * @throws DynamoDbException ValidationException for what is none of a stream in this region
     */
    static StreamRef of(Call call, StateStore store, String arn) {
        String[] fields = arn.split(":", FIELDS);
        if (fields.length < FIELDS
                || !fields[0].equals("arn")
                || !fields[1].equals(call.partition())
                || !fields[2].equals("dynamodb")
                || !fields[3].equals(call.region())
                || !isAccount(fields[4])) {
            throw StreamErrors.invalidStreamArn();
        }
        String resource = fields[5];
        int stream = resource.indexOf(STREAM);
        if (!resource.startsWith(TABLE) || stream <= TABLE.length() || stream + STREAM.length() == resource.length()) {
            throw StreamErrors.invalidStreamArn();
        }
        return new StreamRef(
                arn,
                store.scope(new Scope(call.partition(), "dynamodb", fields[4], call.region())),
                new StreamRows.Name(
                        resource.substring(TABLE.length(), stream), resource.substring(stream + STREAM.length())));
    }

    /** Whatever else stands there owns nothing, and would make a scope of its own in the store. */
    private static boolean isAccount(String text) {
        boolean digits = text.length() == 12;
        for (int i = 0; digits && i < 12; i++) {
            digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return digits;
    }
}
