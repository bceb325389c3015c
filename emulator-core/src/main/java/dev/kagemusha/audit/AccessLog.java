package dev.kagemusha.audit;

import dev.kagemusha.auth.Caller;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * One line per call: {@code time service.operation status[ error] micros account source requestId}. Lines are written by a
 * thread of their own; when it cannot keep up, lines are dropped and counted rather than slowing the callers down.
 */
public final class AccessLog implements Consumer<AuditRecord>, AutoCloseable {
    private static final int WAITING = 8_192;

    private final OutputStream out;
    private final BlockingQueue<AuditRecord> waiting = new ArrayBlockingQueue<>(WAITING);
    private final Thread writer;
    private final LongAdder dropped = new LongAdder();
    private volatile boolean closing;

    public AccessLog(OutputStream out) {
        this.out = out;
        this.writer = Thread.ofPlatform().name("access-log").daemon().unstarted(this::writeAll);
        writer.start();
    }

    @Override
    public void accept(AuditRecord record) {
        if (!waiting.offer(record)) {
            dropped.increment();
        }
    }

    private void writeAll() {
        StringBuilder lines = new StringBuilder(4_096);
        try {
            while (!closing || !waiting.isEmpty()) {
                AuditRecord record = waiting.poll(200, TimeUnit.MILLISECONDS);
                while (record != null) {
                    line(record, lines);
                    record = lines.length() > 32_768 ? null : waiting.poll();
                }
                long lost = dropped.sumThenReset();
                if (lost > 0) {
                    lines.append("- ").append(lost).append(" lines were dropped\n");
                }
                if (!lines.isEmpty()) {
                    out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    lines.setLength(0);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the access log cannot be written", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void line(AuditRecord record, StringBuilder out) {
        Caller caller = record.caller();
        out.append(record.time()).append(' ').append(record.service().isEmpty() ? "-" : record.service());
        out.append('.').append(record.operation().isEmpty() ? "-" : record.operation());
        out.append(' ').append(record.status());
        if (record.errorCode() != null) {
            out.append(' ').append(record.errorCode());
        }
        out.append(' ').append(record.micros()).append("us ");
        out.append(caller == null || caller.account().isEmpty() ? "-" : caller.account());
        out.append(' ').append(record.head().remote().getAddress().getHostAddress());
        out.append(' ').append(record.requestId()).append('\n');
    }

    /** Writes what is waiting and stops. */
    @Override
    public void close() {
        closing = true;
        try {
            writer.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
