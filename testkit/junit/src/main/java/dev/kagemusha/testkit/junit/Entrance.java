package dev.kagemusha.testkit.junit;

import dev.kagemusha.http.Body;
import dev.kagemusha.http.BodyException;
import dev.kagemusha.http.Headers;
import dev.kagemusha.http.Intake;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.http.Response;
import dev.kagemusha.launch.Server;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The way into the emulator for callers in its own process: what the front door does with a request, without the network. Each call runs on a thread
 * of the emulator, as it would behind the port, so that a caller who is interrupted or loses patience interrupts nothing inside.
 */
final class Entrance implements AutoCloseable {
    /** Callers are on this machine. */
    static final InetSocketAddress PEER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    /** Line and fields of a request's head, each; the front door's limit. */
    private static final int HEAD_LIMIT = 64 << 10;

    /** A response body of known length up to this is there when the answer is. */
    private static final int AT_ONCE = 64 << 10;

    private static final DateTimeFormatter IMF_FIXDATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Supplier<Server> server;
    private final AtomicInteger threads = new AtomicInteger();
    private final ExecutorService workers;

    /** @param server may block until it has started */
    Entrance(Supplier<Server> server) {
        this.server = server;
        this.workers = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "kagemusha-" + threads.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** An answer whose body may still be under way. */
    record Answer(int status, Headers headers, InputStream body) {}

    /** A call under way. */
    static final class Entered {
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();
        private volatile boolean aborted;

        /** Waits for the answer. An interrupt gives the call up. */
        Answer await() throws IOException {
            try {
                return answer.get();
            } catch (InterruptedException e) {
                abort();
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for the answer");
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException problem) {
                    throw problem;
                }
                throw new IOException("the emulator failed", e.getCause());
            }
        }

        /** Gives up waiting: the peer has gone. */
        void abort() {
            aborted = true;
            answer.completeExceptionally(new SocketException("the call was aborted"));
        }

        private boolean answered(Answer with) {
            return answer.complete(with);
        }
    }

    /** Sends a request in; {@code content} is read on another thread until the answer is there. */
    Entered enter(RequestHead head, InputStream content) {
        Server entered = server.get();
        Entered call = new Entered();
        workers.execute(() -> {
            try {
                answer(head, entered, call, run(entered, head, new Incoming(call, content, head.contentLength())));
            } catch (Throwable e) {
                call.answer.completeExceptionally(e);
            }
        });
        return call;
    }

    private static Response run(Server server, RequestHead head, Incoming body) throws IOException {
        if (head.isLongerThan(HEAD_LIMIT)) {
            return Response.empty(431);
        }
        Intake intake = server.handler().intake(head);
        if (intake instanceof Intake.Deferred deferred) {
            intake = deferred.decide();
        }
        return switch (intake) {
            case Intake.Answered answered -> answered.response();
            case Intake.Gathered gathered -> gathered(gathered, body);
            case Intake.Streamed streamed -> streamed.handle(body);
            case Intake.Deferred again -> throw new IllegalStateException("decided nothing");
        };
    }

    private static Response gathered(Intake.Gathered intake, Incoming body) {
        byte[] bytes;
        try {
            bytes = body.readNBytes(intake.limit() + 1);
        } catch (BodyException e) {
            return intake.refuse(e);
        } catch (IOException e) {
            return intake.refuse(new BodyException(BodyException.Reason.INCOMPLETE, String.valueOf(e.getMessage())));
        }
        if (bytes.length > intake.limit()) {
            return intake.refuse(new BodyException(
                    BodyException.Reason.TOO_LARGE, "the body is longer than " + intake.limit() + " bytes"));
        }
        return intake.handle(bytes);
    }

    private static void answer(RequestHead head, Server server, Entered call, Response response) throws IOException {
        Response.Payload payload = response.payload();
        if (payload instanceof Response.Dropped) {
            throw new SocketException("the connection was closed without an answer");
        }
        int status = response.status();
        Headers headers = new Headers().addAll(response.headers());
        if (!headers.contains("date")) {
            headers.add("date", date(server.clock().real()));
        }
        boolean bodiless = status == 204 || status == 304;
        if (head.method().equals("HEAD") || bodiless) {
            if (payload instanceof Response.Written written) {
                written.abandon();
            }
            call.answered(new Answer(status, headers, InputStream.nullInputStream()));
            return;
        }
        switch (payload) {
            case Response.Dropped dropped -> throw new AssertionError();
            case Response.Bytes whole -> {
                headers.set("content-length", Integer.toString(whole.bytes().length));
                call.answered(new Answer(status, headers, new ByteArrayInputStream(whole.bytes())));
            }
            case Response.Written written -> write(status, headers, written, call);
        }
    }

    private static void write(int status, Headers headers, Response.Written written, Entered call) throws IOException {
        long length = written.length();
        if (length >= 0) {
            headers.set("content-length", Long.toString(length));
        }
        if (length >= 0 && length <= AT_ONCE) {
            ByteArrayOutputStream out = new ByteArrayOutputStream((int) length);
            written.writeTo(out);
            call.answered(new Answer(status, headers, new ByteArrayInputStream(out.toByteArray())));
            return;
        }
        Pipe pipe = new Pipe();
        if (!call.answered(new Answer(status, headers, pipe.source()))) {
            written.abandon(); // the caller has gone
            return;
        }
        try {
            written.writeTo(pipe);
            pipe.close();
        } catch (IOException | RuntimeException e) {
            pipe.fail(); // a truncated body must not be taken for a whole one
        }
    }

    private static String date(Instant now) {
        return IMF_FIXDATE.format(now);
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }

    /** The request's body as its sender gives it, held to the announced length. */
    private static final class Incoming extends Body {
        private final Entered call;
        private final InputStream content;
        private final long length;
        private long left;

        Incoming(Entered call, InputStream content, long length) {
            this.call = call;
            this.content = content;
            this.length = length;
            this.left = length;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            if (call.aborted) {
                throw incomplete();
            }
            int most = length < 0 ? count : (int) Math.min(count, left);
            if (most == 0) {
                return count == 0 ? 0 : -1;
            }
            int some = content.read(target, offset, most);
            if (some > 0) {
                left -= some;
            } else if (some < 0 && length >= 0) {
                throw incomplete();
            }
            return some;
        }

        private static BodyException incomplete() {
            return new BodyException(
                    BodyException.Reason.INCOMPLETE, "the connection was closed before the end of the body");
        }

        @Override
        public @Nullable String toString() {
            return "body of " + length + " bytes";
        }
    }
}
