package dev.kagemusha.state.rocks;

import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;

class PaceTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000); // nanoTime may overflow
    private final Pace pace = new Pace(nanos::get);

    private void commit(long micros) {
        long began = pace.begin();
        advance(micros);
        pace.end(began);
    }

    private void advance(long micros) {
        nanos.addAndGet(TimeUnit.MICROSECONDS.toNanos(micros));
    }

    @Test
    void quickCommitsAreSteady() {
        assertThat(pace.steady()).isTrue();
        commit(20);
        commit(19_000);
        assertThat(pace.steady()).isTrue();
    }

    @Test
    void aSlowCommitIsRememberedForASecond() {
        commit(21_000);
        assertThat(pace.steady()).isFalse();
        advance(999_000);
        commit(20);
        assertThat(pace.steady()).isFalse();
        advance(2_000);
        assertThat(pace.steady()).isTrue();
    }

    @Test
    void eachSlowCommitCounts() {
        commit(21_000);
        advance(900_000);
        commit(21_000);
        advance(900_000);
        assertThat(pace.steady()).isFalse();
    }
}
