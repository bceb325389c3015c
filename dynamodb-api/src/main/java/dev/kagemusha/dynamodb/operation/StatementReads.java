package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.capacity.Meter;
import dev.kagemusha.dynamodb.capacity.Usage;
import dev.kagemusha.dynamodb.expression.Condition;
import dev.kagemusha.dynamodb.item.AttributeValues;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.partiql.PageTokens;
import dev.kagemusha.dynamodb.partiql.SelectCommand;
import dev.kagemusha.dynamodb.request.Parts;
import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.dynamodb.table.Found;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.Page;
import dev.kagemusha.dynamodb.table.Reach;
import dev.kagemusha.dynamodb.table.Selection;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.service.Call;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Answers {@code SELECT}s: one read after another until a page is full. A page of several reads is as large as one of a
 * single read.
 */
final class StatementReads {
    private static final int PAGE_BYTES = 1024 * 1024;

    private final Parts parts;
    private final PageTokens tokens;
    private final Call call;

    StatementReads(Parts parts, PageTokens tokens, Call call) {
        this.parts = parts;
        this.tokens = tokens;
        this.call = call;
    }

    /**
     * A {@code SELECT} with what the request says beside it.
     *
     * @param text the statement, which a token is bound to, as it is to the parameters
     */
    record Request(
            SelectCommand command,
            TableRef ref,
            String text,
            List<Value> parameters,
            boolean consistent,
            @Nullable Integer limit,
            @Nullable String token) {}

    /**
     * A page.
     *
     * @param token for going on, or null at the end
     * @param last the key of the item last looked at, if the page ends behind it
     */
    record Answer(
            List<Item> items,
            @Nullable String token,
            @Nullable Map<String, AttributeValue> last,
            Usage usage) {}

    Answer read(Request request) {
        TableRef ref = request.ref();
        return parts.catalog().on(ref.scope(), ref.name(), table -> {
            Index index = index(table, request.command().index(), request.consistent());
            SelectCommand.Plan plan = request.command().plan(table, index);
            parts.unlock(call, ref.scope(), table);
            PageTokens.Binding binding = new PageTokens.Binding(
                    ref.scope(),
                    index == null ? table.uuid() : table.uuid() + "/" + index.id(),
                    request.text(),
                    request.parameters());
            PageTokens.Position start = request.token() == null
                    ? PageTokens.Position.FIRST
                    : tokens.read(request.token(), binding, call.clock().millis());
            Answer answer = new Reading(request, table, index, plan).page(start, binding);
            answer.usage().returned(answer.items().size());
            return answer;
        });
    }

    /** Answers a {@code SELECT} of a batch, which must name its item and nothing else. */
    Answer readOne(Request request) {
        TableRef ref = request.ref();
        return parts.catalog().on(ref.scope(), ref.name(), table -> {
            Index index = index(table, request.command().index(), false);
            if (index != null || request.command().keyAlone(table) == null) {
                throw DynamoDbErrors.validation(
                        "Select statements within BatchExecuteStatement must specify the primary"
                                + " key in the where clause.");
            }
            SelectCommand.Plan plan = request.command().plan(table, null);
            parts.unlock(call, ref.scope(), table);
            PageTokens.Binding binding =
                    new PageTokens.Binding(ref.scope(), table.uuid(), request.text(), request.parameters());
            return new Reading(request, table, null, plan).page(PageTokens.Position.FIRST, binding);
        });
    }

    private static @Nullable Index index(TableInfo table, @Nullable String name, boolean consistent) {
        if (name == null) {
            return null;
        }
        Index index = table.index(name);
        if (index == null || index.phase() == Index.Phase.DELETING) {
            throw DynamoDbErrors.validation("The table does not have the specified index");
        }
        if (index.keys().isComposite()) {
            throw DynamoDbErrors.validation("PartiQL statements cannot be executed on tables with multi-attribute HASH"
                    + " keys or multi-attribute RANGE keys.");
        }
        if (!index.phase().isReadable()) {
            // The words that Query has for it; that statements get them too is inferred.
            throw DynamoDbErrors.validation("Cannot read from backfilling global secondary index: " + name);
        }
        if (index.global() && consistent) {
            throw DynamoDbErrors.validation("Strongly consistent read is not supported on Global Secondary Indexes");
        }
        return index;
    }

    /** The reading of one page. */
    private final class Reading {
        private final Request request;
        private final TableInfo table;
        private final @Nullable Index index;
        private final SelectCommand.Plan plan;
        private final Usage usage;
        private final Meter meter;
        private final List<Item> items = new ArrayList<>();
        private int left;
        private long bytes;

        Reading(Request request, TableInfo table, @Nullable Index index, SelectCommand.Plan plan) {
            this.request = request;
            this.table = table;
            this.index = index;
            this.plan = plan;
            this.usage = new Usage(request.ref().text());
            this.meter = new Meter(usage, request.consistent());
            this.left = request.limit() == null ? Integer.MAX_VALUE : request.limit();
        }

        Answer page(PageTokens.Position start, PageTokens.Binding binding) {
            Item behind = start.start();
            for (int at = start.read(); at < plan.reads().size(); at++) {
                SelectCommand.Read read = plan.reads().get(at);
                if (behind == null && (left <= 0 || bytes >= PAGE_BYTES)) {
                    return answer(new PageTokens.Position(at, null), null, binding);
                }
                Item last = read.key() != null ? get(read, read.key()) : range(read, behind);
                if (last != null) {
                    Map<String, AttributeValue> key = StartKey.after(table, index, last);
                    return answer(new PageTokens.Position(at, AttributeValues.toItem(key)), key, binding);
                }
                behind = null;
            }
            return answer(null, null, binding);
        }

        private Answer answer(
                PageTokens.@Nullable Position next,
                @Nullable Map<String, AttributeValue> last,
                PageTokens.Binding binding) {
            call.note("consumedCapacity", usage);
            String token = next == null
                    ? null
                    : tokens.write(next, binding, call.clock().millis());
            return new Answer(items, token, last, usage);
        }

        /** Reads one item; there is nothing behind it. */
        private @Nullable Item get(SelectCommand.Read read, Item key) {
            Found found = parts.items().get(request.ref().scope(), table, key, meter);
            Item item = found.item();
            if (item != null) {
                left--;
                bytes += found.size();
                if (read.filter() == null || read.filter().matches(item)) {
                    items.add(request.command().columns(item));
                }
            }
            return null;
        }

        /** Reads items until the page is full, and answers the last one then. */
        private @Nullable Item range(SelectCommand.Read read, @Nullable Item behind) {
            Reach reach = read.range() == null
                    ? Reach.scan(
                            table,
                            index,
                            0,
                            1,
                            parts.catalog().bytes(request.ref().scope(), table, index))
                    : Reach.query(table, index, read.range(), plan.backwards());
            Page page = parts.items()
                    .page(request.ref().scope(), behind == null ? reach : reach.after(behind), selection(read), meter);
            left -= page.scanned();
            bytes += page.totalBytes();
            items.addAll(page.items());
            return page.last();
        }

        /** Filters see what the index holds of an item, also where the rest of it is fetched. */
        private Selection selection(SelectCommand.Read read) {
            Condition filter = read.filter();
            Index entries = plan.fetches() ? index : null;
            return new Selection(
                    left,
                    filter == null ? null : item -> filter.matches(entries == null ? item : entries.entry(item)),
                    request.command()::columns,
                    false,
                    plan.fetches());
        }
    }
}
