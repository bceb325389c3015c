package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.item.KeyShape;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * A table's definition. Immutable; whoever holds one holds the definition as it was read, and asks {@link Catalog#current}
 * under the table's lock whether it still is.
 *
 * @param id internal: a table created again under the same name has another
 * @param uuid the {@code TableId} that clients see
 * @param createdMillis of the emulated clock
 * @param version grows with each change
 * @param indexes those in use and those on their way in or out
 * @param onDemand whether the billing mode is {@code PAY_PER_REQUEST}
 * @param onDemandMillis when it was last made so, or null if it never was
 * @param warm what the table is ready for at once
 * @param tableClass {@code STANDARD}, {@code STANDARD_INFREQUENT_ACCESS}, or null if the client named none
 * @param sections what other topics keep here
 */
public record TableInfo(
        int id,
        String name,
        String arn,
        String uuid,
        long createdMillis,
        long version,
        State state,
        KeyShape keys,
        List<KeyAttribute> attributes,
        List<Index> indexes,
        boolean onDemand,
        @Nullable Long onDemandMillis,
        Throughput throughput,
        @Nullable OnDemandLimit onDemandLimit,
        WarmUnits warm,
        @Nullable String tableClass,
        boolean deletionProtected,
        Map<String, String> tags,
        Sections sections) {

    /** The index of this name, or null. */
    public @Nullable Index index(String indexName) {
        for (Index index : indexes) {
            if (index.name().equals(indexName)) {
                return index;
            }
        }
        return null;
    }

    /** Whether the table has a local index, and so item collections with a size. */
    public boolean hasLocalIndexes() {
        for (Index index : indexes) {
            if (!index.global()) {
                return true;
            }
        }
        return false;
    }

    /** What this section says, or null if the table has none. */
    public <T> @Nullable T get(Section<T> section) {
        return sections.get(section);
    }

    /** The same with this section, or without it if {@code value} is null. */
    public <T> TableInfo with(Section<T> section, @Nullable T value) {
        return change().sections(sections.with(section, value)).build();
    }

    /** An empty table like this one, without what other topics keep here, tags and protection. */
    public TableInfo as(
            int otherId, String otherArn, String otherUuid, long millis, State in, List<Index> otherIndexes) {
        return new TableInfo(
                otherId,
                name,
                otherArn,
                otherUuid,
                millis,
                1,
                in,
                keys,
                attributes,
                List.copyOf(otherIndexes),
                onDemand,
                onDemandMillis,
                throughput,
                onDemandLimit,
                warm,
                tableClass,
                false,
                Map.of(),
                Sections.NONE);
    }

    /** A change of this definition; everything not set stays. */
    public Change change() {
        return new Change(this);
    }

    /** A definition in the making. */
    public static final class Change {
        private final TableInfo from;
        private long version;
        private State state;
        private List<KeyAttribute> attributes;
        private List<Index> indexes;
        private boolean onDemand;
        private @Nullable Long onDemandMillis;
        private Throughput throughput;
        private @Nullable OnDemandLimit onDemandLimit;
        private WarmUnits warm;
        private @Nullable String tableClass;
        private boolean deletionProtected;
        private Map<String, String> tags;
        private Sections sections;

        private Change(TableInfo from) {
            this.from = from;
            version = from.version;
            state = from.state;
            attributes = from.attributes;
            indexes = from.indexes;
            onDemand = from.onDemand;
            onDemandMillis = from.onDemandMillis;
            throughput = from.throughput;
            onDemandLimit = from.onDemandLimit;
            warm = from.warm;
            tableClass = from.tableClass;
            deletionProtected = from.deletionProtected;
            tags = from.tags;
            sections = from.sections;
        }

        Change version(long to) {
            version = to;
            return this;
        }

        public Change state(State to) {
            state = to;
            return this;
        }

        public Change attributes(List<KeyAttribute> to) {
            attributes = List.copyOf(to);
            return this;
        }

        public Change indexes(List<Index> to) {
            indexes = List.copyOf(to);
            return this;
        }

        /** Bills each request from that time on. */
        public Change onDemand(long sinceMillis) {
            onDemand = true;
            onDemandMillis = sinceMillis;
            throughput = Throughput.ON_DEMAND;
            return this;
        }

        /** Bills what is provisioned. */
        public Change provisioned(Throughput to) {
            onDemand = false;
            throughput = to;
            return this;
        }

        public Change onDemandLimit(@Nullable OnDemandLimit to) {
            onDemandLimit = to;
            return this;
        }

        public Change warm(WarmUnits to) {
            warm = to;
            return this;
        }

        public Change tableClass(String to) {
            tableClass = to;
            return this;
        }

        public Change deletionProtected(boolean to) {
            deletionProtected = to;
            return this;
        }

        public Change tags(Map<String, String> to) {
            tags = to;
            return this;
        }

        Change sections(Sections to) {
            sections = to;
            return this;
        }

        public <T> Change section(Section<T> section, @Nullable T value) {
            sections = sections.with(section, value);
            return this;
        }

        public TableInfo build() {
            return new TableInfo(
                    from.id,
                    from.name,
                    from.arn,
                    from.uuid,
                    from.createdMillis,
                    version,
                    state,
                    from.keys,
                    attributes,
                    indexes,
                    onDemand,
                    onDemandMillis,
                    throughput,
                    onDemandLimit,
                    warm,
                    tableClass,
                    deletionProtected,
                    tags,
                    sections);
        }
    }
}
