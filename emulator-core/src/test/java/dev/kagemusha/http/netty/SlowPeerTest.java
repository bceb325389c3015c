package dev.kagemusha.http.netty;

import dev.kagemusha.http.BodyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Peers that are slow, stop, or go away: nothing waits for them for ever and none of them costs much. */
@Timeout(60)
@ExtendWith(LeakWatch.class)
final class SlowPeerTest {
    private final TinyHandler handler = new TinyHandler();
    private FrontDoor door;

    private void start(Duration timeout) throws IOException {
        door = FrontDoor.start(FrontDoorTest.options().withTimeouts(Options.Timeouts.all(timeout)), handler);
    }

    @AfterEach
    void stop() {
        handler.gate.countDown();
        door.close();
    }

    private RawClient client() throws IOException {
        return new RawClient(door.port());
    }

    @Test
    void closesAnIdleConnection() throws IOException {
        start(Duration.ofMillis(200));
        try (RawClient fresh = client();
                RawClient used = client()) {
            used.get("/answered").read();
            assertThat(fresh.ended()).isTrue();
            assertThat(used.ended()).isTrue();
        }
    }

    @Test
    void refusesAHeadThatComesByteByByte() throws IOException {
        start(Duration.ofMillis(300));
        try (RawClient client = client()) {
            client.send("GET / HTTP/1.1\nX: ");
            client.socket().setSoTimeout(20);
            String line = null;
            while (line == null) {
                try {
                    line = client.line();
                } catch (SocketTimeoutException e) {
                    client.send("x");
                }
            }
            assertThat(line).startsWith("HTTP/1.1 408 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/gathered", "/count"})
    void endsABodyThatStops(String path) throws IOException {
        start(Duration.ofMillis(300));
        try (RawClient client = client()) {
            client.send("PUT " + path + " HTTP/1.1\nHost: h\nContent-Length: 3000\n\n" + "x".repeat(1500));
            RawClient.Answer answer = client.read();
            assertThat(answer.body()).isEqualTo("TOO_SLOW");
            assertThat(answer.headers()).containsEntry("connection", "close");
            assertThat(client.ended()).isTrue();
        }
        assertThat(door.gatheredBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/written?1000000000", "/size?30000000"})
    void givesUpAReaderThatStops(String path) throws Exception {
        start(Duration.ofMillis(300));
        try (RawClient client = client()) {
            client.get(path);
            while (door.connections() > 0) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            if (path.startsWith("/written")) {
                assertThat(handler.problems.take()).isNotNull();
            }
        }
    }

    @Test
    void aPeerThatPipelinesAndNeverReadsCostsOneAnswer() throws Exception {
        start(Duration.ofMillis(500));
        try (RawClient client = client()) {
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        client.get("/size?200000");
                    }
                } catch (IOException e) {
                    // given up
                }
            });
            long most = 0;
            while (door.connections() > 0) {
                most = Math.max(most, door.bufferBytes());
                TimeUnit.MILLISECONDS.sleep(5);
            }
            sender.join();
            assertThat(most).isLessThan(17 << 20);
        }
    }

    @Test
    void stallsTheSenderOfABodyThatIsNotRead() throws Exception {
        start(Duration.ofSeconds(30));
        int size = 64 << 20;
        try (SocketChannel channel =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), door.port()));
                Selector selector = Selector.open()) {
            channel.write(ByteBuffer.wrap(
                    ("PUT /held HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: " + size + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII)));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_WRITE);
            ByteBuffer some = ByteBuffer.allocateDirect(256 << 10);
            int sent = 0;
            boolean stalled = false;
            long most = 0;
            while (sent < size) {
                if (selector.select(stalled ? 20_000 : 500) == 0) {
                    assertThat(stalled).isFalse();
                    stalled = true;
                    assertThat(sent).isLessThan(size / 2);
                    handler.gate.countDown();
                }
                selector.selectedKeys().clear();
                most = Math.max(most, door.bufferBytes());
                some.clear().limit(Math.min(some.capacity(), size - sent));
                sent += channel.write(some);
            }
            assertThat(stalled).isTrue();
            assertThat(most).isLessThan(17 << 20);
            selector.keys().forEach(SelectionKey::cancel);
            selector.selectNow();
            channel.configureBlocking(true);
            ByteBuffer answer = ByteBuffer.allocate(4096);
            while (channel.read(answer) >= 0) {
                assertThat(answer.hasRemaining()).isTrue();
            }
            assertThat(StandardCharsets.US_ASCII.decode(answer.flip()).toString())
                    .endsWith("\r\n\r\n" + size);
        }
    }

    @Test
    void holdsLittleOfAResponseThatIsReadSlowly() throws Exception {
        start(Duration.ofSeconds(30));
        try (RawClient client = client()) {
            client.get("/written?100000000");
            client.readHead();
            byte[] some = new byte[10_000];
            long most = 0;
            long all = 0;
            while (all < 100_000_000) {
                int n = client.in().read(some);
                assertThat(n).isPositive();
                all += n;
                most = Math.max(most, door.bufferBytes());
            }
            assertThat(most).isLessThan(17 << 20);
            assertThat(client.get("/answered").read().status()).isEqualTo(200);
        }
    }

    @Test
    void tellsTheReaderOfABodyThatItsPeerHasGone() throws Exception {
        start(Duration.ofSeconds(30));
        try (RawClient client = client()) {
            client.send("PUT /count HTTP/1.1\nHost: h\nContent-Length: 3000\n\n" + "x".repeat(1500));
        }
        assertThat(handler.problems.take()).isInstanceOfSatisfying(BodyException.class, e -> assertThat(e.reason())
                .isEqualTo(BodyException.Reason.INCOMPLETE));
    }

    @Test
    void tellsTheReaderOfABodyThatItsPeerWasReset() throws Exception {
        start(Duration.ofSeconds(30));
        try (RawClient client = client()) {
            client.send("PUT /count HTTP/1.1\nHost: h\nContent-Length: 3000\n\n" + "x".repeat(1500));
            client.socket().setSoLinger(true, 0);
        }
        assertThat(handler.problems.take()).isInstanceOf(BodyException.class);
    }

    @Test
    void tellsTheWriterThatItsPeerHasGone() throws Exception {
        start(Duration.ofSeconds(30));
        try (RawClient client = client()) {
            client.get("/written?10000000000").readHead();
        }
        assertThat(handler.problems.take()).isInstanceOf(IOException.class);
    }

    @Test
    void forgetsAGatheredBodyWhosePeerHasGone() throws Exception {
        start(Duration.ofSeconds(30));
        try (RawClient client = client()) {
            client.send("PUT /gathered HTTP/1.1\nHost: h\nContent-Length: 3000\n\n" + "x".repeat(1500));
            while (door.gatheredBytes() == 0) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
        while (door.gatheredBytes() > 0 || door.connections() > 0) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    @Test
    void refusesBodiesPastTheMemoryKeptForThem() throws Exception {
        Options options = FrontDoorTest.options();
        door = FrontDoor.start(options.withLimits(options.limits().withGathered(100_000)), handler);
        String head = "PUT /gathered HTTP/1.1\nHost: h\nContent-Length: 60000\n\n";
        try (RawClient first = client();
                RawClient second = client()) {
            first.send(head + "x".repeat(30_000));
            while (door.gatheredBytes() == 0) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            RawClient.Answer answer = second.send(head + "x".repeat(60_000)).read();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).isEqualTo("NO_MEMORY");
            assertThat(first.send("x".repeat(30_000)).read().status()).isEqualTo(200);
            assertThat(second.send(head + "x".repeat(60_000)).read().status()).isEqualTo(200);
        }
        assertThat(door.gatheredBytes()).isZero();
    }

    @Test
    void answersWhileAThousandUploadsCrawl() throws Exception {
        start(Duration.ofSeconds(30));
        List<Socket> held = crawlingUploads();
        try (RawClient client = client()) {
            for (int i = 0; i < 200; i++) {
                assertThat(client.get("/gathered").read().status()).isEqualTo(200);
                assertThat(client.get("/echo").read().status()).isEqualTo(200);
            }
        } finally {
            close(held);
        }
    }

    /** A thousand uploads that send one byte of their body. */
    private List<Socket> crawlingUploads() throws IOException {
        List<Socket> held = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port());
            held.add(socket);
            socket.getOutputStream()
                    .write(("PUT " + (i % 2 == 0 ? "/count" : "/gathered")
                                    + " HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\nx")
                            .getBytes(StandardCharsets.US_ASCII));
        }
        return held;
    }

    private static void close(List<Socket> held) throws IOException {
        for (Socket socket : held) {
            socket.close();
        }
    }

    /** {@code -Dkagemusha.test.connections=10000} opens as many; a thousand others crawl meanwhile. */
    @Test
    void outlivesThousandsOfConnectionsWhileAThousandUploadsCrawl() throws Exception {
        start(Duration.ofSeconds(120));
        int connections = Integer.getInteger("kagemusha.test.connections", 2000);
        List<Socket> held = crawlingUploads();
        long began = System.nanoTime();
        for (int i = 0; i < connections; i++) {
            try (RawClient client = client()) {
                if (i % 4 != 0) {
                    client.get("/gathered");
                }
                if (i % 4 > 1) {
                    assertThat(client.read().status()).isEqualTo(200);
                }
                if (i % 4 == 3) {
                    client.socket().setSoLinger(true, 0); // closed by a reset, as load balancers do
                }
            }
        }
        System.out.printf(
                "%d connections opened and closed in %d ms, %d held%n",
                connections, Duration.ofNanos(System.nanoTime() - began).toMillis(), held.size());
        while (door.connections() > held.size()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        try (RawClient client = client()) {
            assertThat(client.get("/gathered").read().status()).isEqualTo(200);
        }
        close(held);
        while (door.connections() > 0) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        try (RawClient client = client()) {
            assertThat(client.get("/gathered").read().status()).isEqualTo(200);
        }
    }
}
