package dev.kagemusha.dynamodb.autoscaling;

import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.TableInfo;
import org.jspecify.annotations.Nullable;

/** What tables have consumed. */
@FunctionalInterface
public interface Consumption {
    /**
     * Units consumed of a table without its global indexes, or of one of them, since counting began in this process; only differences
     * mean anything.
     *
     * @param index a global index, or null for the table
     */
    double total(int scope, TableInfo table, @Nullable Index index, boolean writes);
}
