package dev.kagemusha.dynamodb.request;

import dev.kagemusha.dynamodb.expression.ExpressionParser;
import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.ItemStore;
import dev.kagemusha.state.StateStore;

/** What all calls share: one for the service's whole life. */
public record Parts(Catalog catalog, ItemStore items, ExpressionParser parser) {
    private static final int EXPRESSIONS_KEPT = 2_000;

    /** Puts them together. */
    public static Parts over(StateStore store) {
        Catalog catalog = new Catalog(store);
        return new Parts(catalog, new ItemStore(store, catalog), new ExpressionParser(EXPRESSIONS_KEPT));
    }
}
