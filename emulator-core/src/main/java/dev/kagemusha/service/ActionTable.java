package dev.kagemusha.service;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * The authorization table of a service: what each operation needs, derived from its request. A test fails for an
 * implemented operation without an entry.
 */
public final class ActionTable {
    private final Map<String, Rule> rules = new HashMap<>();

    /** How one operation is authorized. */
    public sealed interface Rule {
        /** Before the operation, from the request alone. */
        record Before(BiFunction<Object, Call, Permission> permission) implements Rule {}

        /** The operation calls {@link Call#require} itself, before any change. */
        record Inside() implements Rule {}

        /** Anyone may call it, as AWS documents for GetCallerIdentity. */
        record Open() implements Rule {}
    }

    /** The operation needs one permission that its request tells. */
    @SuppressWarnings("unchecked")
    public <R> ActionTable on(Class<R> request, BiFunction<R, Call, Permission> permission) {
        rules.put(operation(request), new Rule.Before((BiFunction<Object, Call, Permission>) permission));
        return this;
    }

    /**
     * The same for an operation whose request need not be known by its class: a table of class literals loads them all when it is made,
     * those of operations that nobody calls too.
     */
    public ActionTable on(String operation, BiFunction<SdkRequest, Call, Permission> permission) {
        rules.put(operation, new Rule.Before((request, call) -> permission.apply((SdkRequest) request, call)));
        return this;
    }

    /** The operation's resources are known only inside it. */
    public ActionTable inside(Class<?>... requests) {
        for (Class<?> request : requests) {
            rules.put(operation(request), new Rule.Inside());
        }
        return this;
    }

    /** The operation needs no permission. */
    public ActionTable open(Class<?>... requests) {
        for (Class<?> request : requests) {
            rules.put(operation(request), new Rule.Open());
        }
        return this;
    }

    private static String operation(Class<?> request) {
        String name = request.getSimpleName();
        return name.substring(0, name.length() - "Request".length());
    }

    @Nullable
    Rule rule(String operation) {
        return rules.get(operation);
    }

    /** Operations that have an entry. */
    public Set<String> operations() {
        return rules.keySet();
    }
}
