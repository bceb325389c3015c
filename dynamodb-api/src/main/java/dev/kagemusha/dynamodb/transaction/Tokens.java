package dev.kagemusha.dynamodb.transaction;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.service.Environment;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobRun;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.time.EmulatorClock;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The client tokens of transactions that happened, each for ten minutes after it did.
 *
 * <p>A token is a row committed with its transaction. Rows go in the background, those of one minute together; an expired one that
 * is still there counts for nothing.
 */
final class Tokens {
    private static final long VALID_MILLIS = 10 * 60_000;
    private static final long MINUTE = 60_000;
    private static final String EXPIRY = "dynamodb.token-expiry";
    private static final int SLICE = 200;

    private final StateStore store;
    private final Jobs jobs;
    private final EmulatorClock clock;
    private final Set<Name> running = ConcurrentHashMap.newKeySet();

    Tokens(Environment environment) {
        store = environment.store();
        jobs = environment.jobs();
        clock = environment.clock();
        jobs.handle(EXPIRY, this::expire);
    }

    private record Name(int scope, String token) {}

    /** A transaction with a token, from before it looks whether it has happened until it has. */
    final class Use implements AutoCloseable {
        private final Name name;
        private final Token token;
        private final boolean spent;

        private Use(Name name, Token token) {
            this.name = name;
            this.token = token;
            this.spent = happened(name, token);
        }

        /** Whether the transaction has happened already. */
        boolean spent() {
            return spent;
        }

        Locks locks() {
            return Locks.of(TokenRows.TOKENS, name.scope(), name.token());
        }

        /** Remembers the transaction, in its own commit. */
        void remember(Transaction tx) {
            Tokens.this.remember(tx, name, token);
        }

        @Override
        public void close() {
            running.remove(name);
        }
    }

    /** Begins to use a token. */
    Use use(int scope, Token token) {
        Name name = new Name(scope, token.text());
        if (!running.add(name)) {
            throw DynamoDbErrors.transactionInProgress();
        }
        try {
            return new Use(name, token);
        } catch (RuntimeException | Error e) {
            running.remove(name);
            throw e;
        }
    }

    private boolean happened(Name name, Token token) {
        TokenRows.Remembered known = store.read(view -> view.get(TokenRows.TOKENS, name.scope(), name.token()));
        if (known == null || known.expires() <= clock.millis()) {
            return false;
        }
        if (!known.digest().equals(token.digest())) {
            throw DynamoDbErrors.idempotentParameterMismatch();
        }
        return true;
    }

    private void remember(Transaction tx, Name name, Token token) {
        long expires = clock.millis() + VALID_MILLIS;
        long minute = expires / MINUTE + 1;
        tx.upsert(TokenRows.TOKENS, name.scope(), name.token(), new TokenRows.Remembered(expires, token.digest()));
        tx.upsert(TokenRows.EXPIRY, name.scope(), new TokenRows.Expiry(minute, name.token()), true);
        // Several transactions may schedule the same job at the same time; they write the same rows.
        if (jobs.due(tx, EXPIRY, name.scope(), Long.toString(minute)) == null) {
            jobs.schedule(tx, EXPIRY, name.scope(), Long.toString(minute), Instant.ofEpochMilli(minute * MINUTE));
        }
    }

    private void expire(JobRun run) {
        long minute = Long.parseLong(run.key());
        KeyRange range = KeyRange.prefix(new KeyWriter().u64(minute).toBytes());
        List<String> tokens = store.read(view -> {
            List<String> found = new ArrayList<>();
            try (Cursor<TokenRows.Expiry, Boolean> rows = view.range(TokenRows.EXPIRY, run.scope(), range)) {
                while (found.size() < SLICE && rows.next()) {
                    found.add(rows.key().token());
                }
            }
            return found;
        });
        Locks locks = Locks.NONE;
        for (String token : tokens) {
            locks = locks.and(TokenRows.TOKENS, run.scope(), token);
        }
        store.write(locks, tx -> {
            for (String token : tokens) {
                TokenRows.@Nullable Remembered known = tx.get(TokenRows.TOKENS, run.scope(), token);
                // It may have been used again since.
                if (known != null && known.expires() < minute * MINUTE) {
                    tx.delete(TokenRows.TOKENS, run.scope(), token);
                }
                tx.delete(TokenRows.EXPIRY, run.scope(), new TokenRows.Expiry(minute, token));
            }
            if (tokens.size() < SLICE) {
                run.done(tx);
            } else {
                run.again(tx, new byte[0]);
            }
            return true;
        });
    }
}
