package dev.kagemusha.cloudwatch.query;

import dev.kagemusha.cloudwatch.CloudWatchErrors;
import dev.kagemusha.metrics.MetricId;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Metrics as requests and answers name them. */
public final class Ids {
    private Ids() {}

    public static MetricId of(String namespace, String name, List<Dimension> dimensions) {
        List<dev.kagemusha.metrics.Dimension> own = new ArrayList<>(dimensions.size());
        Set<String> names = new HashSet<>();
        for (Dimension dimension : dimensions) {
            if (!names.add(dimension.name())) {
                throw CloudWatchErrors.invalidCombination(
                        "No metric may specify the same dimension name twice. Got " + dimension.name());
            }
            own.add(new dev.kagemusha.metrics.Dimension(dimension.name(), dimension.value()));
        }
        return new MetricId(namespace, name, own);
    }

    public static List<Dimension> dimensions(MetricId id) {
        List<Dimension> dimensions = new ArrayList<>(id.dimensions().size());
        for (dev.kagemusha.metrics.Dimension dimension : id.dimensions()) {
            dimensions.add(Dimension.builder()
                    .name(dimension.name())
                    .value(dimension.value())
                    .build());
        }
        return dimensions;
    }
}
