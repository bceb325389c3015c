package dev.kagemusha.launch;

import dev.kagemusha.service.Definition;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Listener;
import dev.kagemusha.service.Service;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class ListenersTest {
    private static final Pattern ECHO = Pattern.compile("\"echo\":\"127\\.0\\.0\\.1:(\\d+)\"");

    @Test
    void servesTheListenerThatIsAskedForAndReportsItInHealth() throws Exception {
        int port;
        try (Server server = Server.start(config("echo=127.0.0.1:0"), List.of(new EchoService()))) {
            port = portInHealth(server);
            assertThat(echo(port, "hello")).isEqualTo("hello");
        }
        try (DatagramSocket again = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            assertThat(again.isBound()).as("the port is free after the stop").isTrue();
        }
    }

    @Test
    void leavesListenersOffUnlessAskedFor() throws Exception {
        try (Server server = Server.start(config(""), List.of(new EchoService()))) {
            assertThat(health(server)).contains("\"listeners\":{}");
        }
    }

    @Test
    void refusesAListenerThatNoServiceDeclares() {
        assertThatThrownBy(() -> Server.start(config("nobody=127.0.0.1:0"), List.of(new EchoService())))
                .isInstanceOf(UsageException.class)
                .hasMessage("--listen: no service has a listener nobody; there are echo");
    }

    @Test
    void refusesAnAddressInUseInOneLine() throws Exception {
        try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            assertThatThrownBy(() ->
                            Server.start(config("echo=127.0.0.1:" + taken.getLocalPort()), List.of(new EchoService())))
                    .isInstanceOf(UsageException.class)
                    .hasMessageStartingWith("--listen: cannot bind echo to 127.0.0.1:" + taken.getLocalPort());
        }
    }

    private static Config config(String listen) throws UsageException {
        return Config.of(Map.of("port", "0", "access-log", "off", "memory", "32m", "listen", listen));
    }

    private static String health(Server server) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(
                                            URI.create("http://localhost:" + server.port() + "/_kagemusha/health"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    private static int portInHealth(Server server) throws IOException, InterruptedException {
        Matcher matcher = ECHO.matcher(health(server));
        assertThat(matcher.find()).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private static String echo(int port, String text) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(5_000);
            byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            socket.receive(answer);
            return new String(answer.getData(), 0, answer.getLength(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    /** A service with nothing but a UDP door that sends back what it gets. */
    private static final class EchoService implements Service {
        @Override
        public String name() {
            return "echo";
        }

        @Override
        public Definition define(Environment environment) {
            return Definition.of("echo", software.amazon.awssdk.services.xray.XRayClient.class)
                    .signing(dev.kagemusha.auth.SigningProfile.of(dev.kagemusha.auth.ErrorFamily.REST_JSON, "echo"));
        }

        @Override
        public List<Listener> listeners() {
            return List.of(new Listener() {
                @Override
                public String name() {
                    return "echo";
                }

                @Override
                public Bound bind(InetSocketAddress address) throws IOException {
                    return new Echo(new DatagramSocket(address));
                }
            });
        }
    }

    private static final class Echo implements Listener.Bound {
        private final DatagramSocket socket;
        private final Thread thread;

        Echo(DatagramSocket socket) {
            this.socket = socket;
            this.thread = Thread.ofPlatform().name("echo").daemon().unstarted(this::echo);
        }

        @Override
        public InetSocketAddress address() {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }

        @Override
        public void serve(Environment environment) {
            thread.start();
        }

        private void echo() {
            DatagramPacket packet = new DatagramPacket(new byte[100], 100);
            try {
                while (!socket.isClosed()) {
                    socket.receive(packet);
                    socket.send(packet);
                }
            } catch (SocketException e) {
                assertThat(socket.isClosed()).isTrue();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The port is free when the thread that is receiving has let go of it, not before. */
        @Override
        public void close() {
            socket.close();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
