package dev.kagemusha.dynamodb.autoscaling;

import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.ValueCodec;

import java.util.function.Function;

/** The tables of the store that belong to auto scaling. Their numbers are frozen. */
final class Rows {
    private static final KeyCodec<Scalable> SCALABLE = keys((key, out) -> key.write(out), Scalable::read);
    private static final KeyCodec<Named> NAMED = keys(
            (key, out) -> key.scalable().write(out).tail(key.name()),
            in -> new Named(Scalable.read(in), in.tailText()));

    /** resource, dimension → target; its row guards all that belongs to it */
    static final Table<Scalable, Target> TARGETS =
            new Table<>(150, "autoscaling.targets", SCALABLE, values(Fields::target, Fields::target));

    /** resource, dimension, name → policy */
    static final Table<Named, Policy> POLICIES =
            new Table<>(151, "autoscaling.policies", NAMED, values(Fields::policy, Fields::policy));

    /** resource, dimension, name → scheduled action */
    static final Table<Named, Scheduled> SCHEDULED =
            new Table<>(152, "autoscaling.scheduled", NAMED, values(Fields::scheduled, Fields::scheduled));

    /** start from the newest on, id → activity */
    static final Table<Started, Activity> ACTIVITIES = new Table<>(
            153,
            "autoscaling.activities",
            keys(
                    (key, out) -> out.u64(Long.MAX_VALUE - key.millis()).tail(key.id()),
                    in -> new Started(Long.MAX_VALUE - in.u64(), in.tailText())),
            values(Fields::activity, Fields::activity));

    /** resource, dimension → when it was scaled last */
    static final Table<Scalable, Scaled> SCALED =
            new Table<>(154, "autoscaling.scaled", SCALABLE, values(Fields::scaled, Fields::scaled));

    private Rows() {}

    /** What has a name beside the target that it belongs to. */
    record Named(Scalable scalable, String name) {}

    /** When an activity began, and which. */
    record Started(long millis, String id) {
        static Started of(Activity activity) {
            return new Started(activity.startMillis(), activity.id());
        }
    }

    /** All policies, or all scheduled actions, of a target. */
    static KeyRange of(Scalable scalable) {
        return KeyRange.prefix(scalable.write(new KeyWriter()).toBytes());
    }

    /** All policies of a resource, whatever their dimension. */
    static KeyRange of(String resource) {
        return KeyRange.prefix(new KeyWriter().text(resource).toBytes());
    }

    /** All activities that began before. */
    static KeyRange before(long millis) {
        return KeyRange.between(new KeyWriter().u64(Long.MAX_VALUE - millis + 1).toBytes(), null);
    }

    private interface Writing<K> {
        void write(K key, KeyWriter out);
    }

    private static <K> KeyCodec<K> keys(Writing<K> writing, Function<KeyReader, K> reading) {
        return new KeyCodec<>() {
            @Override
            public void write(K key, KeyWriter out) {
                writing.write(key, out);
            }

            @Override
            public K read(KeyReader in) {
                return reading.apply(in);
            }
        };
    }

    /** The first byte of a value is the version of its form. */
    private static <V> ValueCodec<V> values(Writing<V> writing, Function<KeyReader, V> reading) {
        return new ValueCodec<>() {
            @Override
            public byte[] encode(V value) {
                KeyWriter out = new KeyWriter().u8(1);
                writing.write(value, out);
                return out.toBytes();
            }

            @Override
            public V decode(byte[] bytes) {
                KeyReader in = new KeyReader(bytes);
                int version = in.u8();
                if (version != 1) {
                    throw new IllegalStateException("a row of version " + version);
                }
                return reading.apply(in);
            }
        };
    }
}
