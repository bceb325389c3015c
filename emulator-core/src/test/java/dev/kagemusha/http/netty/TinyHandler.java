package dev.kagemusha.http.netty;

import dev.kagemusha.http.Body;
import dev.kagemusha.http.BodyException;
import dev.kagemusha.http.Headers;
import dev.kagemusha.http.Intake;
import dev.kagemusha.http.RequestHandler;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.http.Response;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** One path per form of taking in and answering. */
final class TinyHandler implements RequestHandler {
    /** What stands before a path whose intake is decided later. */
    static final String LATER = "/later";

    /** What streamed handlers ran into. */
    final BlockingQueue<IOException> problems = new LinkedBlockingQueue<>();

    final BlockingQueue<String> entered = new LinkedBlockingQueue<>();
    final CountDownLatch gate = new CountDownLatch(1);
    final AtomicInteger abandoned = new AtomicInteger();

    @Override
    public Intake intake(RequestHead head) {
        if (head.path().startsWith(LATER)) {
            String path = head.path().substring(LATER.length());
            RequestHead rest =
                    new RequestHead(head.method(), path, head.query(), head.headers(), head.secure(), head.remote());
            return (Intake.Deferred) () -> {
                entered.add(Thread.currentThread().getName());
                return intake(rest);
            };
        }
        return switch (head.path()) {
            case "/answered" -> new Intake.Answered(text(200, "answered " + head.query()));
            case "/gathered" -> gathered(body -> text(200, "gathered " + latin(body)));
            case "/gate" ->
                gathered(body -> {
                    entered.add("gate");
                    await();
                    return text(200, "through the gate");
                });
            case "/waits" ->
                new Waiting(gathered(body -> {
                    entered.add(Thread.currentThread().isVirtual() ? "virtual" : "platform");
                    await();
                    return text(200, "" + body.length);
                }));
            case "/length" -> gathered(body -> text(200, "" + body.length));
            case "/size" -> gathered(body -> text(200, "x".repeat(Integer.parseInt(head.query()))));
            case "/tls" -> gathered(body -> text(200, "" + head.tls()));
            case "/secure" -> gathered(body -> text(200, "" + head.secure()));
            case "/throws" ->
                gathered(body -> {
                    throw new IllegalStateException("a secret of the server");
                });
            case "/echo" -> streamed(body -> text(200, "streamed " + latin(body.readAllBytes())));
            case "/count" ->
                streamed(body -> {
                    entered.add("count");
                    return text(200, "" + count(body));
                });
            case "/unread" -> streamed(body -> text(200, "not read"));
            case "/held" ->
                streamed(body -> {
                    entered.add("held");
                    await();
                    return text(200, "" + count(body));
                });
            case "/written" -> gathered(body -> written(Long.parseLong(head.query()), Long.parseLong(head.query())));
            case "/chunked" -> gathered(body -> written(-1, Long.parseLong(head.query())));
            case "/short" -> gathered(body -> written(1_000_000, 300_000));
            case "/long" -> gathered(body -> written(1_000_000, 2_000_000));
            case "/dropped" -> gathered(body -> written(10, 0));
            case "/injected" ->
                new Intake.Answered(Response.of(200, Headers.of("x-a", "1\r\nx-b: 2"), Response.NO_BYTES));
            case "/header" ->
                gathered(body -> Response.of(
                        200,
                        Headers.of("x-amz-meta-a", head.headers().firstOr("x-amz-meta-a", "")),
                        latin1(head.path() + head.query())));
            case "/own" ->
                new Intake.Answered(Response.of(200, Headers.of("Content-Length", "4711"), Response.NO_BYTES));
            case "/drop" -> gathered(body -> Response.dropped());
            case "/nothing" -> new Intake.Answered(Response.empty(204));
            default -> new Intake.Answered(text(404, head.path()));
        };
    }

    interface OnBytes {
        Response handle(byte[] body);
    }

    interface OnBody {
        Response handle(Body body) throws IOException;
    }

    private record Waiting(Intake.Gathered gathered) implements Intake.Gathered {
        @Override
        public int limit() {
            return gathered.limit();
        }

        @Override
        public Where where() {
            return Where.APART;
        }

        @Override
        public Response handle(byte[] body) {
            return gathered.handle(body);
        }

        @Override
        public Response refuse(BodyException problem) {
            return gathered.refuse(problem);
        }
    }

    private static Intake.Gathered gathered(OnBytes handler) {
        return new Intake.Gathered() {
            @Override
            public int limit() {
                return 8 << 20;
            }

            @Override
            public Response handle(byte[] body) {
                return handler.handle(body);
            }

            @Override
            public Response refuse(BodyException problem) {
                return text(problem.reason() == BodyException.Reason.NO_MEMORY ? 503 : 400, "" + problem.reason());
            }
        };
    }

    private Intake streamed(OnBody handler) {
        return (Intake.Streamed) body -> {
            try {
                return handler.handle(body);
            } catch (IOException e) {
                problems.add(e);
                return text(400, "" + (e instanceof BodyException known ? known.reason() : e.getMessage()));
            }
        };
    }

    private Response written(long length, long bytes) {
        return new Response(200, new Headers(), new Response.Written() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                byte[] some = new byte[64 << 10];
                for (long at = 0; at < bytes; at += some.length) {
                    try {
                        out.write(some, 0, (int) Math.min(some.length, bytes - at));
                    } catch (IOException e) {
                        problems.add(e);
                        throw e;
                    }
                }
            }

            @Override
            public void abandon() {
                abandoned.incrementAndGet();
            }
        });
    }

    private static long count(Body body) throws IOException {
        byte[] some = new byte[32 << 10];
        long count = 0;
        for (int n = body.read(some); n >= 0; n = body.read(some)) {
            count += n;
        }
        return count;
    }

    private void await() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static Response text(int status, String text) {
        return Response.of(
                status, Headers.of("Content-Type", "text/plain"), text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
