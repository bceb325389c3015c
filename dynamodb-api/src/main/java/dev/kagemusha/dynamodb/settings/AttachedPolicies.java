package dev.kagemusha.dynamodb.settings;

import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.Section;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.policy.Grammar;
import dev.kagemusha.policy.Policy;
import dev.kagemusha.policy.PolicyParser;
import dev.kagemusha.service.ResourcePolicies;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/**
 * The policies attached to a table and its streams.
 *
 * @param byResource by what follows the table's ARN: nothing for the table, {@code /stream/…} for a stream
 */
public record AttachedPolicies(Map<String, Attached> byResource) {
    /** Where a table's definition has them; absent if there is none. */
    public static final Section<AttachedPolicies> SECTION = new Section<>(
            "policies",
            policies -> {
                Map<String, Value> written = new HashMap<>();
                policies.byResource.forEach((resource, attached) -> written.put(
                        "at" + resource,
                        new Value.M(Map.of(
                                "document", new Value.S(attached.document),
                                "revision", new Value.S(attached.revision)))));
                return written;
            },
            fields -> {
                Map<String, Attached> read = new HashMap<>();
                fields.members().forEach((name, value) -> {
                    Section.Fields each = new Section.Fields(((Value.M) value).entries());
                    read.put(
                            name.substring("at".length()),
                            new Attached(each.text("document"), each.text("revision"), parse(each.text("document"))));
                });
                return new AttachedPolicies(Map.copyOf(read));
            });

    /**
     * One policy.
     *
     * @param revision grows with each change; a time in milliseconds
     */
    public record Attached(String document, String revision, Policy policy) {}

    /** The policy of a document, as tables have it. */
    static Policy parse(String document) {
        return PolicyParser.parse(document, Grammar.RESOURCE);
    }

    /** The policies of tables for the gateway, which also has those of their indexes and items decided by them. */
    public static ResourcePolicies of(Catalog catalog) {
        return (call, permission) -> {
            Named named = Named.in(permission.resource());
            if (named == null) {
                return null;
            }
            boolean own = named.account.equals(call.account()) && named.region.equals(call.region());
            int scope = own ? call.scope() : call.scope(named.account, named.region);
            return policy(catalog.find(scope, named.table), permission.resource());
        };
    }

    /** The policies of streams, for the service that reads them. */
    public static ResourcePolicies of(StateStore store) {
        return (call, permission) -> {
            Named named = Named.in(permission.resource());
            if (named == null) {
                return null;
            }
            int scope = store.scope(new Scope(call.partition(), "dynamodb", named.account, named.region));
            return policy(store.read(view -> Catalog.stored(view, scope, named.table)), permission.resource());
        };
    }

    private static @Nullable Policy policy(@Nullable TableInfo table, String resource) {
        AttachedPolicies policies = table == null ? null : table.get(SECTION);
        if (table == null || policies == null) {
            return null;
        }
        String rest = resource.substring(Math.min(resource.length(), table.arn().length()));
        Attached attached = policies.byResource.get(rest.startsWith("/stream/") ? rest : "");
        return attached == null ? null : attached.policy;
    }

    /** The table that an ARN names, be it its own, or that of an index, a stream or a backup of it. */
    private record Named(String region, String account, String table) {
        static @Nullable Named in(String arn) {
            int region = after(arn, 3);
            int account = after(arn, 4);
            int path = after(arn, 5);
            if (!arn.startsWith("arn:") || path < 0 || !arn.startsWith("table/", path)) {
                return null;
            }
            int from = path + "table/".length();
            int slash = arn.indexOf('/', from);
            return new Named(
                    arn.substring(region, account - 1),
                    arn.substring(account, path - 1),
                    slash < 0 ? arn.substring(from) : arn.substring(from, slash));
        }
    }

    /** Where the field after this many colons begins, or -1. */
    private static int after(String arn, int colons) {
        int at = -1;
        for (int i = 0; i < colons; i++) {
            at = arn.indexOf(':', at + 1);
            if (at < 0) {
                return -1;
            }
        }
        return at + 1;
    }
}
