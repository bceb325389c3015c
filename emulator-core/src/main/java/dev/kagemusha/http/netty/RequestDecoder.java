package dev.kagemusha.http.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Netty's decoder with a tap: while the connection is busy with a request, or its reader is behind, bytes stay undecoded;
 * past {@value #PIPELINED} of them nothing more is read from the peer. So pipelined requests are neither lost nor
 * unbounded, and a usual request never touches the socket's read interest.
 */
final class RequestDecoder extends HttpRequestDecoder {
    private static final int PIPELINED = 64 << 10;
    private static final int CHUNK = 256 << 10;

    private final Connection connection;
    private boolean inputShut;
    private boolean decoding;
    private @Nullable ChannelHandlerContext context;

    RequestDecoder(Connection connection, Options.Limits limits) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.requestLine())
                .setMaxHeaderSize(limits.header())
                .setMaxChunkSize(CHUNK)
                .setAllowDuplicateContentLengths(false)
                .setStrictLineParsing(true));
        this.connection = connection;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (connection.lingers()) {
            ReferenceCountUtil.release(message);
        } else {
            decodeAll(ctx, message);
        }
    }

    private void decodeAll(ChannelHandlerContext ctx, Object message) throws Exception {
        decoding = true;
        try {
            super.channelRead(ctx, message);
        } finally {
            decoding = false;
        }
        connection.decoded();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (connection.lingers()) {
            in.skipBytes(in.readableBytes());
        } else if (!connection.busy()) {
            super.decode(ctx, in, out);
            if (out.isEmpty()) {
                connection.partlyRead();
            }
        } else if (in.readableBytes() > PIPELINED) {
            connection.stopReading();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (connection.busy()) {
            ctx.fireChannelReadComplete(); // the usual one asks for another read when it decoded nothing
        } else {
            super.channelReadComplete(ctx);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof ChannelInputShutdownEvent && connection.busy() && actualReadableBytes() > 0) {
            inputShut = true; // the peer said all it has to say, but some of it is still to be heard
        } else {
            super.userEventTriggered(ctx, event);
        }
    }

    /** Goes on with the bytes that have waited. */
    void resume() throws Exception {
        ChannelHandlerContext ctx = context;
        if (ctx == null || ctx.isRemoved() || decoding) {
            return; // a request answered while it was decoded: the decoding loop goes on by itself
        }
        if (actualReadableBytes() > 0) {
            decodeAll(ctx, Unpooled.EMPTY_BUFFER);
        }
        if (inputShut && !(connection.busy() && actualReadableBytes() > 0)) {
            inputShut = false;
            super.userEventTriggered(ctx, ChannelInputShutdownEvent.INSTANCE);
        }
    }

    /** Whether bytes wait that belong to no request yet. */
    boolean hasMore() {
        return actualReadableBytes() > 0;
    }

    /** Two lengths are two readings of where the body ends, the seed of request smuggling. */
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
    }
}
