package dev.kagemusha.dynamodb.request;

import dev.kagemusha.dynamodb.expression.ExpressionParser;
import dev.kagemusha.dynamodb.table.Admission;
import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.IndexWork;
import dev.kagemusha.dynamodb.table.ItemStore;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.TableRemoval;
import dev.kagemusha.dynamodb.throttle.Throttle;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Environment;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.time.Duration;

/**
 * What all calls share: one for the service's whole life.
 *
 * @param tableDelay how long a table stays CREATING, UPDATING or DELETING, of the emulated clock
 */
public record Parts(
        Catalog catalog,
        ItemStore items,
        Admission admission,
        IndexWork indexWork,
        TableRemoval removal,
        ExpressionParser parser,
        Duration tableDelay) {
    private static final int EXPRESSIONS_KEPT = 2_000;

    /**
     * Has the key of a table at hand for the caller, before its items are touched.
     *
     * @throws DynamoDbException if KMS does not unwrap it for the caller
     */
    public void unlock(Call call, int scope, TableInfo table) {
        catalog.keys().unlock(call, scope, table.id());
    }

    /** The same for a table that may not be there. */
    public void unlock(Call call, TableRef ref) {
        TableInfo table = catalog.usable(ref.scope(), ref.name());
        if (table != null) {
            unlock(call, ref.scope(), table);
        }
    }

    /** Puts them together. */
    public static Parts over(Environment environment) {
        Catalog catalog = new Catalog(environment.store(), environment.clock(), environment.errands());
        Admission admission =
                environment.settings().get("dynamodb-throttling", "on").equals("off")
                        ? Admission.UNLIMITED
                        : new Throttle(environment.store(), environment.clock(), catalog, environment.metrics());
        return new Parts(
                catalog,
                new ItemStore(environment.store(), catalog, admission),
                admission,
                new IndexWork(environment.store(), catalog, environment.jobs()),
                new TableRemoval(environment.store(), catalog, environment.jobs()),
                new ExpressionParser(EXPRESSIONS_KEPT),
                Duration.parse(environment.settings().get("dynamodb-table-delay", "PT0S")));
    }
}
