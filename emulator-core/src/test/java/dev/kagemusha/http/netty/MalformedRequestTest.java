package dev.kagemusha.http.netty;

import dev.kagemusha.testing.Seed;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** What no handler ever sees: requests whose form is wrong, above all those that two servers would read differently. */
@Timeout(60)
@ExtendWith(LeakWatch.class)
final class MalformedRequestTest {
    private static FrontDoor door;

    @BeforeAll
    static void start() throws IOException {
        Options options = FrontDoorTest.options();
        door = FrontDoor.start(options.withLimits(options.limits().withBody(10_000_000)), new TinyHandler());
    }

    @AfterAll
    static void stop() {
        assertThat(door.gatheredBytes()).isZero();
        door.close();
    }

    /** {@code |} ends a line. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            no host;400;GET /gathered HTTP/1.1||
            two hosts;400;GET /gathered HTTP/1.1|Host: a|Host: a||
            no version;400;GET /gathered||
            another version;505;GET /gathered HTTP/2.0|Host: h||
            the preface of HTTP/2;505;PRI * HTTP/2.0||SM||
            no request;400;HELLO||
            blank in the path;400;GET /a b HTTP/1.1|Host: h||
            control character in the path;400;GET /a<SOH>b HTTP/1.1|Host: h||
            fragment;400;GET /a#b HTTP/1.1|Host: h||
            no path;400;GET a HTTP/1.1|Host: h||
            a proxy's method;400;CONNECT h:80 HTTP/1.1|Host: h||
            the server as a whole;400;OPTIONS * HTTP/1.1|Host: h||
            bad method;400;G(T /gathered HTTP/1.1|Host: h||
            length of letters;400;POST /gathered HTTP/1.1|Host: h|Content-Length: abc||
            negative length;400;POST /gathered HTTP/1.1|Host: h|Content-Length: -1||
            signed length;400;POST /gathered HTTP/1.1|Host: h|Content-Length: +3||abc
            hexadecimal length;400;POST /gathered HTTP/1.1|Host: h|Content-Length: 0x3||abc
            empty length;400;POST /gathered HTTP/1.1|Host: h|Content-Length: ||abc
            length past all bounds;400;POST /gathered HTTP/1.1|Host: h|Content-Length: 99999999999999999999||abc
            list of lengths;400;POST /gathered HTTP/1.1|Host: h|Content-Length: 3, 3||abc
            two lengths;400;POST /gathered HTTP/1.1|Host: h|Content-Length: 3|Content-Length: 4||abcd
            the same length twice;400;POST /gathered HTTP/1.1|Host: h|Content-Length: 3|Content-Length: 3||abc
            length and coding;400;POST /gathered HTTP/1.1|Host: h|Content-Length: 3|Transfer-Encoding: chunked||0||
            coding and length;400;POST /gathered HTTP/1.1|Host: h|Transfer-Encoding: chunked|Content-Length: 3||0||
            unknown coding;400;POST /gathered HTTP/1.1|Host: h|Transfer-Encoding: gzip||abc
            two codings;501;POST /gathered HTTP/1.1|Host: h|Transfer-Encoding: gzip, chunked||0||
            coding twice;400;POST /gathered HTTP/1.1|Host: h|Transfer-Encoding: chunked|Transfer-Encoding: chunked||0||
            hidden coding;400;POST /gathered HTTP/1.1|Host: h|Transfer-Encoding: xchunked||0||
            quoted coding;400;POST /gathered HTTP/1.1|Host: h|Transfer-Encoding: "chunked"||0||
            coding with a tab;400;POST /gathered HTTP/1.1|Host: h|Transfer-Encoding: <VT>chunked||0||
            coding in the old version;400;POST /gathered HTTP/1.0|Transfer-Encoding: chunked||0||
            blank before the colon;400;POST /gathered HTTP/1.1|Host: h|Transfer-Encoding : chunked||0||
            blank in a name;400;GET /gathered HTTP/1.1|Host: h|A b: c||
            no name;400;GET /gathered HTTP/1.1|Host: h|: c||
            no colon;400;GET /gathered HTTP/1.1|Host: h|abc||
            zero byte;400;GET /gathered HTTP/1.1|Host: h|A: b<NUL>c||
            lone CR in a value;400;GET /gathered HTTP/1.1|Host: h|A: b<CR>Content-Length: 3||abc
            lone LF;400;GET /gathered HTTP/1.1<LF>Host: h||
            unknown expectation;417;PUT /gathered HTTP/1.1|Host: h|Expect: tea|Content-Length: 3||
            body past the limit;413;PUT /echo HTTP/1.1|Host: h|Content-Length: 10000001||
            chunk size of letters;400;PUT /gathered HTTP/1.1|Host: h|Transfer-Encoding: chunked||xyz|abc|0||
            negative chunk size;400;PUT /gathered HTTP/1.1|Host: h|Transfer-Encoding: chunked||-3|abc|0||
            chunk size past all bounds;400;PUT /gathered HTTP/1.1|Host: h|Transfer-Encoding: chunked||fffffffffffffffff|abc|
            chunk longer than its size;400;PUT /gathered HTTP/1.1|Host: h|Transfer-Encoding: chunked||3|abcdef|0||
            empty chunk size;400;PUT /gathered HTTP/1.1|Host: h|Transfer-Encoding: chunked|||abc|0||
            broken chunk of a streamed body;400;PUT /echo HTTP/1.1|Host: h|Transfer-Encoding: chunked||3|abc|zz|
            """)
    void isRefused(String what, int status, String request) throws IOException {
        try (RawClient client = new RawClient(door.port())) {
            client.sendRaw(request.replace("|", "\r\n")
                    .replace("<SOH>", "\u0001")
                    .replace("<VT>", "\u000b")
                    .replace("<NUL>", "\u0000")
                    .replace("<CR>", "\r")
                    .replace("<LF>", "\n"));
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).as(answer.body()).isEqualTo(status);
            assertThat(answer.headers()).containsEntry("connection", "close");
            assertThat(answer.body()).doesNotContain("Exception", "\tat ").hasSizeLessThan(60);
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void refusesALineThatIsTooLong() throws IOException {
        try (RawClient client = new RawClient(door.port())) {
            client.send("GET /" + "a".repeat(66_000) + " HTTP/1.1\nHost: h\n\n");
            assertThat(client.read().status()).isEqualTo(414);
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void refusesHeadersThatAreTooLong() throws IOException {
        try (RawClient client = new RawClient(door.port())) {
            client.send("GET / HTTP/1.1\nHost: h\n" + ("A: " + "b".repeat(1000) + "\n").repeat(70) + "\n");
            assertThat(client.read().status()).isEqualTo(431);
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void takesLongLinesAndHeadersWithinTheirLimits() throws IOException {
        try (RawClient client = new RawClient(door.port())) {
            client.send("GET /answered?" + "a".repeat(64_000) + " HTTP/1.1\nHost: h\n"
                    + ("A: " + "b".repeat(1000) + "\n").repeat(60) + "\n");
            assertThat(client.read().body()).hasSize(64_009);
        }
    }

    @Test
    void stopsAChunkedBodyAtTheLimit() throws IOException {
        try (RawClient client = new RawClient(door.port())) {
            client.send("PUT /count HTTP/1.1\nHost: h\nTransfer-Encoding: chunked\n\n");
            String chunk = "100000\n" + "x".repeat(0x100000) + "\n";
            for (int i = 0; i < 10; i++) {
                client.send(chunk);
            }
            assertThat(client.read().body()).isEqualTo("TOO_LARGE");
            assertThat(client.ended()).isTrue();
        }
    }

    /** Whatever comes, it is answered or closed, and the next client is served. */
    @Test
    void outlivesGarbage() throws IOException {
        long seed = Seed.next();
        Random random = new Random(seed);
        String[] good = {
            "POST /gathered?a=b HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n0123456789",
            "PUT /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n3;x\r\nabc\r\n0\r\n\r\n",
            "GET /written?1000 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
            "PUT /count HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc"
        };
        for (int i = 0; i < 400; i++) {
            try (RawClient client = new RawClient(door.port())) {
                StringBuilder bytes = new StringBuilder();
                for (int part = random.nextInt(4); part >= 0; part--) {
                    bytes.append(good[random.nextInt(good.length)]);
                }
                for (int change = random.nextInt(8); change > 0; change--) {
                    int at = random.nextInt(bytes.length());
                    switch (random.nextInt(3)) {
                        case 0 -> bytes.setCharAt(at, (char) random.nextInt(256));
                        case 1 -> bytes.deleteCharAt(at);
                        default -> bytes.insert(at, (char) random.nextInt(256));
                    }
                }
                client.sendRaw(bytes.toString());
                client.socket().shutdownOutput();
                while (!client.ended()) {
                    // answers of whatever kind
                }
            } catch (java.net.SocketException e) {
                // reset while sending: closed, which is fine
            } catch (IOException e) {
                throw new IOException("seed " + seed + ", round " + i, e);
            }
        }
        try (RawClient client = new RawClient(door.port())) {
            assertThat(client.get("/gathered").read().status()).isEqualTo(200);
        }
    }
}
