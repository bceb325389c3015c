package dev.kagemusha.dynamodb.transaction;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;

/**
 * What concurrent clients asked and were told, and whether there is an order of it all, true to the times at which each
 * answer was out, that one thing alone could have gone through.
 *
 * <p>The search is that of Wing and Gong with Lowe's memory: it tries every call that could have been first, and forgets a state of
 * the model that it has been in before with the same calls done.
 *
 * @param <S> states of the model, with {@code equals}
 * @param <C> calls together with what was answered
 */
final class History<S, C> {
    /** A call; one without an end may have had its effect at any time after its start, or never. */
    private record Event<C>(C call, long start, long end) {}

    private final ConcurrentLinkedQueue<Event<C>> events = new ConcurrentLinkedQueue<>();
    private final BiFunction<S, C, @Nullable S> model;

    /** @param model the state after a call, or null if nobody in this state could have given that answer */
    History(BiFunction<S, C, @Nullable S> model) {
        this.model = model;
    }

    /** Notes a call that was answered. */
    void add(C call, long start, long end) {
        events.add(new Event<>(call, start, end));
    }

    int size() {
        return events.size();
    }

    private record Seen<S>(Set<Integer> done, S state) {}

    /** A frame of the search: which call was tried last in which state. */
    private static final class Frame<S> {
        final S state;
        int next;
        int chosen = -1;

        Frame(S state) {
            this.state = state;
        }
    }

    /** Whether there is such an order. */
    boolean isLinearizable(S initial) {
        List<Event<C>> all = new ArrayList<>(events);
        all.sort(Comparator.comparingLong(Event::start));
        Set<Integer> done = new HashSet<>();
        Set<Seen<S>> seen = new HashSet<>();
        List<Frame<S>> stack = new ArrayList<>();
        stack.add(new Frame<>(initial));
        int first = 0;
        while (done.size() < all.size()) {
            Frame<S> frame = stack.getLast();
            while (first < all.size() && done.contains(first)) {
                first++;
            }
            S after = null;
            int i = Math.max(frame.next, first);
            long bound = firstEnd(all, done, first);
            for (; i < all.size() && all.get(i).start() <= bound; i++) {
                if (done.contains(i)) {
                    continue;
                }
                after = model.apply(frame.state, all.get(i).call());
                if (after != null) {
                    done.add(i);
                    if (seen.add(new Seen<>(Set.copyOf(done), after))) {
                        break;
                    }
                    done.remove(i);
                    after = null;
                }
            }
            if (after != null) {
                frame.chosen = i;
                frame.next = i + 1;
                stack.add(new Frame<>(after));
            } else {
                stack.removeLast();
                if (stack.isEmpty()) {
                    return false;
                }
                done.remove(stack.getLast().chosen);
                first = 0;
            }
        }
        return true;
    }

    /** The end of the call that ended first of those that are not done: none that began later can come before it. */
    private static <C> long firstEnd(List<Event<C>> all, Set<Integer> done, int from) {
        long bound = Long.MAX_VALUE;
        for (int i = from; i < all.size() && all.get(i).start() <= bound; i++) {
            if (!done.contains(i)) {
                bound = Math.min(bound, all.get(i).end());
            }
        }
        return bound;
    }
}
