package dev.kagemusha.cloudwatch.alarm;

import dev.kagemusha.metrics.MetricId;
import dev.kagemusha.rows.Nothing;
import dev.kagemusha.rows.Pair;
import dev.kagemusha.rows.Pojo;
import dev.kagemusha.rows.Text;
import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Table;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;

/** The tables of alarms. What the SDK has a class for is kept in its wire form. */
final class AlarmTables {
    /** name → alarm. */
    static final Table<String, MetricAlarm> ALARMS =
            new Table<>(500, "cloudwatch.alarms", new Text(), Pojo.of(MetricAlarm::builder));

    /** metric, alarm's name → nothing. */
    static final Table<Looked, Nothing> LOOKED_AT =
            new Table<>(501, "cloudwatch.alarmsOfMetric", new LookedKey(), new Nothing.Codec());

    /** time, alarm's name, number → what happened. */
    static final Table<Moment, AlarmHistoryItem> HISTORY =
            new Table<>(502, "cloudwatch.alarmHistory", new MomentKey(), Pojo.of(AlarmHistoryItem::builder));

    /** alarm's name, time, number → nothing. */
    static final Table<Moment, Nothing> HISTORY_OF =
            new Table<>(503, "cloudwatch.historyOfAlarm", new OwnMomentKey(), new Nothing.Codec());

    /** ARN, key → value. */
    static final Table<Pair, String> TAGS = new Table<>(504, "cloudwatch.tags", new Pair.Codec(), new Text());

    private AlarmTables() {}

    record Looked(MetricId.Digest metric, String alarm) {}

    record Moment(long millis, String alarm, int number) {}

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
}
