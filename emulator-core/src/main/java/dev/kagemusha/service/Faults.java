package dev.kagemusha.service;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Failures that a user has asked for, to see how his program takes them. */
public final class Faults {
    private final AtomicLong lastId = new AtomicLong();
    private volatile List<Rule> rules = List.of();

    /**
     * One failure to inject.
     *
     * @param service null for every service
     * @param operation null for every operation
     * @param account null for every account
     * @param probability of each matching call, 0 to 1
     * @param remaining how many calls it will still hit; negative for no limit
     * @param effect what happens
     */
    public record Rule(
            long id,
            @Nullable String service,
            @Nullable String operation,
            @Nullable String account,
            double probability,
            AtomicLong remaining,
            Effect effect) {
        boolean matches(String toService, String toOperation, String byAccount) {
            return (service == null || service.equals(toService))
                    && (operation == null || operation.equals(toOperation))
                    && (account == null || account.equals(byAccount));
        }
    }

    /** What a fault does to a call. */
    public sealed interface Effect {
        /** Answers this error before the operation runs. */
        record Fail(String code, int status, String message) implements Effect {}

        /** Runs the operation after this much real time. */
        record Delay(Duration by) implements Effect {}

        /** Closes the connection without an answer. */
        record Drop() implements Effect {}
    }

    /** Whether there is any rule: then calls run on virtual threads, which may wait. */
    boolean any() {
        return !rules.isEmpty();
    }

    /** The effect on this call, or null. */
    @Nullable
    Effect strike(String service, String operation, String account) {
        for (Rule rule : rules) {
            if (rule.matches(service, operation, account)
                    && (rule.probability() >= 1 || ThreadLocalRandom.current().nextDouble() < rule.probability())
                    && take(rule)) {
                return rule.effect();
            }
        }
        return null;
    }

    private boolean take(Rule rule) {
        long left = rule.remaining().get();
        while (left != 0) {
            if (left < 0 || rule.remaining().compareAndSet(left, left - 1)) {
                if (left == 1) {
                    remove(rule.id());
                }
                return true;
            }
            left = rule.remaining().get();
        }
        return false;
    }

    /** Adds a rule; {@code count} negative is no limit. */
    public synchronized Rule add(
            @Nullable String service,
            @Nullable String operation,
            @Nullable String account,
            double probability,
            long count,
            Effect effect) {
        Rule rule = new Rule(
                lastId.incrementAndGet(), service, operation, account, probability, new AtomicLong(count), effect);
        List<Rule> more = new ArrayList<>(rules);
        more.add(rule);
        rules = List.copyOf(more);
        return rule;
    }

    /** Removes a rule; false when there was none of that id. */
    public synchronized boolean remove(long id) {
        List<Rule> less = rules.stream().filter(rule -> rule.id() != id).toList();
        boolean removed = less.size() < rules.size();
        rules = less;
        return removed;
    }

    public synchronized void clear() {
        rules = List.of();
    }

    public List<Rule> rules() {
        return rules;
    }
}
