package dev.kagemusha.http.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * Tells TLS from plain HTTP: a TLS connection begins with a handshake record, whose first byte, 0x16, begins no HTTP
 * method. The certificate is made off the loop when the first such connection comes.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails is told through the pipeline
final class FirstByte extends ChannelInboundHandlerAdapter {
    private static final int HANDSHAKE = 0x16;

    private final FrontDoor door;
    private final Connection connection;
    private @Nullable ByteBuf held;

    FirstByte(FrontDoor door, Connection connection) {
        this.door = door;
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (held != null) { // a read that was under way when reading was stopped
            held.writeBytes(bytes);
            bytes.release();
        } else if (!bytes.isReadable()) {
            bytes.release();
        } else if (bytes.getUnsignedByte(bytes.readerIndex()) != HANDSHAKE || door.authority() == null) {
            ctx.pipeline().remove(this);
            ctx.fireChannelRead(bytes);
        } else {
            ctx.channel().config().setAutoRead(false);
            held = ctx.alloc().buffer(bytes.readableBytes()).writeBytes(bytes);
            bytes.release();
            door.work(() -> prepare(ctx), ctx.channel());
        }
    }

    private void prepare(ChannelHandlerContext ctx) {
        SSLContext context;
        try {
            context = door.tlsContext();
        } catch (Exception e) {
            FrontDoor.LOG.log(System.Logger.Level.ERROR, "no certificate for TLS", e);
            ctx.close();
            return;
        }
        ctx.channel().eventLoop().execute(() -> secure(ctx, context));
    }

    private void secure(ChannelHandlerContext ctx, SSLContext context) {
        if (ctx.isRemoved()) {
            return;
        }
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SslHandler ssl = new SslHandler(engine, false, door.workers());
        ssl.setHandshakeTimeoutMillis(door.options().timeouts().handshake().toMillis());
        connection.secured();
        ctx.pipeline().addAfter(ctx.name(), "tls", ssl);
        ByteBuf bytes = held;
        held = null;
        ctx.pipeline().remove(this);
        if (bytes != null) {
            ctx.pipeline().fireChannelRead(bytes);
            ctx.pipeline().fireChannelReadComplete();
        }
        connection.startReading();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (held != null) {
            held.release();
            held = null;
        }
    }
}
