package dev.kagemusha.http.netty;

import dev.kagemusha.http.BodyException;
import dev.kagemusha.http.Intake;
import dev.kagemusha.http.Response;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Arrays;

/**
 * One request on its way through: it gathers or hands on the body, runs the handler where it belongs and brings the answer
 * back to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails is told through the pipeline
final class Exchange {
    /** A body that is there already is sent as one that is written when it is larger, so that few of them wait in buffers. */
    static final int AT_ONCE = 256 << 10;
    /** A written body up to this size cannot have to wait for the peer. */
    private static final int SHORT = 64 << 10;
    /** Bodies up to this size are trusted to be as long as announced when memory is reserved. */
    private static final int RESERVED_AT_ONCE = 64 << 10;

    private final FrontDoor door;
    private final Connection connection;
    final RequestReader.Accepted request;
    private byte[] gathered = Response.NO_BYTES;
    private int size;
    private @Nullable BodyWindow window;

    Exchange(FrontDoor door, Connection connection, RequestReader.Accepted request) {
        this.door = door;
        this.connection = connection;
        this.request = request;
    }

    boolean isHead() {
        return request.head().method().equals("HEAD");
    }

    // How the body comes in, where that takes a thread of its own to tell.

    void decide(Intake.Deferred deferred) {
        door.work(
                () -> {
                    Intake decided;
                    try {
                        decided = deferred.decide();
                    } catch (Throwable e) {
                        decided = new Intake.Answered(broken(e));
                    }
                    Intake known = decided;
                    onLoop(
                            () -> connection.decided(this, known),
                            known instanceof Intake.Answered ready ? ready.response() : null);
                },
                connection.channel());
    }

    // Gathered bodies.

    /** Adds a part; null, or why the body cannot be taken in. */
    @Nullable
    BodyException gather(ByteBuf part, int limit) {
        int count = part.readableBytes();
        if (count > limit - size) {
            return tooLarge(limit);
        }
        if (count > gathered.length - size && !grow(size + count, limit)) {
            return new BodyException(
                    BodyException.Reason.NO_MEMORY, "the bodies being received fill the memory kept for them");
        }
        part.readBytes(gathered, size, count);
        size += count;
        return null;
    }

    static BodyException tooLarge(int limit) {
        return new BodyException(BodyException.Reason.TOO_LARGE, "the body is longer than " + limit + " bytes");
    }

    private boolean grow(int needed, int limit) {
        long most = request.length() >= 0 ? request.length() : limit;
        long capacity = request.length() >= 0 && request.length() <= RESERVED_AT_ONCE
                ? request.length()
                : Math.min(most, Math.max(needed, 2L * gathered.length));
        if (!door.budget().reserve(capacity - gathered.length)) {
            return false;
        }
        gathered = Arrays.copyOf(gathered, (int) capacity);
        return true;
    }

    /** Forgets a body that will not be handled. */
    void forget() {
        door.budget().free(gathered.length);
        gathered = Response.NO_BYTES;
        size = 0;
    }

    void runGathered(Intake.Gathered intake) {
        switch (intake.where()) {
            case LOOP -> handle(intake);
            case POOL -> door.work(() -> handle(intake), connection.channel());
            case APART -> door.stream(() -> handle(intake));
        }
    }

    private void handle(Intake.Gathered intake) {
        byte[] body = gathered;
        int reserved = body.length;
        gathered = Response.NO_BYTES;
        Response response;
        try {
            response = intake.handle(size == reserved ? body : Arrays.copyOf(body, size));
        } catch (Throwable e) {
            response = broken(e);
        }
        door.budget().free(reserved);
        answerFromWorker(response);
    }

    void refuse(Intake.Gathered intake, BodyException problem) {
        forget();
        door.work(
                () -> {
                    Response response;
                    try {
                        response = intake.refuse(problem);
                    } catch (Throwable e) {
                        response = broken(e);
                    }
                    answerFromWorker(response);
                },
                connection.channel());
    }

    private void answerFromWorker(Response response) {
        Response settled = settle(response);
        if (settled == null) {
            return;
        }
        if (writes(settled)) {
            startWriting(settled);
        } else {
            onLoop(() -> connection.answer(this, settled), settled);
        }
    }

    // Streamed bodies.

    BodyWindow runStreamed(Intake.Streamed intake) {
        BodyWindow body = new BodyWindow(this, request.length(), door.shares());
        window = body;
        door.stream(() -> {
            Response response;
            try {
                response = intake.handle(body);
            } catch (Throwable e) {
                response = broken(e);
            }
            body.close();
            Response settled = settle(response);
            if (settled == null) {
                return;
            }
            if (writes(settled)) {
                write(settled);
            } else {
                onLoop(() -> connection.answer(this, settled), settled);
            }
        });
        return body;
    }

    @Nullable
    BodyWindow window() {
        return window;
    }

    /** The reader waits for its first byte. */
    void bodyWanted() {
        if (request.expects()) {
            onLoop(() -> connection.bodyWanted(this), null);
        }
    }

    /** The reader has made room. */
    void bodyTaken() {
        onLoop(() -> connection.bodyTaken(this), null);
    }

    // Responses.

    /** Whether sending it may have to wait for the peer. */
    boolean writes(Response response) {
        if (isHead() || bodiless(response.status())) {
            return false;
        }
        return response.payload() instanceof Response.Written
                || (response.payload() instanceof Response.Bytes whole && whole.bytes().length > AT_ONCE);
    }

    static boolean bodiless(int status) {
        return status == 204 || status == 304 || status < 200;
    }

    void startWriting(Response response) {
        door.stream(() -> write(response));
    }

    private void write(Response response) {
        Response.Payload payload = response.payload();
        long length = payload instanceof Response.Written written
                ? written.length()
                : ((Response.Bytes) payload).bytes().length;
        if (!connection.channel().isActive()) {
            abandon(response);
            return;
        }
        ResponseStream stream = new ResponseStream(
                this, response, door.allocator(), door.shares(), length, length < 0 && !request.old());
        try {
            if (payload instanceof Response.Written written) {
                written.writeTo(stream);
            } else {
                stream.write(((Response.Bytes) payload).bytes());
            }
            stream.finish();
        } catch (Throwable e) {
            cut(e);
        } finally {
            stream.discard();
        }
    }

    /** A response's body did not come to its end, which must not look as if it had. */
    private void cut(Throwable e) {
        if (!(e instanceof IOException)) { // otherwise the peer has gone, or the writer means it
            FrontDoor.LOG.log(System.Logger.Level.ERROR, "a response's body failed", e);
        }
        connection.channel().close();
    }

    /** Writes a short body here and now; null when that failed. */
    private @Nullable Response settle(Response response) {
        if (!(response.payload() instanceof Response.Written written)
                || written.length() < 0
                || written.length() > SHORT
                || !writes(response)) {
            return response;
        }
        try {
            ShortBody body = new ShortBody((int) written.length());
            written.writeTo(body);
            return Response.of(response.status(), response.headers(), body.whole());
        } catch (Throwable e) {
            cut(e);
            return null;
        }
    }

    /** A part of a written body goes to the loop. */
    void send(ResponseStream stream, ByteBuf part, int bytes, boolean first, boolean last, long length) {
        if (!connection.execute(() -> connection.sendPart(this, stream, part, bytes, first, last, length))) {
            part.release();
            stream.sent(bytes, false);
        }
    }

    private void onLoop(Runnable task, @Nullable Response response) {
        if (!connection.execute(task) && response != null) {
            abandon(response);
        }
    }

    static void abandon(Response response) {
        if (response.payload() instanceof Response.Written written) {
            written.abandon();
        }
    }

    private static Response broken(Throwable e) {
        FrontDoor.LOG.log(System.Logger.Level.ERROR, "a handler threw what it must not", e);
        return Response.empty(500);
    }
}
