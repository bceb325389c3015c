package dev.kagemusha.http.netty;

import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

final class LeakWatchTest {
    @Test
    @Timeout(30)
    void seesALeak() throws Exception {
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
        LeakWatch watch = new LeakWatch();
        java.util.logging.Logger detector = java.util.logging.Logger.getLogger("io.netty.util.ResourceLeakDetector");
        detector.addHandler(watch);
        try {
            LeakWatch.leak();
            while (watch.leaks().isEmpty()) {
                watch.collect();
            }
        } finally {
            detector.removeHandler(watch);
        }
    }
}
