package dev.kagemusha.http.netty;

import dev.kagemusha.http.BodyException;
import dev.kagemusha.testing.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Messages over one connection: forms of bodies and answers, their order, and what ends a connection. */
@Timeout(60)
@org.junit.jupiter.api.extension.ExtendWith(LeakWatch.class)
final class FrontDoorTest {
    private final TinyHandler handler = new TinyHandler();
    private FrontDoor door;

    static Options options() {
        return Options.of(
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                InstantSource.fixed(java.time.Instant.parse("2026-03-01T08:09:10Z")));
    }

    @BeforeEach
    void start() throws IOException {
        door = FrontDoor.start(options(), handler);
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
    void takesInEachFormThatIsDecidedLater() throws Exception {
        try (RawClient client = client()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.get("/later/answered?a").read().body()).isEqualTo("answered a");
                assertThat(client.get("/later/gathered").read().body()).isEqualTo("gathered ");
                assertThat(client.get("/later/echo").read().body()).isEqualTo("streamed ");
                assertThat(client.get("/later/chunked?300000").read().body()).hasSize(300_000);
                client.send("POST /later/gathered HTTP/1.1\nHost: h\nContent-Length: 3\n\nabc");
                assertThat(client.read().body()).isEqualTo("gathered abc");
                client.send("PUT /later/echo HTTP/1.1\nHost: h\nTransfer-Encoding: chunked\n\n3\nabc\n0\n\n");
                assertThat(client.read().body()).isEqualTo("streamed abc");
                client.send("PUT /later/answered?b HTTP/1.1\nHost: h\nContent-Length: 3\n\nabc");
                assertThat(client.read().body()).isEqualTo("answered b");
            }
            // Heads and bodies that came together wait for each other.
            client.send("GET /later/answered?1 HTTP/1.1\nHost: h\n\nGET /later/gathered HTTP/1.1\nHost: h\n\n"
                    + "PUT /later/echo HTTP/1.1\nHost: h\nContent-Length: 3\n\nabc"
                    + "PUT /later/gathered HTTP/1.1\nHost: h\nContent-Length: 3\n\ndef"
                    + "PUT /later/answered?2 HTTP/1.1\nHost: h\nContent-Length: 3\n\nabc"
                    + "GET /answered?3 HTTP/1.1\nHost: h\n\n");
            for (String body :
                    List.of("answered 1", "gathered ", "streamed abc", "gathered def", "answered 2", "answered 3")) {
                assertThat(client.read().body()).isEqualTo(body);
            }
        }
        assertThat(handler.entered).isNotEmpty().allMatch(thread -> thread.startsWith("worker-"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/later/gathered", "/later/echo", "/later/answered"})
    void decidesLaterAboutAPeerThatHasSaidAll(String path) throws Exception {
        try (RawClient client = client()) {
            client.send("PUT " + path + " HTTP/1.1\nHost: h\nContent-Length: 3\n\nabc");
            client.socket().shutdownOutput();
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.ended()).isTrue();
        }
        try (RawClient client = client()) {
            client.send("PUT " + path + " HTTP/1.1\nHost: h\nContent-Length: 300\n\n");
            client.socket().shutdownOutput();
            client.in().readAllBytes(); // an answer or none, but the end
        }
        while (door.connections() > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void countsTheBodyOfACallThatWaits() throws Exception {
        try (RawClient client = client()) {
            client.send("PUT /waits HTTP/1.1\nHost: h\nContent-Length: 50000\n\n" + "x".repeat(50_000));
            assertThat(handler.entered.take()).isEqualTo("virtual");
            assertThat(door.gatheredBytes()).isEqualTo(50_000);
            handler.gate.countDown();
            assertThat(client.read().body()).isEqualTo("50000");
        }
        assertThat(door.gatheredBytes()).isZero();
    }

    @Test
    void answersEachFormOfIntakeOnOneConnection() throws IOException {
        try (RawClient client = client()) {
            RawClient.Answer answer = client.get("/answered?a=1&b=%20").read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("answered a=1&b=%20");
            assertThat(answer.headers())
                    .containsEntry("date", "Sun, 01 Mar 2026 08:09:10 GMT")
                    .containsEntry("content-type", "text/plain")
                    .doesNotContainKey("connection");
            client.send("POST /gathered HTTP/1.1\nHost: h\nContent-Length: 3\n\nabc");
            assertThat(client.read().body()).isEqualTo("gathered abc");
            client.send("PUT /echo HTTP/1.1\nHost: h\nContent-Length: 3\n\nabc");
            assertThat(client.read().body()).isEqualTo("streamed abc");
            client.send(
                    "PUT /echo HTTP/1.1\nHost: h\nTransfer-Encoding: chunked\n\n3\nabc\nA;x=y\n0123456789\n0\nX-T: 1\n\n");
            assertThat(client.read().body()).isEqualTo("streamed abc0123456789");
            client.send("PUT /gathered HTTP/1.1\nHost: h\nTransfer-Encoding: chunked\n\n3\nabc\n2\nde\n0\n\n");
            assertThat(client.read().body()).isEqualTo("gathered abcde");
            client.get("/written?300000");
            assertThat(client.read().body()).hasSize(300_000);
            client.get("/chunked?300000");
            assertThat(client.read().body()).hasSize(300_000);
            client.get("/size?1000000");
            assertThat(client.read().body()).hasSize(1_000_000);
            assertThat(client.get("/nothing").read().headers()).doesNotContainKey("content-length");
        }
    }

    @Test
    void namesTheLengthOfAShortBodyWrittenWithoutOne() throws IOException {
        try (RawClient client = client()) {
            RawClient.Answer answer = client.get("/chunked?5").read();
            assertThat(answer.headers()).containsEntry("content-length", "5").doesNotContainKey("transfer-encoding");
        }
    }

    @Test
    void answersPipelinedRequestsInOrder() throws IOException {
        try (RawClient client = client()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 200; i++) {
                requests.append(
                        switch (i % 4) {
                            case 0 -> "GET /answered?" + i + " HTTP/1.1\nHost: h\n\n";
                            case 1 -> "POST /gathered HTTP/1.1\nHost: h\nContent-Length: 3\n\n%03d".formatted(i);
                            case 2 -> "POST /echo HTTP/1.1\nHost: h\nContent-Length: 3\n\n%03d".formatted(i);
                            default -> "GET /written?" + i + " HTTP/1.1\nHost: h\n\n";
                        });
            }
            client.send(requests.toString());
            for (int i = 0; i < 200; i++) {
                String body = client.read().body();
                switch (i % 4) {
                    case 0 -> assertThat(body).isEqualTo("answered " + i);
                    case 1 -> assertThat(body).isEqualTo("gathered %03d", i);
                    case 2 -> assertThat(body).isEqualTo("streamed %03d", i);
                    default -> assertThat(body).hasSize(i);
                }
            }
        }
    }

    @Test
    void answersAllThatWasSentBeforeTheClientClosedItsHalf() throws IOException {
        try (RawClient client = client()) {
            client.get("/gathered").get("/answered").get("/written?10");
            client.socket().shutdownOutput();
            assertThat(client.read().body()).isEqualTo("gathered ");
            assertThat(client.read().body()).isEqualTo("answered ");
            assertThat(client.read().body()).hasSize(10);
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void closesAfterConnectionClose() throws IOException {
        try (RawClient client = client()) {
            client.send("GET /gathered HTTP/1.1\nHost: h\nConnection: close\n\n");
            assertThat(client.read().headers()).containsEntry("connection", "close");
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void speaksTheOldVersion() throws IOException {
        try (RawClient client = client()) {
            client.send("GET /gathered HTTP/1.0\nConnection: keep-alive\n\n");
            assertThat(client.read().headers()).containsEntry("connection", "keep-alive");
            client.send("GET /chunked?300000 HTTP/1.0\nConnection: keep-alive\n\n");
            RawClient.Answer answer = client.read();
            assertThat(answer.headers()).doesNotContainKeys("transfer-encoding", "content-length");
            assertThat(answer.body()).hasSize(300_000);
        }
    }

    @Test
    void answersHeadWithoutABody() throws IOException {
        try (RawClient client = client()) {
            for (String path : List.of("/gathered", "/answered", "/written?77", "/chunked?77")) {
                client.send("HEAD " + path + " HTTP/1.1\nHost: h\n\n");
                assertThat(client.readHead().status()).isEqualTo(200);
            }
            client.send("HEAD /written?77 HTTP/1.1\nHost: h\n\n");
            assertThat(client.readHead().headers()).containsEntry("content-length", "77");
            assertThat(handler.abandoned).hasValue(3);
            assertThat(client.get("/answered").read().body()).isEqualTo("answered ");
        }
    }

    @Test
    void letsAnAnswerToHeadNameItsOwnLength() throws IOException {
        try (RawClient client = client()) {
            client.send("HEAD /own HTTP/1.1\nHost: h\n\n");
            assertThat(client.readHead().headers()).containsEntry("content-length", "4711");
            assertThat(client.get("/own").read().headers()).containsEntry("content-length", "0");
        }
    }

    @Test
    void carriesBytesOfHeadersAndTargetsAsTheyAre() throws IOException {
        String utf8 = new String("Zo\u00eb".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        try (RawClient client = client()) {
            client.send("GET /header?" + utf8 + " HTTP/1.1\nHost: h\nX-Amz-Meta-A: " + utf8 + "\n\n");
            RawClient.Answer answer = client.read();
            assertThat(answer.headers()).containsEntry("x-amz-meta-a", utf8);
            assertThat(answer.body()).isEqualTo("/header" + utf8);
        }
    }

    @Test
    void asksForTheBodyOnlyWhenItIsRead() throws IOException {
        String head = " HTTP/1.1\nHost: h\nContent-Length: 3\nExpect: 100-continue\n\n";
        try (RawClient client = client()) {
            assertThat(client.send("PUT /echo" + head.replace("100-continue", "") + "abc")
                            .read()
                            .body())
                    .as("an expectation of nothing")
                    .endsWith(" abc");
            for (String path : List.of("/gathered", "/echo")) {
                assertThat(client.send("PUT " + path + head).readHead().status())
                        .isEqualTo(100);
                assertThat(client.send("abc").read().body()).endsWith(" abc");
            }
        }
        for (String path : List.of("/answered", "/unread")) {
            try (RawClient client = client()) {
                RawClient.Answer answer = client.send("PUT " + path + head).read();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.headers()).containsEntry("connection", "close");
                assertThat(client.ended()).isTrue();
            }
        }
    }

    @Test
    void doesNotAskForABodyThatCameWithItsHead() throws IOException {
        try (RawClient client = client()) {
            for (int i = 0; i < 2; i++) {
                client.send("PUT /gathered HTTP/1.1\nHost: h\nContent-Length: 3\nExpect: 100-continue\n\nabc");
            }
            for (int i = 0; i < 2; i++) {
                RawClient.Answer answer = client.read();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).endsWith(" abc");
            }
        }
    }

    @Test
    void saysContinueBeforeAnEmptyBodyToo() throws IOException {
        String head = " HTTP/1.1\nHost: h\nContent-Length: 0\nExpect: 100-continue\n\n";
        try (RawClient client = client()) {
            for (String path : List.of("/gathered", "/echo", "/answered", "/unread")) {
                assertThat(client.send("PUT " + path + head).readHead().status())
                        .as(path)
                        .isEqualTo(100);
                RawClient.Answer answer = client.read();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.headers()).doesNotContainKey("connection");
            }
        }
    }

    @Test
    void doesNotAskForABodyThatIsTooLargeToGather() throws IOException {
        try (RawClient client = client()) {
            client.send("PUT /gathered HTTP/1.1\nHost: h\nContent-Length: 9000000\nExpect: 100-continue\n\n");
            assertThat(client.read().body()).isEqualTo("TOO_LARGE");
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void readsASmallUnwantedBodyAndKeepsTheConnection() throws IOException {
        try (RawClient client = client()) {
            for (String path : List.of("/answered", "/unread")) {
                client.send("PUT " + path + " HTTP/1.1\nHost: h\nContent-Length: 100000\n\n" + "x".repeat(100_000));
                assertThat(client.read().status()).isEqualTo(200);
            }
            assertThat(client.get("/answered").read().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/answered", "/unread"})
    void closesRatherThanReadALargeUnwantedBody(String path) throws IOException {
        try (RawClient client = client()) {
            client.send("PUT " + path + " HTTP/1.1\nHost: h\nContent-Length: 100000000\n\n" + "x".repeat(100_000));
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers()).containsEntry("connection", "close");
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void neverShowsWhatAHandlerThrew() throws IOException {
        try (RawClient client = client()) {
            RawClient.Answer answer = client.get("/throws").read();
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).isEmpty();
        }
    }

    @Test
    void letsNoHeaderValueWriteHeadersOfItsOwn() throws IOException {
        try (RawClient client = client()) {
            assertThat(client.get("/injected").read().headers())
                    .containsEntry("x-a", "1  x-b: 2")
                    .doesNotContainKey("x-b");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/short", "/long"})
    void closesWhenABodyDoesNotKeepItsLength(String path) throws IOException {
        try (RawClient client = client()) {
            client.get(path);
            assertThat(client.in().readAllBytes()).hasSizeLessThan(1_000_000);
        }
    }

    @Test
    void dropsTheConnectionOfAWriterThatFailsBeforeItsFirstBuffer() throws IOException {
        try (RawClient client = client()) {
            client.get("/dropped");
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void dropsTheConnectionWhenToldTo() throws IOException {
        try (RawClient client = client()) {
            client.get("/drop");
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void finishesARunningRequestWhenStopped() throws Exception {
        try (RawClient running = client();
                RawClient idle = client()) {
            idle.get("/answered").read();
            running.get("/gate");
            handler.entered.take();
            Thread stopping = Thread.ofVirtual().start(() -> door.stop(Duration.ofSeconds(30)));
            assertThat(idle.ended()).isTrue();
            assertThatThrownBy(this::client).isInstanceOf(IOException.class);
            handler.gate.countDown();
            RawClient.Answer answer = running.read();
            assertThat(answer.body()).isEqualTo("through the gate");
            assertThat(answer.headers()).containsEntry("connection", "close");
            assertThat(running.ended()).isTrue();
            stopping.join();
        }
    }

    @Test
    void waitsNoLongerThanItsGrace() throws Exception {
        try (RawClient running = client();
                RawClient streaming = client()) {
            running.get("/gate");
            handler.entered.take();
            streaming.send("PUT /count HTTP/1.1\nHost: h\nContent-Length: 10\n\nabc");
            handler.entered.take();
            door.stop(Duration.ofMillis(200));
            assertThat(running.ended()).isTrue();
            assertThat(streaming.ended()).isTrue();
            assertThat(handler.problems.take()).isInstanceOf(BodyException.class);
        }
    }

    @Test
    void servesManyClientsAtOnce() throws Exception {
        long seed = Seed.next();
        List<Callable<Boolean>> clients = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            Random random = new Random(seed + i);
            clients.add(() -> {
                try (RawClient client = client()) {
                    for (int round = 0; round < 40; round++) {
                        String body =
                                "x".repeat(random.nextInt(10) == 0 ? random.nextInt(900_000) : random.nextInt(900));
                        String head = " HTTP/1.1\nHost: h\nContent-Length: " + body.length() + "\n\n" + body;
                        switch (random.nextInt(5)) {
                            case 0 ->
                                assertThat(client.send("PUT /gathered" + head)
                                                .read()
                                                .body())
                                        .isEqualTo("gathered " + body);
                            case 1 ->
                                assertThat(client.send("PUT /echo" + head)
                                                .read()
                                                .body())
                                        .isEqualTo("streamed " + body);
                            case 2 ->
                                assertThat(client.get("/written?" + body.length())
                                                .read()
                                                .body())
                                        .hasSize(body.length());
                            case 3 ->
                                assertThat(client.get("/chunked?" + body.length())
                                                .read()
                                                .body())
                                        .hasSize(body.length());
                            default ->
                                assertThat(client.get("/size?" + body.length())
                                                .read()
                                                .body())
                                        .hasSize(body.length());
                        }
                    }
                    return true;
                }
            });
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> client : threads.invokeAll(clients)) {
                assertThat(client.get()).as("seed %d", seed).isTrue();
            }
        }
        assertThat(door.gatheredBytes()).isZero();
    }

    @Test
    void saysWhichAddressCannotBeHad() {
        int port = door.port();
        Options taken = new Options(
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)),
                1,
                1,
                Options.Limits.standard(),
                Options.Timeouts.standard(),
                InstantSource.system(),
                null);
        assertThatThrownBy(() -> FrontDoor.start(taken, handler))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(":" + port);
    }
}
