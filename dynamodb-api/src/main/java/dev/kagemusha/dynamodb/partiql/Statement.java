package dev.kagemusha.dynamodb.partiql;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** A statement of PartiQL, as far as DynamoDB knows them. */
sealed interface Statement {

    /** The table or index it is about. */
    Source source();

    /** What AWS's messages call it. */
    String kind();

    /**
     * {@code table} or {@code table.index}.
     *
     * @param place that of the table's name
     */
    record Source(String table, @Nullable String index, Place place) {}

    /**
     * {@code SELECT columns FROM source WHERE where ORDER BY orderings}.
     *
     * @param columns empty for {@code *}
     */
    record Select(
            List<Node> columns, Source source, @Nullable Node where, List<Ordering> orderings) implements Statement {
        @Override
        public String kind() {
            return "Select";
        }
    }

    /** A term of {@code ORDER BY}. */
    record Ordering(Node key, boolean descending) {}

    /** {@code INSERT INTO source VALUE item}. */
    record Insert(Source source, Node item) implements Statement {
        @Override
        public String kind() {
            return "Insert";
        }
    }

    /** {@code UPDATE source changes WHERE where RETURNING returning}. */
    record Update(
            Source source,
            List<Change> changes,
            @Nullable Node where,
            @Nullable Returned returning) implements Statement {
        @Override
        public String kind() {
            return "Update";
        }
    }

    /** {@code DELETE FROM source WHERE where RETURNING returning}. */
    record Delete(
            Source source, @Nullable Node where, @Nullable Returned returning) implements Statement {
        @Override
        public String kind() {
            return "Delete";
        }
    }

    /** {@code EXISTS(SELECT …)}, a check of a transaction. */
    record Exists(Select select) implements Statement {
        @Override
        public Source source() {
            return select.source();
        }

        @Override
        public String kind() {
            return "Exists";
        }
    }

    /** What an update does to one attribute. */
    sealed interface Change {
        Node target();
    }

    /** {@code SET target = value}. */
    record Set(Node target, Node value) implements Change {}

    /** {@code REMOVE target}. */
    record Remove(Node target) implements Change {}
}
