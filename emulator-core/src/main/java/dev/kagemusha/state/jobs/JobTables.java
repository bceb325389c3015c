package dev.kagemusha.state.jobs;

import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.ValueCodec;

/** Tables of deferred work and time, all in scope 0, so that they are found in order of time whatever they belong to. */
final class JobTables {
    static final int OWN = 0;

    /** due, kind, scope, key → cursor. */
    static final Table<Entry, byte[]> QUEUE = new Table<>(10, "core.jobs", new QueueKey(), ValueCodec.bytes());

    /** kind, scope, key → due in epoch milliseconds. */
    static final Table<Subject, Long> DUE = new Table<>(11, "core.jobsBySubject", new SubjectKey(), new Millis());

    /** real epoch milliseconds of a jump of the clock → its offset in milliseconds. */
    static final Table<Long, Long> JUMPS = new Table<>(12, "core.clockJumps", new MillisKey(), new Millis());

    private JobTables() {}

    /** What a job is about; there is one job for it at most. */
    record Subject(String kind, int scope, String key) {}

    record Entry(long due, Subject subject) {}

    private static final class SubjectKey implements KeyCodec<Subject> {
        @Override
        public void write(Subject key, KeyWriter out) {
            out.text(key.kind()).u32(key.scope()).tail(key.key());
        }

        @Override
        public Subject read(KeyReader in) {
            return new Subject(in.text(), in.u32(), in.tailText());
        }
    }

    private static final class QueueKey implements KeyCodec<Entry> {
        private final SubjectKey subject = new SubjectKey();

        @Override
        public void write(Entry key, KeyWriter out) {
            out.u64(key.due());
            subject.write(key.subject(), out);
        }

        @Override
        public Entry read(KeyReader in) {
            return new Entry(in.u64(), subject.read(in));
        }
    }

    private static final class MillisKey implements KeyCodec<Long> {
        @Override
        public void write(Long key, KeyWriter out) {
            out.u64(key);
        }

        @Override
        public Long read(KeyReader in) {
            return in.u64();
        }
    }

    private static final class Millis implements ValueCodec<Long> {
        @Override
        public byte[] encode(Long value) {
            return new KeyWriter().u64(value).toBytes();
        }

        @Override
        public Long decode(byte[] bytes) {
            return new KeyReader(bytes).u64();
        }
    }
}
