package dev.kagemusha.cloudwatch.alarm;

import dev.kagemusha.metrics.MetricId;
import dev.kagemusha.protocol.SerializationException;
import dev.kagemusha.protocol.cbor.CborCodec;
import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.ValueCodec;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.utils.builder.Buildable;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** The tables of alarms. What the SDK has a class for is kept in its wire form. */
final class AlarmTables {
    /** name → alarm. */
    static final Table<String, MetricAlarm> ALARMS =
            new Table<>(500, "cloudwatch.alarms", new NameKey(), new Pojo<>(MetricAlarm::builder));

    /** metric, alarm's name → nothing. */
    static final Table<Looked, byte[]> LOOKED_AT =
            new Table<>(501, "cloudwatch.alarmsOfMetric", new LookedKey(), new Nothing());

    /** time, alarm's name, number → what happened. */
    static final Table<Moment, AlarmHistoryItem> HISTORY =
            new Table<>(502, "cloudwatch.alarmHistory", new MomentKey(), new Pojo<>(AlarmHistoryItem::builder));

    /** alarm's name, time, number → nothing. */
    static final Table<Moment, byte[]> HISTORY_OF =
            new Table<>(503, "cloudwatch.historyOfAlarm", new OwnMomentKey(), new Nothing());

    /** ARN, key → value. */
    static final Table<TagName, String> TAGS = new Table<>(504, "cloudwatch.tags", new TagKey(), new Utf8());

    private AlarmTables() {}

    record Looked(MetricId.Digest metric, String alarm) {}

    record Moment(long millis, String alarm, int number) {}

    record TagName(String arn, String key) {}

    private static final class NameKey implements KeyCodec<String> {
        @Override
        public void write(String key, KeyWriter out) {
            out.tail(key);
        }

        @Override
        public String read(KeyReader in) {
            return in.tailText();
        }
    }

    private static final class LookedKey implements KeyCodec<Looked> {
        @Override
        public void write(Looked key, KeyWriter out) {
            key.metric().write(out).tail(key.alarm());
        }

        @Override
        public Looked read(KeyReader in) {
            return new Looked(MetricId.Digest.read(in), in.tailText());
        }
    }

    private static final class MomentKey implements KeyCodec<Moment> {
        @Override
        public void write(Moment key, KeyWriter out) {
            out.u64(key.millis()).text(key.alarm()).u16(key.number());
        }

        @Override
        public Moment read(KeyReader in) {
            return new Moment(in.u64(), in.text(), in.u16());
        }
    }

    private static final class OwnMomentKey implements KeyCodec<Moment> {
        @Override
        public void write(Moment key, KeyWriter out) {
            out.text(key.alarm()).u64(key.millis()).u16(key.number());
        }

        @Override
        public Moment read(KeyReader in) {
            String alarm = in.text();
            return new Moment(in.u64(), alarm, in.u16());
        }
    }

    private static final class TagKey implements KeyCodec<TagName> {
        @Override
        public void write(TagName key, KeyWriter out) {
            out.text(key.arn()).tail(key.key());
        }

        @Override
        public TagName read(KeyReader in) {
            return new TagName(in.text(), in.tailText());
        }
    }

    private static final class Nothing implements ValueCodec<byte[]> {
        @Override
        public byte[] encode(byte[] value) {
            return value;
        }

        @Override
        public byte[] decode(byte[] bytes) {
            return bytes;
        }
    }

    private static final class Utf8 implements ValueCodec<String> {
        @Override
        public byte[] encode(String value) {
            return value.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String decode(byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static final class Pojo<T extends SdkPojo, B extends Buildable> implements ValueCodec<T> {
        private static final CborCodec CODEC = CborCodec.inSeconds();

        private final Supplier<B> builder;

        Pojo(Supplier<B> builder) {
            this.builder = builder;
        }

        @Override
        public byte[] encode(T value) {
            return CODEC.write(value);
        }

        @Override
        @SuppressWarnings("unchecked")
        public T decode(byte[] bytes) {
            B made = builder.get();
            try {
                CODEC.read(bytes, (SdkPojo) made, "cloudwatch");
            } catch (SerializationException e) {
                throw new IllegalStateException("a row that is not what was written", e);
            }
            return (T) made.build();
        }
    }
}
