package dev.kagemusha.http.netty;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.Response;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** What a connection sends. Whether the connection goes on afterwards is decided by {@link Connection}, on its loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails is told through the pipeline
final class Outbox {
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    /** Room for a usual head; a buffer grows when it is longer. */
    private static final int HEAD = 512;

    private final Channel channel;
    private final HeadEncoder encoder;
    private final long patience;
    private @Nullable ChannelHandlerContext context;
    private long deadline;
    private long mark;

    /** @param patience nanoseconds within which a peer must read something of what it is sent */
    Outbox(Channel channel, HeadEncoder encoder, long patience) {
        this.channel = channel;
        this.encoder = encoder;
        this.patience = patience;
    }

    void open(ChannelHandlerContext ctx) {
        context = ctx;
    }

    private ChannelHandlerContext ctx() {
        return Objects.requireNonNull(context);
    }

    private void write(ByteBuf bytes) {
        ctx().writeAndFlush(bytes, ctx().voidPromise());
    }

    void sayContinue() {
        write(Unpooled.wrappedBuffer(CONTINUE));
    }

    /**
     * Sends an answer that is there as a whole.
     *
     * @param length what is said of the body, which may be left out (HEAD)
     */
    boolean whole(Exchange to, Response response, byte[] bytes, long length, boolean keep) {
        ByteBuf out = channel.alloc().directBuffer(HEAD + bytes.length);
        if (!encode(out, to, response, length, keep)) {
            return false;
        }
        write(out.writeBytes(bytes));
        return true;
    }

    /** Sends the head of an answer whose body follows in parts. */
    boolean head(Exchange to, Response response, long length, boolean keep) {
        ByteBuf out = channel.alloc().directBuffer(HEAD);
        if (!encode(out, to, response, length, keep)) {
            return false;
        }
        ctx().write(out, ctx().voidPromise());
        return true;
    }

    void part(ResponseStream from, ByteBuf part, int bytes) {
        ctx().writeAndFlush(part).addListener((ChannelFutureListener) future -> from.sent(bytes, future.isSuccess()));
    }

    /** Writes a head; false when the response cannot be sent at all. */
    private boolean encode(ByteBuf out, Exchange to, Response response, long length, boolean keep) {
        boolean old = to.request.old();
        HeadEncoder.After after =
                keep ? old ? HeadEncoder.After.SAY_KEEP : HeadEncoder.After.KEEP : HeadEncoder.After.CLOSE;
        long said = Exchange.bodiless(response.status()) || (length < 0 && old) ? HeadEncoder.UNSAID : length;
        try {
            encoder.encode(out, response.status(), response.headers(), said, to.isHead(), after);
            return true;
        } catch (RuntimeException e) {
            FrontDoor.LOG.log(System.Logger.Level.ERROR, "a response cannot be sent", e);
            out.release();
            channel.close();
            return false;
        }
    }

    /** Answers a request that no handler has seen. */
    void refusal(int status) {
        byte[] text = (HttpResponseStatus.valueOf(status).reasonPhrase() + "\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuf out = channel.alloc().directBuffer(HEAD);
        Headers headers = Headers.of("content-type", "text/plain");
        encoder.encode(out, status, headers, text.length, false, HeadEncoder.After.CLOSE);
        write(out.writeBytes(text));
    }

    /** Closes the connection when all has been sent. */
    void close() {
        ctx().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Tells the peer, when all has been sent, that nothing more is coming. */
    void end() {
        ctx().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> {
            SslHandler ssl = channel.pipeline().get(SslHandler.class);
            if (ssl != null) {
                ssl.closeOutbound().addListener(closed -> ((DuplexChannel) channel).shutdownOutput());
            } else if (flushed.isSuccess()) {
                ((DuplexChannel) channel).shutdownOutput();
            }
        });
    }

    boolean isEmpty() {
        ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
        return pending == null || pending.totalPendingWriteBytes() == 0;
    }

    /** Whether the peer has read nothing for too long of what waits for it. Asked now and then. */
    boolean isStuck(long now) {
        ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
        if (pending == null || pending.totalPendingWriteBytes() == 0) {
            deadline = 0;
            return false;
        }
        // A buffer that is partly sent counts as a whole among the pending bytes.
        long seen = 31 * pending.totalPendingWriteBytes()
                + (pending.current() instanceof ByteBuf part ? part.readableBytes() : 0);
        if (deadline == 0 || seen != mark) {
            mark = seen;
            deadline = now + patience;
            return false;
        }
        return now - deadline >= 0;
    }
}
