package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.dynamodb.partiql.Command;
import dev.kagemusha.dynamodb.partiql.SelectCommand;
import dev.kagemusha.dynamodb.request.Parts;
import dev.kagemusha.dynamodb.request.RequestKeys;
import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Permission;
import org.jspecify.annotations.Nullable;

/**
 * What a statement needs to be allowed, on its table or index. Source: "IAM security policies with PartiQL for DynamoDB" in the
 * developer guide, and "Actions, resources, and condition keys for Amazon DynamoDB" in the service authorization reference.
 */
final class StatementPermission {
    private StatementPermission() {}

    /** @param enclosing the operation that the statement is a part of, where policies can tell */
    static Permission of(Parts parts, Call call, Command command, TableRef ref, @Nullable String enclosing) {
        RequestKeys keys = new RequestKeys(parts, call, ref.text())
                .attributes(command.attributes())
                .stated("EnclosingOperation", enclosing);
        TableInfo table = parts.catalog().find(ref.scope(), ref.name());
        if (table != null) {
            keys.partitions(command.partitions(table));
        }
        if (command instanceof SelectCommand select) {
            keys.stated("Select", select.isStar() ? "ALL_ATTRIBUTES" : "SPECIFIC_ATTRIBUTES");
            if (table != null) {
                keys.stated("FullTableScan", select.isFullScan(table));
            }
        }
        String resource = command.index() == null ? ref.arn() : ref.arn() + "/index/" + command.index();
        return Permission.of(command.action(), resource).with(keys.all());
    }
}
