package dev.kagemusha.dynamodb.transaction;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.capacity.Meter;
import dev.kagemusha.dynamodb.capacity.Usage;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.request.Parts;
import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.dynamodb.table.Decision;
import dev.kagemusha.dynamodb.table.Found;
import dev.kagemusha.dynamodb.table.Keys;
import dev.kagemusha.dynamodb.table.Read;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.Transacted;
import dev.kagemusha.dynamodb.table.Write;
import dev.kagemusha.dynamodb.table.Written;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Environment;
import dev.kagemusha.state.Locks;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.IdempotentParameterMismatchException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Carries transactions out, one for the whole service.
 *
 * <p>The order of refusals is AWS's: a table that is not there and an empty key value refuse the whole request; then the first
 * part that does not fit its table cancels it, alone; then come two parts about one item; and only then do all parts look
 * at their items, and each of them has a say.
 */
public final class Transactor {
    private final Parts parts;
    private final Tokens tokens;

    /** Over the tables and items of these parts. */
    public Transactor(Parts parts, Environment environment) {
        this.parts = parts;
        this.tokens = new Tokens(environment);
    }

    /**
     * What a transaction of writes did.
     *
     * @param written in the order of its parts; empty for a transaction that had happened before
     * @param tables of its parts; empty for a transaction that had happened before
     * @param usages for each table; what a repeated transaction reads instead of writing
     */
    public record Wrote(List<Written> written, List<TableInfo> tables, List<Usage> usages) {}

    /**
     * What a transaction of reads found.
     *
     * @param found in the order of its lookups
     * @param usages for each table
     */
    public record Saw(List<Found> found, List<Usage> usages) {}

    /**
     * Writes and checks, all or nothing.
     *
     * @param call whose account and region keep its tokens
     * @throws TransactionCanceledException with a reason for each part
     * @throws ResourceNotFoundException if there is no such table
     * @throws TransactionInProgressException if one with this token is running
     * @throws IdempotentParameterMismatchException if another one with this token has happened
     */
    public Wrote write(Call call, List<Part> wanted, @Nullable Token token) {
        if (token == null) {
            return parts.catalog().onAll(() -> happen(call, wanted, null));
        }
        try (Tokens.Use use = tokens.use(call.scope(), token)) {
            return use.spent() ? repeated(wanted) : parts.catalog().onAll(() -> happen(call, wanted, use));
        }
    }

    private Wrote happen(Call call, List<Part> wanted, Tokens.@Nullable Use use) {
        Map<TableRef, Usage> usages = new LinkedHashMap<>();
        List<TableInfo> tables = new ArrayList<>(wanted.size());
        for (Part part : wanted) {
            tables.add(table(part.ref()));
            usages.computeIfAbsent(part.ref(), ref -> Usage.ofTransactionWrite(ref.text()));
        }
        for (int i = 0; i < wanted.size(); i++) {
            wanted.get(i).change().checkFilled(tables.get(i));
        }
        List<Write> writes = new ArrayList<>(wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            writes.add(bind(wanted, i, tables.get(i), usages));
        }
        Set<Target> targets = new HashSet<>();
        for (Write write : writes) {
            distinct(targets, write.table(), write.key());
        }
        Transacted<Written> transacted = parts.items().transact(writes, use == null ? Locks.NONE : use.locks(), tx -> {
            if (use != null) {
                use.remember(tx);
            }
        });
        return new Wrote(done(call, transacted), tables, List.copyOf(usages.values()));
    }

    private static Write bind(List<Part> wanted, int i, TableInfo table, Map<TableRef, Usage> usages) {
        Part part = wanted.get(i);
        Function<Found, Decision> decide = fit(wanted, i, table);
        Usage usage = usages.get(part.ref());
        if (usage == null) {
            throw new IllegalStateException(part.ref().name());
        }
        return new Write(part.ref().scope(), table, part.change().item(), decide, usage);
    }

    private static Function<Found, Decision> fit(List<Part> wanted, int i, TableInfo table) {
        try {
            return wanted.get(i).change().on(table);
        } catch (DynamoDbException unfit) {
            throw Reasons.cancelled(i, unfit, wanted.size());
        }
    }

    /** A repeated transaction only reads. */
    private Wrote repeated(List<Part> wanted) {
        List<Usage> usages = parts.catalog().onAll(() -> {
            Map<TableRef, Usage> reads = new LinkedHashMap<>();
            for (Part part : wanted) {
                Usage usage = reads.computeIfAbsent(part.ref(), ref -> Usage.ofTransactionRead(ref.text()));
                Found ignored = parts.items()
                        .get(
                                part.ref().scope(),
                                table(part.ref()),
                                part.change().item(),
                                new Meter(usage, true));
            }
            return List.copyOf(reads.values());
        });
        return new Wrote(List.of(), List.of(), usages);
    }

    /**
     * Reads, all at one moment.
     *
     * @throws TransactionCanceledException with a reason for each lookup
     * @throws ResourceNotFoundException if there is no such table
     */
    public Saw read(Call call, List<Lookup> wanted) {
        return parts.catalog().onAll(() -> {
            Map<TableRef, Usage> usages = new LinkedHashMap<>();
            List<TableInfo> tables = new ArrayList<>(wanted.size());
            for (Lookup lookup : wanted) {
                tables.add(table(lookup.ref()));
            }
            List<Read> reads = new ArrayList<>(wanted.size());
            for (int i = 0; i < wanted.size(); i++) {
                Lookup lookup = wanted.get(i);
                try {
                    Keys.checkKey(tables.get(i), lookup.key());
                    if (lookup.projection() != null) {
                        Keys.checkScalars(tables.get(i), lookup.projection().nestedAttributes());
                    }
                } catch (DynamoDbException unfit) {
                    throw Reasons.cancelled(i, unfit, wanted.size());
                }
                Usage usage = usages.computeIfAbsent(lookup.ref(), ref -> Usage.ofTransactionRead(ref.text()));
                reads.add(new Read(lookup.ref().scope(), tables.get(i), lookup.key(), new Meter(usage, true)));
            }
            Set<Target> targets = new HashSet<>();
            for (Read read : reads) {
                distinct(targets, read.table(), read.key());
            }
            List<Found> found = done(call, parts.items().readTogether(reads));
            return new Saw(found, List.copyOf(usages.values()));
        });
    }

    private TableInfo table(TableRef ref) {
        return parts.catalog().require(ref.scope(), ref.name());
    }

    private record Target(String table, Item key) {}

    private static void distinct(Set<Target> targets, TableInfo table, Item item) {
        if (!targets.add(new Target(table.arn(), item.only(table.keys().names())))) {
            throw DynamoDbErrors.severalOperationsOnOneItem();
        }
    }

    private static <T> List<T> done(Call call, Transacted<T> transacted) {
        return switch (transacted) {
            case Transacted.Done<T> done -> done.parts();
            case Transacted.Cancelled<T> cancelled -> {
                List<String> throttled = Reasons.throttled(cancelled.reasons());
                if (!throttled.isEmpty()) {
                    call.note("throttled", throttled);
                }
                throw Reasons.cancelled(cancelled.reasons());
            }
        };
    }
}
