package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.ItemCodec;
import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.item.KeyShape;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.item.ValueType;
import dev.kagemusha.state.ValueCodec;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Definitions as items: they name their members, so that a later version can add some and still read what an earlier one
 * wrote.
 */
final class TableCodec implements ValueCodec<TableInfo> {
    @Override
    public byte[] encode(TableInfo table) {
        Writer out = new Writer();
        out.number("id", table.id());
        out.text("name", table.name());
        out.text("arn", table.arn());
        out.text("uuid", table.uuid());
        out.number("created", table.createdMillis());
        out.number("version", table.version());
        out.text("status", table.state().status().toString());
        out.number("until", table.state().untilMillis());
        out.keys(table.keys());
        List<Value> attributes = new ArrayList<>();
        for (KeyAttribute attribute : table.attributes()) {
            Writer each = new Writer();
            each.text("name", attribute.name());
            each.text("type", attribute.type().code());
            attributes.add(each.map());
        }
        out.put("attributes", new Value.L(attributes));
        List<Value> indexes = new ArrayList<>();
        for (Index index : table.indexes()) {
            indexes.add(index(index));
        }
        out.put("indexes", new Value.L(indexes));
        out.flag("onDemand", table.onDemand());
        out.optional("onDemandSince", table.onDemandMillis());
        out.throughput(table.throughput());
        out.limit(table.onDemandLimit());
        out.warm(table.warm());
        out.text("class", table.tableClass());
        out.flag("protected", table.deletionProtected());
        Writer tags = new Writer();
        table.tags().forEach(tags::text);
        out.put("tags", tags.map());
        out.put("sections", new Value.M(table.sections().stored()));
        return ItemCodec.encode(Item.of(out.members));
    }

    private static Value index(Index index) {
        Writer out = new Writer();
        out.number("id", index.id());
        out.text("name", index.name());
        out.flag("global", index.global());
        out.text("phase", index.phase().name());
        out.keys(index.keys());
        out.text("projection", index.projectionType());
        List<Value> included = new ArrayList<>();
        for (String name : index.nonKeyAttributes()) {
            included.add(new Value.S(name));
        }
        out.put("included", new Value.L(included));
        out.throughput(index.throughput());
        out.limit(index.onDemandLimit());
        out.warm(index.warm());
        return out.map();
    }

    @Override
    public TableInfo decode(byte[] bytes) {
        Reader in = new Reader(ItemCodec.decode(bytes).attributes());
        List<KeyAttribute> attributes = new ArrayList<>();
        for (Reader each : in.list("attributes")) {
            attributes.add(new KeyAttribute(each.text("name"), ValueType.valueOf(each.text("type"))));
        }
        KeyShape keys = keys(in, attributes);
        List<Index> indexes = new ArrayList<>();
        for (Reader each : in.list("indexes")) {
            indexes.add(Index.of(
                    (int) each.number("id"),
                    each.text("name"),
                    each.flag("global"),
                    Index.Phase.valueOf(each.text("phase")),
                    keys,
                    keys(each, attributes),
                    each.text("projection"),
                    each.texts("included"),
                    each.throughput(),
                    each.limit(),
                    each.warm()));
        }
        Map<String, String> tags = new LinkedHashMap<>();
        if (in.members.get("tags") instanceof Value.M map) {
            map.entries().forEach((name, value) -> tags.put(name, ((Value.S) value).value()));
        }
        return new TableInfo(
                (int) in.number("id"),
                in.text("name"),
                in.text("arn"),
                in.text("uuid"),
                in.number("created"),
                in.number("version"),
                new State(TableStatus.fromValue(in.text("status")), in.number("until")),
                keys,
                List.copyOf(attributes),
                List.copyOf(indexes),
                in.flag("onDemand"),
                in.optionalNumber("onDemandSince"),
                in.throughput(),
                in.limit(),
                in.warm(),
                in.optional("class"),
                in.flag("protected"),
                tags,
                Sections.of(in.members.get("sections") instanceof Value.M sections ? sections.entries() : Map.of()));
    }

    private static KeyShape keys(Reader in, List<KeyAttribute> attributes) {
        return new KeyShape(find(in.texts("hash"), attributes), find(in.texts("range"), attributes));
    }

