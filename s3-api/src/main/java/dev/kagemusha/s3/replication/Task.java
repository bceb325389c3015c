package dev.kagemusha.s3.replication;

import dev.kagemusha.s3.ValueReader;
import dev.kagemusha.s3.ValueWriter;

import java.util.ArrayList;
import java.util.List;

/**
 * Something to be replicated.
 *
 * @param requested when the change was made, epoch milliseconds
 * @param size bytes to copy
 */
record Task(long requested, long size, List<Target> targets) {
    private static final int FORM = 1;
    private static final int MEASURED = 1;
    private static final int TIMED = 2;

    /**
     * A destination, by the rule that named it when the change was made.
     *
     * @param rule its id
     * @param bucket its destination
     * @param measured whether it has metrics, and events with them
     * @param timed whether it promises a time
     */
    record Target(String rule, String bucket, boolean measured, boolean timed) {
        static Target of(Rules.Rule rule) {
            return new Target(rule.id(), rule.bucket(), rule.metrics(), rule.timed());
        }
    }

    static Task of(long requested, long size, List<Rules.Rule> rules) {
        return new Task(requested, size, rules.stream().map(Target::of).toList());
    }

    /** Whether a rule promises a time. */
    boolean timed() {
        return targets.stream().anyMatch(Target::timed);
    }

    /** Whether a rule has metrics. */
    boolean measured() {
        return targets.stream().anyMatch(Target::measured);
    }

    byte[] encode() {
        ValueWriter out =
                new ValueWriter(64).u8(FORM).number(requested).number(size).number(targets.size());
        for (Target target : targets) {
            out.text(target.rule).text(target.bucket).u8((target.measured ? MEASURED : 0) | (target.timed ? TIMED : 0));
        }
        return out.toBytes();
    }

    static Task decode(byte[] bytes) {
        ValueReader in = new ValueReader(bytes);
        int form = in.u8();
        if (form != FORM) {
            throw new IllegalStateException("replication task of form " + form);
        }
        long requested = in.number();
        long size = in.number();
        int count = (int) in.number();
        List<Target> targets = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String rule = in.text();
            String bucket = in.text();
            int flags = in.u8();
            targets.add(new Target(rule, bucket, (flags & MEASURED) != 0, (flags & TIMED) != 0));
        }
        return new Task(requested, size, targets);
    }
}
