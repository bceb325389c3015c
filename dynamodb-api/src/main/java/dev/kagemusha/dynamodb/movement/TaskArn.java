package dev.kagemusha.dynamodb.movement;

import dev.kagemusha.service.Call;
import org.jspecify.annotations.Nullable;

/** The ARN of an export or import, taken apart: {@code …:table/name/export/id}. */
record TaskArn(int scope, String table, String id) {
    /** Reads one of the caller's account; null if it cannot be one. */
    static @Nullable TaskArn of(Call call, String arn, String kind) {
        String[] fields = arn.split(":", 6);
        String[] path = fields.length < 6 ? new String[0] : fields[5].split("/", -1);
        return path.length != 4
                        || !fields[2].equals("dynamodb")
                        || !fields[4].equals(call.account())
                        || !path[0].equals("table")
                        || !path[2].equals(kind)
                ? null
                : new TaskArn(call.scope(fields[4], fields[3]), path[1], path[3]);
    }
}
