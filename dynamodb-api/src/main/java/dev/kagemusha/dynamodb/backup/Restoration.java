package dev.kagemusha.dynamodb.backup;

import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.dynamodb.seal.TableKeys;
import dev.kagemusha.dynamodb.seal.WrappedKey;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.service.Call;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.time.Ids;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

import java.util.UUID;
import java.util.function.Consumer;

/** Creates the tables that are restored; their items come in the background. */
final class Restoration {
    private static final Ids IDS = Ids.secure();

    private final BackupParts parts;
    private final Call call;

    Restoration(BackupParts parts, Call call) {
        this.parts = parts;
        this.call = call;
    }

    /** Checks the name of the table to come. */
    void checkTarget(String name) {
        TableRef.checkName(name);
        TableInfo table = parts.catalog().find(call.scope(), name);
        if (table != null) {
            TableStatus status = table.state().at(call.clock().millis());
            throw switch (status) {
                case CREATING -> BackupErrors.tableInUse(name, "created");
                case DELETING -> BackupErrors.tableInUse(name, "deleted");
                default -> BackupErrors.tableExists(name);
            };
        }
    }

    /**
     * Creates the table that a job fills.
     *
     * @param more locked beside the table
     * @param along is committed with it
     */
    TableInfo create(
            String name, RestoreDesign design, RestoreSettings settings, Locks more, Consumer<Transaction> along) {
        UUID uuid = IDS.uuid();
        TableKeys keys = parts.catalog().keys();
        WrappedKey key = keys.generate(call, TableRef.arn(call, name), design.kmsKey());
        try {
            return parts.catalog()
                    .create(
                            call.scope(),
                            name,
                            ids -> design.table(
                                    name,
                                    TableRef.arn(call, name),
                                    uuid,
                                    call.clock().millis(),
                                    settings,
                                    key,
                                    ids),
                            more,
                            (tx, table) -> {
                                keys.put(tx, call.scope(), table.id(), key);
                                along.accept(tx);
                            });
        } catch (ResourceInUseException exists) {
            throw BackupErrors.tableExists(name);
        }
    }
}
