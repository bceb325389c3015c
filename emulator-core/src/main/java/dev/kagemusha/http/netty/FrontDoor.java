package dev.kagemusha.http.netty;

import dev.kagemusha.http.RequestHandler;
import dev.kagemusha.http.tls.CertificateAuthority;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ImmediateEventExecutor;
import org.jspecify.annotations.Nullable;

import javax.net.ssl.SSLContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The listening server: HTTP/1.1 and 1.0, plain and over TLS on the same port, in front of one {@link RequestHandler}.
 *
 * <p>The queue of the workers needs no bound of its own: a connection has one request at a time, and the bodies gathered for
 * those that wait are counted by a budget.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails is told through the pipeline
public final class FrontDoor implements AutoCloseable {
    static final System.Logger LOG = System.getLogger(FrontDoor.class.getName());

    private final Options options;
    private final RequestHandler handler;
    private final MemoryBudget budget;
    private final Shares shares;
    private final PooledByteBufAllocator allocator;
    private final EventLoopGroup loops;
    private final Map<EventLoop, Loop> perLoop = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor workers;
    private final ThreadFactory streams = Thread.ofVirtual().name("stream-", 0).factory();
    private final ChannelGroup connections = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);
    private final List<Channel> listening = new ArrayList<>();
    private volatile boolean stopping;

    private FrontDoor(Options options, RequestHandler handler) {
        this.options = options;
        this.handler = handler;
        this.budget = new MemoryBudget(options.limits().gathered());
        this.shares = new Shares(options.limits().windows(), options.limits().window());
        // Direct memory only, one arena per loop: heap bodies never come from here. 4 MB chunks.
        this.allocator = new PooledByteBufAllocator(true, 0, options.eventLoops(), 8192, 9, 64, 256, false);
        this.loops = new MultiThreadIoEventLoopGroup(
                options.eventLoops(), new DefaultThreadFactory("loop"), NioIoHandler.newFactory());
        this.workers = new ThreadPoolExecutor(
                options.workers(),
                options.workers(),
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("worker-", 0).factory());
    }

    /**
     * Listens on every address, or on none.
     *
     * @throws IOException when an address cannot be had; its message names the address
     */
    public static FrontDoor start(Options options, RequestHandler handler) throws IOException {
        FrontDoor door = new FrontDoor(options, handler);
        try {
            for (InetSocketAddress address : options.addresses()) {
                door.listen(address);
            }
            return door;
        } catch (IOException e) {
            door.close();
            throw e;
        }
    }

    private void listen(InetSocketAddress address) throws IOException {
        ChannelFuture bound = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                // A client may say that it has sent all and still wait for its answer.
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.ALLOCATOR, allocator)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(512, 4096, 256 << 10))
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(64 << 10, 256 << 10))
                .childHandler(new Entrance())
                .bind(address)
                .awaitUninterruptibly();
        Throwable problem = bound.cause();
        if (problem != null) {
            throw new IOException(
                    "cannot listen on " + address.getHostString() + ":" + address.getPort() + ": "
                            + problem.getMessage(),
                    problem);
        }
        listening.add(bound.channel());
    }

    private final class Entrance extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(SocketChannel channel) {
            connections.add(channel);
            Loop loop = perLoop.computeIfAbsent(channel.eventLoop(), thread -> new Loop(thread, options));
            Connection connection = new Connection(FrontDoor.this, loop, channel);
            channel.pipeline()
                    .addLast("first", new FirstByte(FrontDoor.this, connection))
                    .addLast("decoder", connection.decoder())
                    .addLast("connection", connection);
        }
    }

    /** Where it listens, in the order of the options, with the ports that were taken. */
    public List<InetSocketAddress> addresses() {
        return listening.stream()
                .map(channel -> (InetSocketAddress) channel.localAddress())
                .toList();
    }

    /** The port of the first address. */
    public int port() {
        return addresses().get(0).getPort();
    }

    /** Connections open now. */
    public int connections() {
        return connections.size();
    }

    /** Bytes of bodies being gathered or handled. */
    public long gatheredBytes() {
        return budget.used();
    }

    /** Direct memory taken for network buffers, in bytes. */
    public long bufferBytes() {
        return allocator.metric().usedDirectMemory();
    }

    /**
     * Stops listening, lets running requests finish for at most {@code grace}, then closes what is left. Connections between
     * requests are closed at once. Returns when every thread has ended.
     */
    public void stop(Duration grace) {
        long end = System.nanoTime() + grace.toNanos();
        stopping = true;
        for (Channel channel : listening) {
            channel.close().awaitUninterruptibly();
        }
        for (Channel channel : connections) {
            Connection connection = channel.pipeline().get(Connection.class);
            if (connection != null) {
                connection.execute(connection::stop);
            }
        }
        connections.newCloseFuture().awaitUninterruptibly(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        connections.close().awaitUninterruptibly();
        workers.shutdown();
        boolean interrupted = false;
        try {
            if (!workers.awaitTermination(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            interrupted = true;
        }
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops without grace. */
    @Override
    public void close() {
        stop(Duration.ZERO);
    }

    Options options() {
        return options;
    }

    RequestHandler handler() {
        return handler;
    }

    MemoryBudget budget() {
        return budget;
    }

    Shares shares() {
        return shares;
    }

    ByteBufAllocator allocator() {
        return allocator;
    }

    Executor workers() {
        return workers;
    }

    boolean stopping() {
        return stopping;
    }

    @Nullable
    CertificateAuthority authority() {
        return options.authority();
    }

    SSLContext tlsContext() throws IOException, GeneralSecurityException {
        return Objects.requireNonNull(options.authority()).serverContext();
    }

    /** Runs on a worker; a server that is stopping closes the channel instead. */
    void work(Runnable task, Channel channel) {
        try {
            workers.execute(task);
        } catch (RejectedExecutionException e) {
            channel.close();
        }
    }

    void stream(Runnable task) {
        streams.newThread(task).start();
    }
}
