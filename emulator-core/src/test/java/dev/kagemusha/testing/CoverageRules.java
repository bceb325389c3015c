package dev.kagemusha.testing;

import dev.kagemusha.metrics.Metrics;
import dev.kagemusha.service.Coverage;
import dev.kagemusha.service.Definition;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Errands;
import dev.kagemusha.service.Service;
import dev.kagemusha.service.Settings;
import dev.kagemusha.state.ChangeLog;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.state.rocks.RocksStateStore;
import dev.kagemusha.time.SystemClock;
import org.assertj.core.api.SoftAssertions;

import java.io.IOException;

/** What must hold between a service's SDK interface, its chapters and its action table. */
public final class CoverageRules {
    private static final long MEMORY = 16L << 20;

    private CoverageRules() {}

    /** Each operation has at most one chapter, and an entry if it has one; each entry has an operation. */
    public static void check(Service service) throws IOException {
        SystemClock clock = new SystemClock();
        try (StateStore store = RocksStateStore.openTemporary(MEMORY, clock);
                Jobs jobs = new Jobs(store, clock)) {
            Metrics metrics = new Metrics(store, clock, jobs);
            check(service.define(new Environment(
                    store, clock, new ChangeLog(store, clock), jobs, new Errands(), metrics, Settings.DEFAULTS)));
        }
    }

    private static void check(Definition service) {
        SoftAssertions softly = new SoftAssertions();
        int implemented = 0;
        for (String operation : service.model().operationNames()) {
            int chapters = Coverage.chapters(service, operation);
            implemented += chapters;
            softly.assertThat(chapters).as("chapters of " + operation).isLessThanOrEqualTo(1);
            if (chapters > 0) {
                softly.assertThat(service.actions().operations())
                        .as("entries of the action table")
                        .contains(operation);
            }
        }
        softly.assertThat(implemented).as("operations implemented").isPositive();
        for (String entry : service.actions().operations()) {
            softly.assertThat(service.model().operation(entry))
                    .as("the operation of the entry " + entry)
                    .isNotNull();
            softly.assertThat(Coverage.isImplemented(service, entry))
                    .as("a chapter for the entry " + entry)
                    .isTrue();
        }
        softly.assertAll();
    }
}
