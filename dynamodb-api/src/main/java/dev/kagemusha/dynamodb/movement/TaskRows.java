package dev.kagemusha.dynamodb.movement;

import dev.kagemusha.auth.Caller;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.ItemCodec;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.Images;
import dev.kagemusha.dynamodb.table.Section.Fields;
import dev.kagemusha.rows.Bytes;
import dev.kagemusha.rows.Text;
import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.ValueCodec;
import software.amazon.awssdk.core.SdkBytes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables of the store that have exports and imports. Their numbers are frozen. */
final class TaskRows {
    /** table name, export id → export */
    static final Table<Name, Task> EXPORTS = new Table<>(142, "dynamodb.exports", new NameKey(), new TaskCodec());

    /** import id → import */
    static final Table<String, Task> IMPORTS = new Table<>(143, "dynamodb.imports", new Text(), new TaskCodec());

    /** copy id, place of the item → images as {@code ItemChange} writes them, behind the number of the last change */
    static final Table<byte[], byte[]> CHANGES = new Table<>(144, "dynamodb.export-changes", new Bytes(), new Bytes());

    private TaskRows() {}

    record Name(String table, String id) {}

    static byte[] key(Name name) {
        return new KeyWriter().text(name.table()).tail(name.id()).toBytes();
    }

    /** What the keys of a table's exports begin with. */
    static byte[] ofTable(String table) {
        return new KeyWriter().text(table).toBytes();
    }

    private static final class NameKey implements KeyCodec<Name> {
        @Override
        public void write(Name key, KeyWriter out) {
            out.text(key.table()).tail(key.id());
        }

        @Override
        public Name read(KeyReader in) {
            return new Name(in.text(), in.tailText());
        }
    }

    /** As items, which name their members. */
    private static final class TaskCodec implements ValueCodec<Task> {
        @Override
        public byte[] encode(Task task) {
            Map<String, Value> out = new LinkedHashMap<>();
            out.put("id", new Value.S(task.id()));
            out.put("description", bytes(task.description()));
            out.put("caller", new Value.M(caller(task.caller())));
            out.put("region", new Value.S(task.region()));
            out.put("from", number(task.from()));
            out.put("to", number(task.to()));
            out.put("table", bytes(Images.encode(task.table())));
            List<Value> files = new ArrayList<>();
            for (Task.DataFile file : task.files()) {
                files.add(new Value.M(Map.of(
                        "key", new Value.S(file.key()),
                        "items", number(file.items()),
                        "md5", new Value.S(file.md5()),
                        "etag", new Value.S(file.etag()))));
            }
            out.put("files", new Value.L(files));
            return ItemCodec.encode(Item.of(out));
        }

        private static Value number(long value) {
            return new Value.N(Long.toString(value));
        }

        private static Value bytes(byte[] value) {
            return new Value.B(SdkBytes.fromByteArray(value));
        }

        private static byte[] bytes(Fields in, String name) {
            if (in.members().get(name) instanceof Value.B value) {
                return value.bytes().asByteArray();
            }
            throw new IllegalStateException("a stored task without " + name);
        }

        @Override
        public Task decode(byte[] stored) {
            Fields in = new Fields(ItemCodec.decode(stored).attributes());
            List<Task.DataFile> files = new ArrayList<>();
            if (in.members().get("files") instanceof Value.L list) {
                for (Value value : list.values()) {
                    Fields file = new Fields(((Value.M) value).entries());
                    files.add(new Task.DataFile(
                            file.text("key"), file.number("items"), file.text("md5"), file.text("etag")));
                }
            }
            return new Task(
                    in.text("id"),
                    bytes(in, "description"),
                    caller(in),
                    in.text("region"),
                    in.number("from"),
                    in.number("to"),
                    Images.decode(bytes(in, "table")),
                    List.copyOf(files));
        }

        private static Map<String, Value> caller(Caller caller) {
            Map<String, Value> out = new LinkedHashMap<>();
            switch (caller) {
                case Caller.Root root -> put(out, "root", root.account());
                case Caller.User user -> put(out, "user", user.account(), user.path(), user.name(), user.userId());
                case Caller.RoleSession role ->
                    put(
                            out,
                            "role",
                            role.account(),
                            role.roleArn(),
                            role.roleName(),
                            role.sessionName(),
                            role.userId());
                case Caller.Federated federated -> put(out, "federated", federated.account(), federated.name());
                case Caller.ServicePrincipal service ->
                    put(
                            out,
                            "service",
                            service.account(),
                            service.name(),
                            service.sourceArn() == null ? "" : service.sourceArn());
                case Caller.Anonymous ignored -> put(out, "anonymous");
            }
            return out;
        }

        private static void put(Map<String, Value> out, String kind, String... fields) {
            out.put("kind", new Value.S(kind));
            for (int i = 0; i < fields.length; i++) {
                out.put("f" + i, new Value.S(fields[i]));
            }
        }

        private static Caller caller(Fields task) {
            if (!(task.members().get("caller") instanceof Value.M map)) {
                throw new IllegalStateException("a stored task of nobody");
            }
            Fields in = new Fields(map.entries());
            return switch (in.text("kind")) {
                case "root" -> new Caller.Root(in.text("f0"));
                case "user" -> new Caller.User(in.text("f0"), in.text("f1"), in.text("f2"), in.text("f3"));
                case "role" ->
                    new Caller.RoleSession(in.text("f0"), in.text("f1"), in.text("f2"), in.text("f3"), in.text("f4"));
                case "federated" -> new Caller.Federated(in.text("f0"), in.text("f1"));
                case "service" ->
                    new Caller.ServicePrincipal(
                            in.text("f1"), in.text("f0"), in.text("f2").isEmpty() ? null : in.text("f2"));
                default -> new Caller.Anonymous();
            };
        }
    }
}
