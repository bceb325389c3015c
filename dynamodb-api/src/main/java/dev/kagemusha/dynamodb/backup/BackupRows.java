package dev.kagemusha.dynamodb.backup;

import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.ItemCodec;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.Images;
import dev.kagemusha.dynamodb.table.Section.Fields;
import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.ValueCodec;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.BackupStatus;
import software.amazon.awssdk.services.dynamodb.model.BackupType;

import java.util.LinkedHashMap;
import java.util.Map;

/** The table of the store that has backups. Its number is frozen. */
final class BackupRows {
    /** table name, backup id → backup */
    static final Table<Name, Backup> BACKUPS = new Table<>(140, "dynamodb.backups", new NameKey(), new BackupCodec());

    private BackupRows() {}

    record Name(String table, String id) {
        static Name of(Backup backup) {
            return new Name(backup.table(), backup.id());
        }
    }

    static byte[] key(Name name) {
        return new KeyWriter().text(name.table()).tail(name.id()).toBytes();
    }

    /** What the keys of a table's backups begin with. */
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
    private static final class BackupCodec implements ValueCodec<Backup> {
        @Override
        public byte[] encode(Backup backup) {
            Map<String, Value> out = new LinkedHashMap<>();
            out.put("id", new Value.S(backup.id()));
            out.put("name", new Value.S(backup.name()));
            out.put("type", new Value.S(backup.type().toString()));
            out.put("status", new Value.S(backup.status().toString()));
            out.put("image", number(backup.image()));
            out.put("number", number(backup.number()));
            out.put("created", number(backup.createdMillis()));
            if (backup.expiresMillis() != null) {
                out.put("expires", number(backup.expiresMillis()));
            }
            out.put("items", number(backup.items()));
            out.put("bytes", number(backup.bytes()));
            out.put("restores", number(backup.restores()));
            out.put("table", new Value.B(SdkBytes.fromByteArray(Images.encode(backup.definition()))));
            return ItemCodec.encode(Item.of(out));
        }

        private static Value number(long value) {
            return new Value.N(Long.toString(value));
        }

        @Override
        public Backup decode(byte[] bytes) {
            Fields in = new Fields(ItemCodec.decode(bytes).attributes());
            if (!(in.members().get("table") instanceof Value.B definition)) {
                throw new IllegalStateException("a backup without its table's definition");
            }
            return new Backup(
                    in.text("id"),
                    in.text("name"),
                    BackupType.fromValue(in.text("type")),
                    BackupStatus.fromValue(in.text("status")),
                    (int) in.number("image"),
                    in.number("number"),
                    in.number("created"),
                    in.optionalNumber("expires"),
                    in.number("items"),
                    in.number("bytes"),
                    (int) in.number("restores"),
                    Images.decode(definition.bytes().asByteArray()));
        }
    }
}
