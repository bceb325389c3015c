package dev.kagemusha.s3.metric;

import dev.kagemusha.metrics.Counter;
import dev.kagemusha.metrics.MetricId;
import dev.kagemusha.metrics.Metrics;
import dev.kagemusha.s3.event.Site;
import dev.kagemusha.state.Scope;

/** Metrics of S3 by their names. They are the bucket owner's, in the bucket's region. */
public final class Names {
    private static final String NAMESPACE = "AWS/S3";

    private Names() {}

    /** Where the metrics of a bucket are kept. */
    public static Scope scope(Site site) {
        return Metrics.scope(site.partition(), site.account(), site.region());
    }

    /** @param dimensions names and values, alternating */
    public static MetricId id(String name, String... dimensions) {
        return MetricId.of(NAMESPACE, name, dimensions);
    }

    /** A counter whose percentiles nobody asks for. */
    public static Counter counter(Metrics metrics, Site site, String name, String unit, String... dimensions) {
        return metrics.counter(scope(site), id(name, dimensions), unit, false);
    }
}
