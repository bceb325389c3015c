package dev.kagemusha.benchmarks;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The least a server must do: take a request in, send the same number of bytes back; and, when asked, the hashes that
 * verifying a SigV4 signature cannot do without (body, canonical request, one HMAC; the signing key is cached).
 */
public final class CeilingServer {
    private CeilingServer() {}

    /** Arguments: port, bytes of the answer, {@code plain} or {@code hashing}. */
    public static void main(String[] arguments) throws InterruptedException {
        int port = Integer.parseInt(arguments[0]);
        byte[] answer = "x".repeat(Integer.parseInt(arguments[1])).getBytes(StandardCharsets.US_ASCII);
        boolean hashing = arguments[2].equals("hashing");
        var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        Channel channel = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel child) {
                        child.pipeline()
                                .addLast(
                                        new HttpServerCodec(),
                                        new HttpObjectAggregator(1 << 20),
                                        new Answer(answer, hashing));
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .sync()
                .channel();
        System.out.println("Ready.");
        channel.closeFuture().sync();
    }

    private static final class Answer extends SimpleChannelInboundHandler<FullHttpRequest> {
        private final byte[] answer;
        private final boolean hashing;
        private final Mac mac;
        private final MessageDigest sha256;

        Answer(byte[] answer, boolean hashing) {
            this.answer = answer;
            this.hashing = hashing;
            try {
                this.mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
                this.sha256 = MessageDigest.getInstance("SHA-256");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // the promise is void
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            if (hashing) {
                hash(request);
            }
            ByteBuf body = Unpooled.wrappedBuffer(answer);
            FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.length);
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/x-amz-json-1.0");
            context.writeAndFlush(response, context.voidPromise());
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // the promise is void
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close(context.voidPromise()); // the load generator resets its connections at its end
        }

        private void hash(FullHttpRequest request) {
            byte[] body = new byte[request.content().readableBytes()];
            request.content().getBytes(request.content().readerIndex(), body);
            StringBuilder canonical = new StringBuilder(1024);
            canonical
                    .append(request.method().name())
                    .append('\n')
                    .append(request.uri())
                    .append("\n\n");
            for (String name : new String[] {"content-type", "host", "x-amz-date", "x-amz-target"}) {
                canonical
                        .append(name)
                        .append(':')
                        .append(request.headers().get(name))
                        .append('\n');
            }
            canonical.append('\n').append(HexFormat.of().formatHex(sha256.digest(body)));
            byte[] hashed = sha256.digest(canonical.toString().getBytes(StandardCharsets.UTF_8));
            String toSign = "AWS4-HMAC-SHA256\n20260101T000000Z\n20260101/us-east-1/dynamodb/aws4_request\n"
                    + HexFormat.of().formatHex(hashed);
            byte[] signature = mac.doFinal(toSign.getBytes(StandardCharsets.UTF_8));
            String sent = request.headers().get("authorization");
            if (sent != null && sent.endsWith(HexFormat.of().formatHex(signature))) {
                throw new IllegalStateException("a signature matched by chance");
            }
        }
    }
}
