package dev.kagemusha.dynamodb.movement;

import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.ItemStore;
import dev.kagemusha.dynamodb.table.State;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Environment;
import dev.kagemusha.state.StateStore;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;

import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * What the chapters of this package share: one for the service's whole life.
 *
 * @param design checks a request for a table as CreateTable does
 */
public record MovementParts(
        StateStore store,
        Catalog catalog,
        ExportWork exports,
        ImportWork imports,
        Function<CreateTableRequest, Design> design) {

    /** A table to create, checked. */
    @FunctionalInterface
    public interface Design {
        TableInfo table(Call call, UUID uuid, IntSupplier ids, State state);
    }

    /** Puts them together. */
    public static MovementParts over(
            Environment environment, Catalog catalog, ItemStore items, Function<CreateTableRequest, Design> design) {
        ImportWork imports = new ImportWork(environment, catalog, items);
        catalog.listen(imports);
        return new MovementParts(environment.store(), catalog, new ExportWork(environment, catalog), imports, design);
    }
}
