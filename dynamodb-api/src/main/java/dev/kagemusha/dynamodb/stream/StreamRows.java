package dev.kagemusha.dynamodb.stream;

import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.ItemCodec;
import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.item.ValueType;
import dev.kagemusha.dynamodb.table.Section.Fields;
import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.ValueCodec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The table of the store that has streams. Its number is frozen. */
final class StreamRows {
    /** table name, label → stream */
    static final Table<Name, StreamInfo> STREAMS =
            new Table<>(120, "dynamodb.streams", new NameKey(), new StreamCodec());

    private StreamRows() {}

    record Name(String table, String label) {}

    /** What the keys of a table's streams begin with. */
    static byte[] ofTable(String table) {
        return new KeyWriter().text(table).toBytes();
    }

    static byte[] key(Name name) {
        return new KeyWriter().text(name.table()).tail(name.label()).toBytes();
    }

    private static final class NameKey implements KeyCodec<Name> {
        @Override
        public void write(Name key, KeyWriter out) {
            out.text(key.table()).tail(key.label());
        }

        @Override
        public Name read(KeyReader in) {
            return new Name(in.text(), in.tailText());
        }
    }

    /** As items, which name their members. */
    private static final class StreamCodec implements ValueCodec<StreamInfo> {
        @Override
        public byte[] encode(StreamInfo stream) {
            Map<String, Value> out = new LinkedHashMap<>();
            out.put("table", new Value.S(stream.tableName()));
            out.put("label", new Value.S(stream.label()));
            out.put("arn", new Value.S(stream.arn()));
            out.put("log", number(stream.log()));
            out.put("view", new Value.S(stream.viewType()));
            List<Value> keys = new ArrayList<>();
            for (KeyAttribute key : stream.keys()) {
                keys.add(new Value.M(Map.of(
                        "name", new Value.S(key.name()),
                        "type", new Value.S(key.type().code()))));
            }
            out.put("keys", new Value.L(keys));
            out.put("endMillis", number(stream.endMillis()));
            out.put("endNumber", number(stream.endNumber()));
            List<Value> cuts = new ArrayList<>();
            for (StreamInfo.Cut cut : stream.cuts()) {
                cuts.add(new Value.M(Map.of(
                        "millis", number(cut.millis()),
                        "number", number(cut.number()),
                        "shards", number(cut.shards()))));
            }
            out.put("cuts", new Value.L(cuts));
            return ItemCodec.encode(Item.of(out));
        }

        private static Value number(long value) {
            return new Value.N(Long.toString(value));
        }

        @Override
        public StreamInfo decode(byte[] bytes) {
            Fields in = new Fields(ItemCodec.decode(bytes).attributes());
            List<KeyAttribute> keys = new ArrayList<>();
            for (Fields key : list(in, "keys")) {
                keys.add(new KeyAttribute(key.text("name"), ValueType.valueOf(key.text("type"))));
            }
            List<StreamInfo.Cut> cuts = new ArrayList<>();
            for (Fields cut : list(in, "cuts")) {
                cuts.add(new StreamInfo.Cut(cut.number("millis"), cut.number("number"), (int) cut.number("shards")));
            }
            return new StreamInfo(
                    in.text("table"),
                    in.text("label"),
                    in.text("arn"),
                    (int) in.number("log"),
                    in.text("view"),
                    List.copyOf(keys),
                    in.number("endMillis"),
                    in.number("endNumber"),
                    List.copyOf(cuts));
        }

        private static List<Fields> list(Fields in, String name) {
            List<Fields> list = new ArrayList<>();
            if (in.members().get(name) instanceof Value.L values) {
                for (Value value : values.values()) {
                    list.add(new Fields(((Value.M) value).entries()));
                }
            }
            return list;
        }
    }
}
