package dev.kagemusha.dynamodb.request;

import dev.kagemusha.dynamodb.change.Changes;
import dev.kagemusha.dynamodb.expression.ExpressionParser;
import dev.kagemusha.dynamodb.stream.StreamKeeper;
import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.ItemStore;
import dev.kagemusha.service.Environment;

/** What all calls share: one for the service's whole life. */
public record Parts(Catalog catalog, ItemStore items, ExpressionParser parser) {
    private static final int EXPRESSIONS_KEPT = 2_000;

    /** Puts them together, and whatever follows the changes of tables and items. */
    public static Parts over(Environment environment) {
        Catalog catalog = new Catalog(environment.store());
        ItemStore items = new ItemStore(environment.store(), catalog);
        Changes changes = new Changes(environment, catalog);
        catalog.listen(changes);
        catalog.listen(new StreamKeeper(environment));
        items.listen(changes);
        return new Parts(catalog, items, new ExpressionParser(EXPRESSIONS_KEPT));
    }
}