    private static List<KeyAttribute> find(List<String> names, List<KeyAttribute> attributes) {
        List<KeyAttribute> found = new ArrayList<>(names.size());
        for (String name : names) {
            found.add(find(name, attributes));
        }
        return found;
    }

    private static KeyAttribute find(String name, List<KeyAttribute> attributes) {
        for (KeyAttribute attribute : attributes) {
            if (attribute.name().equals(name)) {
                return attribute;
            }
        }
        throw new IllegalStateException("a key attribute without definition: " + name);
    }

    private static final class Writer {
        private final Map<String, Value> members = new LinkedHashMap<>();

        void put(String name, Value value) {
            members.put(name, value);
        }

        void text(String name, @Nullable String value) {
            if (value != null) {
                members.put(name, new Value.S(value));
            }
        }

        void number(String name, long value) {
            members.put(name, new Value.N(Long.toString(value)));
        }

        void optional(String name, @Nullable Long value) {
            if (value != null) {
                number(name, value);
            }
        }

        void keys(KeyShape keys) {
            names("hash", keys.hashes());
            names("range", keys.ranges());
        }

        private void names(String name, List<KeyAttribute> attributes) {
            List<Value> names = new ArrayList<>();
            for (KeyAttribute attribute : attributes) {
                names.add(new Value.S(attribute.name()));
            }
            members.put(name, new Value.L(names));
        }

        void warm(WarmUnits warm) {
            number("warmReads", warm.readUnits());
            number("warmWrites", warm.writeUnits());
        }

        void flag(String name, boolean value) {
            members.put(name, Value.Bool.of(value));
        }

        void throughput(Throughput throughput) {
            number("reads", throughput.readUnits());
            number("writes", throughput.writeUnits());
            optional("increased", throughput.increasedMillis());
            optional("decreased", throughput.decreasedMillis());
            number("decreases", throughput.decreases());
        }

        void limit(@Nullable OnDemandLimit limit) {
            if (limit != null) {
                number("maxReads", limit.readUnits() == null ? -1 : limit.readUnits());
                number("maxWrites", limit.writeUnits() == null ? -1 : limit.writeUnits());
            }
        }

        Value map() {
            return new Value.M(members);
        }
    }

    private record Reader(Map<String, Value> members) {
        @Nullable
        String optional(String name) {
            return members.get(name) instanceof Value.S text ? text.value() : null;
        }

        String text(String name) {
            String text = optional(name);
            if (text == null) {
                throw new IllegalStateException("a table definition without " + name);
            }
            return text;
        }

        long number(String name) {
            return members.get(name) instanceof Value.N number ? Long.parseLong(number.text()) : 0;
        }

        @Nullable
        Long optionalNumber(String name) {
            return members.get(name) instanceof Value.N number ? Long.valueOf(number.text()) : null;
        }

        WarmUnits warm() {
            return new WarmUnits(number("warmReads"), number("warmWrites"));
        }

        boolean flag(String name) {
            return members.get(name) == Value.Bool.TRUE;
        }

        List<Reader> list(String name) {
            List<Reader> list = new ArrayList<>();
            if (members.get(name) instanceof Value.L values) {
                for (Value value : values.values()) {
                    list.add(new Reader(((Value.M) value).entries()));
                }
            }
            return list;
        }

        List<String> texts(String name) {
            List<String> texts = new ArrayList<>();
            if (members.get(name) instanceof Value.L values) {
                for (Value value : values.values()) {
                    texts.add(((Value.S) value).value());
                }
            }
            return List.copyOf(texts);
        }

        Throughput throughput() {
            return new Throughput(
                    number("reads"), number("writes"), optionalNumber("increased"), optionalNumber("decreased"), (int)
                            number("decreases"));
        }

        @Nullable
        OnDemandLimit limit() {
            return members.containsKey("maxReads")
                    ? new OnDemandLimit(bound(number("maxReads")), bound(number("maxWrites")))
                    : null;
        }

        private static @Nullable Long bound(long units) {
            return units < 0 ? null : units;
        }
    }
}
