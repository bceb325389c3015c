package dev.kagemusha.dynamodb.table;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.List;

/**
 * Says whether there is throughput left for what a client's request reads and writes.
 *
 * <p>What a write costs is known when it has been decided, and it is let in or refused before anything of it is done. What a read
 * costs is known only afterwards: it is let in while anything is left, and may leave a debt.
 */
public interface Admission {
    /** Lets everything in. */
    Admission UNLIMITED = new Admission() {
        @Override
        public void read(int scope, TableInfo table, @Nullable Index index, int hash) {}

        @Override
        public void hasRead(int scope, TableInfo table, @Nullable Index index, int hash, double units) {}

        @Override
        public void write(Write write, int hash, double units, List<EntryChange> entries) {}

        @Override
        public void giveBack(Write write, int hash, double units, List<EntryChange> entries) {}
    };

    /**
     * Lets a read in.
     *
     * @param index the global index that is read, or null
     * @param hash of the partition key that the read begins with
     * @throws DynamoDbException if the read is throttled
     */
    void read(int scope, TableInfo table, @Nullable Index index, int hash);

    /** Is told what a read has cost. */
    void hasRead(int scope, TableInfo table, @Nullable Index index, int hash, double units);

    /**
     * Lets a write in, with all that it changes, or nothing.
     *
     * @param hash of the item's partition key
     * @param units of the table, without its indexes
     * @throws DynamoDbException if the write is throttled
     */
    void write(Write write, int hash, double units, List<EntryChange> entries);

    /** Takes back what was let in, because it is not done. */
    void giveBack(Write write, int hash, double units, List<EntryChange> entries);
}
