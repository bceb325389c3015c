package dev.kagemusha.dynamodb.movement;

import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.Section;

import java.util.Map;

/**
 * That a table is being imported. A definition has this section until all its items are there.
 *
 * @param id the import's
 */
record ImportSettings(String id) {
    static final Section<ImportSettings> SECTION = new Section<>(
            "import",
            settings -> Map.of("id", new Value.S(settings.id)),
            fields -> new ImportSettings(fields.text("id")));
}
