package dev.kagemusha.metrics;

import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.ValueCodec;

/** The tables of measurements. */
final class MetricTables {
    /** namespace, name, dimensions → epoch second of the newest measurement. */
    static final Table<MetricId, Long> SERIES = new Table<>(30, "core.metrics", new SeriesKey(), new Seconds());

    /** resolution, block, metric, second, unit → statistics. */
    static final Table<Place, Samples> POINTS =
            new Table<>(31, "core.metricPoints", new PlaceKey(), new SamplesCodec());

    /** metric, second → what it is from then on. */
    static final Table<Since, Level> LEVELS = new Table<>(32, "core.metricLevels", new SinceKey(), new LevelCodec());

    private MetricTables() {}

    record Since(MetricId.Digest metric, long second) {}

    /** Not a number: it is nothing any more. */
    record Level(int unit, double value) {}

    record Place(Resolution resolution, MetricId.Digest metric, long second, int unit) {}

    /** All places of a metric in one block from this second on. */
    static KeyWriter from(Resolution resolution, long block, MetricId.Digest metric, long second) {
        KeyWriter out = new KeyWriter().u8(resolution.number()).u32((int) block);
        return metric.write(out).u32((int) second);
    }

    private static final class SeriesKey implements KeyCodec<MetricId> {
        @Override
        public void write(MetricId key, KeyWriter out) {
            key.write(out);
        }

        @Override
        public MetricId read(KeyReader in) {
            return MetricId.read(in);
        }
    }

    private static final class PlaceKey implements KeyCodec<Place> {
        @Override
        public void write(Place key, KeyWriter out) {
            out.u8(key.resolution().number()).u32((int) key.resolution().block(key.second()));
            key.metric().write(out).u32((int) key.second()).u8(key.unit());
        }

        @Override
        public Place read(KeyReader in) {
            Resolution resolution = Resolution.numbered(in.u8());
            in.u32();
            MetricId.Digest metric = MetricId.Digest.read(in);
            return new Place(resolution, metric, in.u32() & 0xffff_ffffL, in.u8());
        }
    }

    private static final class SinceKey implements KeyCodec<Since> {
        @Override
        public void write(Since key, KeyWriter out) {
            key.metric().write(out).u32((int) key.second());
        }

        @Override
        public Since read(KeyReader in) {
            return new Since(MetricId.Digest.read(in), in.u32() & 0xffff_ffffL);
        }
    }

    private static final class LevelCodec implements ValueCodec<Level> {
        @Override
        public byte[] encode(Level value) {
            return new KeyWriter()
                    .u8(value.unit())
                    .u64(Double.doubleToRawLongBits(value.value()))
                    .toBytes();
        }

        @Override
        public Level decode(byte[] bytes) {
            KeyReader in = new KeyReader(bytes);
            return new Level(in.u8(), Double.longBitsToDouble(in.u64()));
        }
    }

    private static final class Seconds implements ValueCodec<Long> {
        @Override
        public byte[] encode(Long value) {
            return new KeyWriter().u64(value).toBytes();
        }

        @Override
        public Long decode(byte[] bytes) {
            return new KeyReader(bytes).u64();
        }
    }

    private static final class SamplesCodec implements ValueCodec<Samples> {
        @Override
        public byte[] encode(Samples value) {
            return value.encode();
        }

        @Override
        public Samples decode(byte[] bytes) {
            return Samples.decode(bytes);
        }
    }
}
