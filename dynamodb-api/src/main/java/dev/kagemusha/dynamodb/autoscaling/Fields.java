package dev.kagemusha.dynamodb.autoscaling;

import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The values of auto scaling's rows, field by field. */
final class Fields {
    private static final int AWS_OWN = 0;
    private static final int METRIC = 1;
    private static final int MATH = 2;

    private Fields() {}

    static void target(Target value, KeyWriter out) {
        value.scalable().write(out);
        out.text(value.id())
                .text(value.home().partition())
                .text(value.home().account())
                .text(value.home().region())
                .u32(value.min())
                .u32(value.max())
                .u64(value.createdMillis());
        flag(value.inSuspended(), out);
        flag(value.outSuspended(), out);
        flag(value.scheduledSuspended(), out);
        out.u16(value.tags().size());
        value.tags().forEach((key, tag) -> out.text(key).text(tag));
    }

    static Target target(KeyReader in) {
        return new Target(
                Scalable.read(in),
                in.text(),
                new Target.Home(in.text(), in.text(), in.text()),
                in.u32(),
                in.u32(),
                in.u64(),
                in.u8() == 1,
                in.u8() == 1,
                in.u8() == 1,
                tags(in));
    }

    private static Map<String, String> tags(KeyReader in) {
        Map<String, String> tags = new TreeMap<>();
        for (int left = in.u16(); left > 0; left--) {
            tags.put(in.text(), in.text());
        }
        return tags;
    }

    static void policy(Policy value, KeyWriter out) {
        value.scalable().write(out);
        out.text(value.name()).text(value.uuid()).text(value.arn()).u64(Double.doubleToRawLongBits(value.value()));
        number(whole(value.inSeconds()), out);
        number(whole(value.outSeconds()), out);
        Boolean disabled = value.inDisabled();
        number(disabled == null ? null : Long.valueOf(disabled ? 1 : 0), out);
        out.u64(value.createdMillis()).text(value.monitor());
        switch (value.tracked()) {
            case null -> out.u8(AWS_OWN);
            case TrackedMetric metric -> {
                out.u8(METRIC);
                metric(metric, out);
            }
            case TrackedMath math -> {
                out.u8(MATH).u16(math.queries().size());
                math.queries().forEach(query -> query(query, out));
            }
        }
    }

    private static void metric(TrackedMetric metric, KeyWriter out) {
        out.text(metric.namespace())
                .text(metric.metric())
                .text(metric.statistic())
                .text(orEmpty(metric.unit()));
        out.u16(metric.dimensions().size());
        metric.dimensions().forEach(out::text);
    }

    private static void query(TrackedMath.Query query, KeyWriter out) {
        out.text(query.id()).text(orEmpty(query.label())).text(orEmpty(query.expression()));
        Boolean returned = query.returned();
        number(returned == null ? null : Long.valueOf(returned ? 1 : 0), out);
        flag(query.stat() != null, out);
        if (query.stat() != null) {
            metric(query.stat(), out);
        }
    }

    static Policy policy(KeyReader in) {
        return new Policy(
                Scalable.read(in),
                in.text(),
                in.text(),
                in.text(),
                Double.longBitsToDouble(in.u64()),
                small(in),
                small(in),
                truth(in),
                in.u64(),
                in.text(),
                tracked(in));
    }

    private static @Nullable Tracked tracked(KeyReader in) {
        return switch (in.u8()) {
            case METRIC -> metric(in);
            case MATH -> {
                List<TrackedMath.Query> queries = new ArrayList<>();
                for (int left = in.u16(); left > 0; left--) {
                    queries.add(query(in));
                }
                yield new TrackedMath(queries);
            }
            default -> null;
        };
    }

    private static TrackedMath.Query query(KeyReader in) {
        String id = in.text();
        String label = unlessEmpty(in.text());
        String expression = unlessEmpty(in.text());
        Boolean returned = truth(in);
        return new TrackedMath.Query(id, label, returned, expression, in.u8() == 1 ? metric(in) : null);
    }

    private static TrackedMetric metric(KeyReader in) {
        String namespace = in.text();
        String metric = in.text();
        String statistic = in.text();
        String unit = unlessEmpty(in.text());
        List<String> dimensions = new ArrayList<>();
        for (int left = in.u16(); left > 0; left--) {
            dimensions.add(in.text());
        }
        return new TrackedMetric(namespace, metric, dimensions, statistic, unit);
    }

    static void scheduled(Scheduled value, KeyWriter out) {
        value.scalable().write(out);
        out.text(value.name()).text(value.arn()).text(value.schedule());
        out.text(value.zone() == null ? "" : value.zone());
        number(value.startMillis(), out);
        number(value.endMillis(), out);
        number(whole(value.min()), out);
        number(whole(value.max()), out);
        out.u64(value.createdMillis());
    }

    static Scheduled scheduled(KeyReader in) {
        return new Scheduled(
                Scalable.read(in),
                in.text(),
                in.text(),
                in.text(),
                unlessEmpty(in.text()),
                number(in),
                number(in),
                small(in),
                small(in),
                in.u64());
    }

    static void activity(Activity value, KeyWriter out) {
        out.text(value.id());
        value.scalable().write(out);
        out.text(value.description()).text(value.cause()).u64(value.startMillis());
        number(value.endMillis(), out);
        out.text(value.status()).text(value.message());
    }

    static Activity activity(KeyReader in) {
        return new Activity(
                in.text(), Scalable.read(in), in.text(), in.text(), in.u64(), number(in), in.text(), in.text());
    }

    static void scaled(Scaled value, KeyWriter out) {
        out.u64(value.outMillis()).u64(value.inMillis()).u64(value.outFrom());
    }

    static Scaled scaled(KeyReader in) {
        return new Scaled(in.u64(), in.u64(), in.u64());
    }

    private static void flag(boolean value, KeyWriter out) {
        out.u8(value ? 1 : 0);
    }

    private static void number(@Nullable Long value, KeyWriter out) {
        flag(value != null, out);
        if (value != null) {
            out.u64(value);
        }
    }

    private static @Nullable Long number(KeyReader in) {
        return in.u8() == 1 ? Long.valueOf(in.u64()) : null;
    }

    private static @Nullable Long whole(@Nullable Integer value) {
        return value == null ? null : Long.valueOf(value);
    }

    private static @Nullable Integer small(KeyReader in) {
        Long value = number(in);
        return value == null ? null : Integer.valueOf(value.intValue());
    }

    private static @Nullable Boolean truth(KeyReader in) {
        Long value = number(in);
        return value == null ? null : Boolean.valueOf(value == 1);
    }

    private static @Nullable String unlessEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
