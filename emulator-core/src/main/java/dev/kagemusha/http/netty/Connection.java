package dev.kagemusha.http.netty;

import dev.kagemusha.http.BodyException;
import dev.kagemusha.http.Intake;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.http.Response;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

import javax.net.ssl.SSLSession;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;

/**
 * One connection and its one request at a time. Everything here happens on the connection's loop but {@link #execute}.
 *
 * <p><b>Life of a request.</b> Its body is read in one of three ways ({@link Reading}) while its answer is under way; when
 * the body has been read to its end <em>and</em> the answer has been handed to the socket, the next request is looked at.
 * Until then the decoder keeps what follows undecoded ({@link #busy}). An answer that has not left because the peer does
 * not read holds the next request back too, so a peer that pipelines and never reads costs one answer.
 *
 * <p><b>Closing.</b> A connection closed while unread bytes lie in the kernel is reset, and the reset may overtake the
 * answer. So whoever is refused is answered, told that nothing more is coming, and listened to for a short time
 * ({@link Reading#LINGER}).
 *
 * <p>It is long because it is one state machine: its transitions are easier to check side by side.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails is told through the pipeline
final class Connection extends ChannelInboundHandlerAdapter {
    /** What arriving bytes are for. */
    private enum Reading {
        /** The next request's head. */
        HEAD,
        /** Nothing, until it has been decided how the body comes in. */
        DECIDE,
        /** A body that is gathered. */
        GATHER,
        /** A body that is read by its handler. */
        STREAM,
        /** A body nobody wants. */
        DROP,
        /** The request is complete; later ones wait. */
        COMPLETE,
        /** Nothing: the connection is being closed. */
        LINGER
    }

    private final FrontDoor door;
    private final Loop loop;
    private final Channel channel;
    private final RequestDecoder decoder;
    private final Outbox outbox;
    private @Nullable InetSocketAddress remote;
    private boolean secure;
    private RequestHead.@Nullable Tls tls;

    private Reading reading = Reading.HEAD;
    private @Nullable Exchange exchange;
    private @Nullable Intake intake;
    private boolean windowFull;
    /** A request without a body has ended while it was being decided how it is to be taken in. */
    private boolean bare;
    /** The peer has ended its side meanwhile. */
    private boolean shut;

    private boolean headBegun;
    private boolean continueSent;
    private boolean answered;
    private boolean keep;
    private boolean last;
    private boolean autoRead = true;
    private long received;
    private long dropped;

    private long deadline;
    private long progress;

    Connection(FrontDoor door, Loop loop, Channel channel) {
        this.door = door;
        this.loop = loop;
        this.channel = channel;
        this.outbox = new Outbox(
                channel, loop.encoder(), door.options().timeouts().write().toNanos());
        this.decoder = new RequestDecoder(this, door.options().limits());
    }

    RequestDecoder decoder() {
        return decoder;
    }

    Channel channel() {
        return channel;
    }

    /** Runs a task on the loop; false when there is none any more. */
    boolean execute(Runnable task) {
        try {
            channel.eventLoop().execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** TLS has been found. */
    void secured() {
        secure = true;
    }

    // What the decoder asks.

    boolean busy() {
        return reading == Reading.COMPLETE || reading == Reading.DECIDE || windowFull;
    }

    boolean lingers() {
        return reading == Reading.LINGER;
    }

    /** A head has begun and is not whole yet. */
    void partlyRead() {
        if (reading == Reading.HEAD && !headBegun) {
            headBegun = true;
            deadline = System.nanoTime() + door.options().timeouts().head().toNanos();
        }
    }

    void stopReading() {
        if (autoRead) {
            autoRead = false;
            channel.config().setAutoRead(false);
        }
    }

    void startReading() {
        autoRead = true;
        channel.config().setAutoRead(true);
    }

    // What Netty tells.

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        outbox.open(ctx);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        remote = (InetSocketAddress) channel.remoteAddress();
        loop.add(this);
        awaitHead();
        if (door.stopping()) {
            channel.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request) {
            begin(request);
            ReferenceCountUtil.release(message); // one that is malformed carries an empty body
        } else if (message instanceof HttpContent content) {
            body(content);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable()) {
            proceed();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            last = true;
            inputEnded();
        }
    }

    private void inputEnded() {
        switch (reading) {
            case HEAD, GATHER, LINGER -> channel.close();
            case STREAM -> {
                failBody(BodyException.Reason.INCOMPLETE, "the peer closed the connection before the body's end");
                reading = Reading.COMPLETE;
                proceed();
            }
            case DROP -> {
                reading = Reading.COMPLETE;
                proceed();
            }
            case DECIDE -> shut = true;
            case COMPLETE -> {}
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        loop.remove(this);
        Exchange current = exchange;
        if (current != null) {
            failBody(BodyException.Reason.INCOMPLETE, "the peer closed the connection before the body's end");
            if (reading == Reading.GATHER) {
                current.forget();
            }
        }
        reading = Reading.LINGER;
        exchange = null;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A reset, a failed handshake, plain text where TLS was promised: the peer's doing, and it has gone.
        channel.close();
    }

    // Requests.

    private void awaitHead() {
        reading = Reading.HEAD;
        headBegun = false;
        exchange = null;
        intake = null;
        deadline = System.nanoTime() + door.options().timeouts().idle().toNanos();
    }

    /** How the connection is secured; asked once there has been a handshake, since what came is a request. */
    private RequestHead.@Nullable Tls tls() {
        if (secure && tls == null) {
            SSLSession session =
                    channel.pipeline().get(SslHandler.class).engine().getSession();
            String protocol = session.getProtocol(); // TLSv1.3
            tls = new RequestHead.Tls(protocol.substring(protocol.indexOf('v') + 1), session.getCipherSuite());
        }
        return tls;
    }

    private void begin(HttpRequest message) {
        if (reading != Reading.HEAD) {
            return; // being closed
        }
        answered = false;
        keep = false;
        continueSent = false;
        received = 0;
        dropped = 0;
        bare = false;
        switch (RequestReader.read(message, door.options().limits(), tls(), Objects.requireNonNull(remote))) {
            case RequestReader.Refused refused -> turnAway(refused.status());
            case RequestReader.Accepted request -> {
                Exchange current = new Exchange(door, this, request);
                exchange = current;
                keep = request.keepAlive();
                deadline = System.nanoTime() + door.options().timeouts().body().toNanos();
                progress = 0;
                if (request.length() == 0) {
                    // Nothing to ask for, but botocore, if it is not told to go on, takes the answer for that of the
                    // next request too.
                    sayContinue(current);
                }
                try {
                    intake = door.handler().intake(request.head());
                } catch (Throwable e) {
                    FrontDoor.LOG.log(System.Logger.Level.ERROR, "a handler threw what it must not", e);
                    turnAway(500);
                    return;
                }
                takeIn(current, intake);
            }
        }
    }

    /** It has been decided how the body comes in. */
    void decided(Exchange from, Intake how) {
        if (from != exchange || !channel.isActive()) {
            if (how instanceof Intake.Answered ready) {
                Exchange.abandon(ready.response());
            }
            return;
        }
        boolean whole = bare;
        intake = how;
        takeIn(from, how);
        if (from != exchange) {
            return; // answered, and the next one has its turn
        }
        if (whole && (reading == Reading.GATHER || reading == Reading.STREAM)) {
            complete(from);
        } else if (!whole && shut) {
            inputEnded();
        } else if (!whole && reading != Reading.LINGER) {
            goOn();
            decoded();
        }
    }

    private void takeIn(Exchange current, Intake intake) {
        switch (intake) {
            case Intake.Deferred deferred -> {
                reading = Reading.DECIDE;
                current.decide(deferred);
            }
            case Intake.Answered ready -> {
                Response response = ready.response();
                reading = bare ? Reading.COMPLETE : Reading.DROP;
                if (current.writes(response)) {
                    current.startWriting(response);
                } else {
                    answer(current, response);
                }
            }
            case Intake.Gathered gathered -> {
                if (current.request.length() > gathered.limit()) {
                    reading = Reading.DROP;
                    current.refuse(gathered, Exchange.tooLarge(gathered.limit()));
                } else {
                    reading = Reading.GATHER;
                }
            }
            case Intake.Streamed streamed -> {
                reading = Reading.STREAM;
                current.runStreamed(streamed);
            }
        }
    }

    /** All that has come has been decoded: who still holds a body back that is to be gathered waits to be told. */
    void decoded() {
        Exchange current = exchange;
        if (reading == Reading.GATHER && current != null) {
            sayContinue(current);
        }
    }

    private void sayContinue(Exchange current) {
        if (current.request.expects() && !continueSent && received == 0) {
            continueSent = true;
            outbox.sayContinue();
        }
    }

    // Bodies.

    private void body(HttpContent content) {
        Exchange current = exchange;
        ByteBuf part = content.content();
        boolean taken = false;
        try {
            if (current == null || reading == Reading.LINGER) {
                return;
            }
            if (content.decoderResult().isFailure()) {
                broken(current);
                return;
            }
            received += part.readableBytes();
            if (received > door.options().limits().body()) {
                tooMuch(current);
                return;
            }
            switch (reading) {
                case GATHER -> gather(current, part);
                case STREAM -> {
                    BodyWindow window = Objects.requireNonNull(current.window());
                    if (part.isReadable()) {
                        taken = true;
                        if (window.offer(part)) {
                            windowFull = true;
                            stopReading();
                        }
                    }
                }
                case DROP -> dropped += part.readableBytes();
                default -> {}
            }
            if (reading == Reading.DECIDE) {
                bare = true; // what is decoded with a head is its end: more waits until it has been decided
            } else if (content instanceof LastHttpContent) {
                complete(current);
            } else if (reading == Reading.DROP
                    && answered
                    && dropped > door.options().limits().dropped()) {
                linger();
            }
        } finally {
            if (!taken) {
                content.release();
            }
        }
    }

    private void gather(Exchange current, ByteBuf part) {
        Intake.Gathered gathered = (Intake.Gathered) Objects.requireNonNull(intake);
        BodyException problem = current.gather(part, gathered.limit());
        if (problem != null) {
            reading = Reading.DROP;
            current.refuse(gathered, problem);
        }
    }

    private void complete(Exchange current) {
        boolean run = reading == Reading.GATHER;
        if (reading == Reading.STREAM) {
            Objects.requireNonNull(current.window()).end();
        }
        reading = Reading.COMPLETE;
        if (run) {
            current.runGathered((Intake.Gathered) Objects.requireNonNull(intake));
        }
        proceed();
    }

    /** The transfer coding is broken: nothing after it can be told apart. */
    private void broken(Exchange current) {
        end(current, BodyException.Reason.MALFORMED, "the body's transfer coding is broken");
    }

    private void tooMuch(Exchange current) {
        end(current, BodyException.Reason.TOO_LARGE, "the body is longer than the server takes");
    }

    /** The body ends here, wrongly, and with it the connection's requests; the handler may still answer. */
    private void end(Exchange current, BodyException.Reason reason, String message) {
        last = true;
        switch (reading) {
            case GATHER ->
                current.refuse((Intake.Gathered) Objects.requireNonNull(intake), new BodyException(reason, message));
            case STREAM -> failBody(reason, message);
            default -> {}
        }
        reading = Reading.DROP; // to its real end, so that the answer is not lost
        proceed();
    }

    private void failBody(BodyException.Reason reason, String message) {
        Exchange current = exchange;
        BodyWindow window = current == null ? null : current.window();
        if (window != null) {
            window.fail(reason, message);
        }
        windowFull = false;
    }

    void bodyWanted(Exchange asking) {
        if (asking == exchange && !answered) {
            sayContinue(asking);
        }
    }

    void bodyTaken(Exchange asking) {
        if (asking == exchange && windowFull) {
            windowFull = false;
            deadline = System.nanoTime() + door.options().timeouts().body().toNanos();
            progress = received;
            goOn();
        }
    }

    // Answers.

    /** Sends an answer that is there as a whole. */
    void answer(Exchange from, Response response) {
        if (from != exchange || !channel.isActive()) {
            Exchange.abandon(response);
            return;
        }
        if (response.payload() instanceof Response.Dropped) {
            channel.close();
            return;
        }
        byte[] bytes = response.payload() instanceof Response.Bytes whole ? whole.bytes() : Response.NO_BYTES;
        long length = response.payload() instanceof Response.Written written ? written.length() : bytes.length;
        Exchange.abandon(response);
        keep = keeps(from, response, length);
        boolean bare = from.isHead() || Exchange.bodiless(response.status());
        if (outbox.whole(from, response, bare ? Response.NO_BYTES : bytes, length, keep)) {
            answered();
        }
    }

    /** Sends a part of an answer that is being written, its head before the first. */
    void sendPart(
            Exchange from, ResponseStream stream, ByteBuf part, int bytes, boolean first, boolean end, long length) {
        boolean open = from == exchange && channel.isActive();
        if (open && first) {
            keep = keeps(from, stream.response(), length);
            open = outbox.head(from, stream.response(), length, keep);
        }
        if (!open) {
            part.release();
            stream.sent(bytes, false);
            return;
        }
        outbox.part(stream, part, bytes);
        if (end) {
            answered();
        }
    }

    /** Whether the connection goes on after this answer. */
    private boolean keeps(Exchange from, Response response, long length) {
        boolean endsByClosing = length < 0 && from.request.old() && !from.isHead();
        return keep
                && !last
                && !endsByClosing
                && !door.stopping()
                && bodyWillEnd(from)
                && !"close".equalsIgnoreCase(response.headers().first("connection"));
    }

    /** Whether what is left of the body is little enough to read it for the connection's sake. */
    private boolean bodyWillEnd(Exchange from) {
        if (reading == Reading.COMPLETE) {
            return true;
        }
        if (from.request.expects() && !continueSent && received == 0) {
            return false; // the client may send the body or leave it out: what follows could be either
        }
        long length = from.request.length();
        return length < 0 || length - received <= door.options().limits().dropped();
    }

    private void answered() {
        answered = true;
        if (reading == Reading.STREAM || reading == Reading.GATHER) {
            reading = Reading.DROP;
            windowFull = false;
            dropped = 0;
        }
        proceed();
    }

    /** Takes the next step when this request is done. */
    private void proceed() {
        if (!answered || reading == Reading.LINGER) {
            return;
        }
        if (!keep || last) {
            if (reading == Reading.COMPLETE && !decoder.hasMore() && !secure) {
                reading = Reading.LINGER;
                outbox.close();
                deadline = System.nanoTime() + door.options().timeouts().write().toNanos();
            } else {
                linger();
            }
        } else if (reading == Reading.COMPLETE) {
            if (channel.isWritable()) {
                awaitHead();
                goOn();
            }
        } else {
            goOn();
        }
    }

    private void goOn() {
        if (!autoRead) {
            startReading();
        }
        try {
            decoder.resume();
        } catch (Exception e) {
            channel.close();
        }
    }

    /** Refuses without asking any handler. */
    private void turnAway(int status) {
        keep = false;
        outbox.refusal(status);
        answered = true;
        linger();
    }

    private void linger() {
        reading = Reading.LINGER;
        windowFull = false;
        deadline = System.nanoTime() + door.options().timeouts().linger().toNanos();
        startReading();
        outbox.end();
    }

    // Time.

    /** No further request is begun; the running one is finished. */
    void stop() {
        last = true;
        if (reading == Reading.HEAD && !headBegun) {
            channel.close();
        }
    }

    void sweep(long now) {
        if (outbox.isStuck(now)) {
            channel.close();
            return;
        }
        if (now - deadline < 0) {
            return;
        }
        long next = now + door.options().timeouts().body().toNanos();
        switch (reading) {
            case HEAD -> {
                if (headBegun) {
                    turnAway(408);
                } else {
                    channel.close();
                }
            }
            case LINGER -> {
                if (outbox.isEmpty()) {
                    channel.close();
                } else {
                    deadline = now + door.options().timeouts().linger().toNanos();
                }
            }
            case COMPLETE, DECIDE -> deadline = next;
            case GATHER, STREAM, DROP -> {
                if (windowFull || !wanted() || received - progress >= Options.Timeouts.PROGRESS) {
                    progress = received;
                    deadline = next;
                } else {
                    tooSlow();
                }
            }
        }
    }

    /** Whether the peer is late: not while it waits for {@code 100-continue}, nor when only the handler is waited for. */
    private boolean wanted() {
        Exchange current = exchange;
        if (current == null || answered) {
            return true;
        }
        return reading != Reading.DROP && (!current.request.expects() || continueSent || received > 0);
    }

    private void tooSlow() {
        Exchange current = exchange;
        if (current == null || reading == Reading.DROP) {
            channel.close();
        } else {
            end(current, BodyException.Reason.TOO_SLOW, "the body came too slowly");
        }
    }
}
