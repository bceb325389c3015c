package dev.kagemusha.dynamodb.autoscaling;

import dev.kagemusha.service.Call;
import dev.kagemusha.service.Environment;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.Jobs;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.function.BiFunction;

/** What the chapters have in common: one call's view of what is registered. */
record Desk(Environment environment, Call call) {
    StateStore store() {
        return environment.store();
    }

    Jobs jobs() {
        return environment.jobs();
    }

    Target.Home home() {
        return new Target.Home(call.partition(), call.account(), call.region());
    }

    Instant now() {
        return call.clock().instant();
    }

    @Nullable
    Target target(Scalable scalable) {
        return store().read(view -> view.get(Rows.TARGETS, call.scope(), scalable));
    }

    /** A transaction over a target and all that belongs to it; the target is null if it is not registered. */
    <R> R write(Scalable scalable, BiFunction<Transaction, @Nullable Target, R> work) {
        int scope = call.scope();
        return store().write(
                        Locks.of(Rows.TARGETS, scope, scalable),
                        tx -> work.apply(tx, tx.get(Rows.TARGETS, scope, scalable)));
    }
}
