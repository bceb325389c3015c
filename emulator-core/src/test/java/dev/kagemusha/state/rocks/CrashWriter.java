package dev.kagemusha.state.rocks;

import dev.kagemusha.state.BlobRef;
import dev.kagemusha.state.Blobs;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.time.SystemClock;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;

/**
 * A process made to be killed: it writes numbered transactions for ever and prints each number once it is committed. Every
 * transaction writes its number in two rows; every third one keeps a body as well and drops the body of nine before.
 */
final class CrashWriter {
    static final Scope SCOPE = new Scope("aws", "crash", "000000000000", "us-east-1");
    static final int BODIES_EVERY = 3;
    static final int BODY_LIFE = 9;

    private CrashWriter() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        StateStore store = RocksStateStore.open(StoreOptions.of(Path.of(arguments[0])), new SystemClock());
        int scope = store.scope(SCOPE);
        int number = Integer.parseInt(arguments[1]);
        while (true) {
            write(store, scope, ++number);
            out.println(number);
        }
    }

    static byte[] body(int number) {
        Random random = new Random(number);
        byte[] body = new byte[66_000 + random.nextInt(200_000)];
        random.nextBytes(body);
        return body;
    }

    static String left(int number) {
        return "left/" + number;
    }

    static String right(int number) {
        return "right/" + number;
    }

    static byte[] body(String kind, int number) {
        return (kind + number).getBytes(StandardCharsets.US_ASCII);
    }

    private static void write(StateStore store, int scope, int number) throws IOException {
        Locks locks = Locks.of(Rows.TEXT, scope, left(number));
        if (number % BODIES_EVERY != 0) {
            store.write(locks, tx -> {
                tx.insert(Rows.TEXT, scope, left(number), "x".repeat(number % 2000));
                tx.insert(Rows.TEXT, scope, right(number), "x".repeat(number % 2000));
                return true;
            });
            return;
        }
        try (Blobs.Writer writer = store.blobs().writer()) {
            byte[] body = body(number);
            writer.write(body, 0, body.length);
            BlobRef ref = writer.finish();
            store.write(locks, tx -> {
                tx.insert(Rows.TEXT, scope, left(number), "x".repeat(number % 2000));
                tx.insert(Rows.TEXT, scope, right(number), "x".repeat(number % 2000));
                tx.insert(Rows.BYTES, scope, body("body", number), encode(ref));
                store.blobs().keep(tx, scope, ref);
                byte[] old = tx.get(Rows.BYTES, scope, body("body", number - BODY_LIFE));
                if (old != null) {
                    store.blobs().drop(tx, scope, decode(old));
                    tx.delete(Rows.BYTES, scope, body("body", number - BODY_LIFE));
                }
                return true;
            });
        }
    }

    static byte[] encode(BlobRef ref) {
        return new KeyWriter().u64(ref.id()).u64(ref.length()).tail(ref.bytes()).toBytes();
    }

    static BlobRef decode(byte[] bytes) {
        KeyReader in = new KeyReader(bytes);
        return new BlobRef(in.u64(), in.u64(), in.tail());
    }
}
