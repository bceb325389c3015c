package dev.kagemusha.http.netty;

import dev.kagemusha.http.tls.CertificateAuthority;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.InstantSource;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** TLS and plain HTTP on one port, with certificates that a client checks in earnest. */
@Timeout(60)
@ExtendWith(LeakWatch.class)
final class TlsTest {
    @TempDir
    Path directory;

    private final TinyHandler handler = new TinyHandler();
    private CertificateAuthority authority;
    private FrontDoor door;

    @BeforeEach
    void start() throws Exception {
        authority = new CertificateAuthority(directory.resolve("tls"), InstantSource.system(), List.of("kagemusha"));
        door = FrontDoor.start(FrontDoorTest.options().withAuthority(authority), handler);
    }

    @AfterEach
    void stop() {
        door.close();
    }

    private SSLContext trusting() throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "ca",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(
                                authority.certificatePem().getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    private RawClient secure(String host, String version) throws Exception {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), door.port());
        SSLSocket socket = (SSLSocket) trusting().getSocketFactory().createSocket(plain, host, door.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {version});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return new RawClient(socket);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "127.0.0.1",
                "::1",
                "bucket.localhost",
                "my.bucket.s3.localhost.localstack.cloud",
                "localhost.localstack.cloud",
                "bucket.s3.eu-west-1.amazonaws.com",
                "kagemusha"
            })
    void hasACertificateForWhateverNameIsAskedFor(String host) throws Exception {
        for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
            try (RawClient client = secure(host, version)) {
                assertThat(client.get("/secure").read().body()).isEqualTo("true");
            }
        }
    }

    @Test
    void requestsTellHowTheirConnectionIsSecured() throws Exception {
        for (String version : new String[] {"1.2", "1.3"}) {
            try (RawClient client = secure("localhost", "TLSv" + version)) {
                assertThat(client.get("/tls").read().body()).startsWith("Tls[version=" + version + ", cipher=TLS_");
            }
        }
        try (RawClient client = new RawClient(door.port())) {
            assertThat(client.get("/tls").read().body()).isEqualTo("null");
        }
    }

    @Test
    void makesNoKeyBeforeTheFirstTlsConnection() throws Exception {
        try (RawClient client = new RawClient(door.port())) {
            assertThat(client.get("/secure").read().body()).isEqualTo("false");
        }
        assertThat(directory.resolve("tls")).doesNotExist();
        try (RawClient client = secure("localhost", "TLSv1.3")) {
            assertThat(client.get("/secure").read().body()).isEqualTo("true");
        }
        assertThat(directory.resolve("tls/ca-key.pem")).exists();
    }

    @Test
    void streamsBothWays() throws Exception {
        try (RawClient client = secure("localhost", "TLSv1.3")) {
            client.get("/written?20000000");
            assertThat(client.read().body()).hasSize(20_000_000);
            client.send("PUT /count HTTP/1.1\nHost: h\nContent-Length: 5000000\n\n" + "x".repeat(5_000_000));
            assertThat(client.read().body()).isEqualTo("5000000");
        }
    }

    @Test
    void endsAConnectionProperly() throws Exception {
        try (RawClient client = secure("localhost", "TLSv1.3")) {
            client.send("GET /gathered HTTP/1.1\nHost: h\nConnection: close\n\n");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.in().read()).isEqualTo(-1); // close_notify; a bare end would throw
        }
    }

    @Test
    void closesOnABrokenHandshake() throws Exception {
        try (RawClient client = new RawClient(door.port())) {
            client.sendRaw("\u0016\u0003\u0001\u0000\u0005hello");
            client.in().readAllBytes(); // an alert, then the end
        }
        try (RawClient client = new RawClient(door.port())) {
            assertThat(client.get("/gathered").read().status()).isEqualTo(200);
        }
    }

    @Test
    void servesTheUsualClient() throws Exception {
        try (HttpClient client = HttpClient.newBuilder().sslContext(trusting()).build()) {
            for (String scheme : new String[] {"http", "https"}) {
                String base = scheme + "://localhost:" + door.port();
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(URI.create(base + "/echo"))
                                .expectContinue(true)
                                .POST(HttpRequest.BodyPublishers.ofString("hello"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.body()).isEqualTo("streamed hello");
                assertThat(client.send(
                                        HttpRequest.newBuilder(URI.create(base + "/chunked?1000000"))
                                                .build(),
                                        HttpResponse.BodyHandlers.ofByteArray())
                                .body())
                        .hasSize(1_000_000);
            }
        }
    }

    @Test
    void keepsItsAuthority() throws Exception {
        String certificate = authority.certificatePem();
        assertThat(new CertificateAuthority(directory.resolve("tls"), InstantSource.system(), List.of("kagemusha"))
                        .certificatePem())
                .isEqualTo(certificate);
        assertThat(Files.getPosixFilePermissions(directory.resolve("tls/ca-key.pem")))
                .hasToString("[OWNER_READ, OWNER_WRITE]")
                .hasSize(2);
    }
}
