package dev.kagemusha.state.rocks;

import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.ValueCodec;

/** The store's own tables, numbers 1 to 9. Those of scope 0 outlive every reset. */
final class CoreTables {
    static final int OWN = 0;

    /** Scope 0: partition, service, account, region → the scope's id. */
    static final Table<Scope, Long> SCOPES = new Table<>(1, "core.scopes", new ScopeKey(), new EightBytes());

    /** Scope 0: name → the next free number. */
    static final Table<String, Long> COUNTERS = new Table<>(2, "core.counters", new NameKey(), new EightBytes());

    /** A scope: blob → how many rows of the scope refer to it. Scope 0: how many rows in all. */
    static final Table<Long, Long> BLOBS = new Table<>(3, "core.blobs", new NumberKey(), new EightBytes());

    /** Scope 0: blob → 1. Its file is there, or about to be, and no row refers to it. */
    static final Table<Long, Long> BLOB_INTENTS = new Table<>(4, "core.blobIntents", new NumberKey(), new EightBytes());

    /** Scope 0: name → bytes sealed under the root key, by which another key is told. */
    static final Table<String, byte[]> SEALS = new Table<>(5, "core.seals", new NameKey(), ValueCodec.bytes());

    private CoreTables() {}

    private static final class ScopeKey implements KeyCodec<Scope> {
        @Override
        public void write(Scope key, KeyWriter out) {
            out.text(key.partition()).text(key.service()).text(key.account()).text(key.region());
        }

        @Override
        public Scope read(KeyReader in) {
            return new Scope(in.text(), in.text(), in.text(), in.text());
        }
    }

    private static final class NameKey implements KeyCodec<String> {
        @Override
        public void write(String key, KeyWriter out) {
            out.tail(key);
        }

        @Override
        public String read(KeyReader in) {
            return in.tailText();
        }
    }

    /** A blob's number. */
    static final class NumberKey implements KeyCodec<Long> {
        @Override
        public void write(Long key, KeyWriter out) {
            out.u64(key);
        }

        @Override
        public Long read(KeyReader in) {
            return in.u64();
        }
    }

    /** Eight bytes. */
    static final class EightBytes implements ValueCodec<Long> {
        @Override
        public byte[] encode(Long value) {
            return new KeyWriter().u64(value).toBytes();
        }

        @Override
        public Long decode(byte[] bytes) {
            return new KeyReader(bytes).u64();
        }
    }
}
