package dev.kagemusha.kms.operation;

import dev.kagemusha.auth.ErrorFamily;
import dev.kagemusha.auth.SigningProfile;
import dev.kagemusha.protocol.catalog.Protocols;
import dev.kagemusha.service.ActionTable;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Definition;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Permission;
import dev.kagemusha.service.Service;
import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.CreateStreamResponse;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Each use of a key, as {@code GET /_kagemusha/audit} shows it: who, which key, for what, through whom. */
final class AuditConformanceTest {
    private static final SdkBytes PLAIN = SdkBytes.fromUtf8String("patient 4711");

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags().withServices(new Sealing());

    private final KmsClient kms = SERVER.client(KmsClient.builder());
    private String key = "";

    @BeforeEach
    void makeKey() {
        key = kms.createKey().keyMetadata().arn();
    }

    private static String audit() throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + SERVER.port() + "/_kagemusha/audit"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** The latest record of an operation. */
    private static Map<String, JsonNode> latest(String operation) throws IOException, InterruptedException {
        JsonNode all = JsonNode.parser().parse(audit());
        for (JsonNode record : all.field("records").orElseThrow().asArray()) {
            if (record.field("operation").orElseThrow().text().equals(operation)) {
                return record.asObject();
            }
        }
        throw new AssertionError("no record of " + operation);
    }

    private void assertShows(String operation, int status, Map<String, Object> notes)
            throws IOException, InterruptedException {
        Map<String, JsonNode> record = latest(operation);
        assertThat(record.get("service").text()).isEqualTo("kms");
        assertThat(record.get("caller").text()).isEqualTo("arn:aws:iam::000000000000:root");
        assertThat(record.get("resources").asArray()).extracting(JsonNode::text).containsExactly(key);
        assertThat(record.get("status").asNumber()).isEqualTo(Integer.toString(status));
        assertThat(record.containsKey("notes") ? unwrapped(record.get("notes")) : Map.of())
                .isEqualTo(notes);
    }

    private static Object unwrapped(JsonNode node) {
        if (!node.isObject()) {
            return node.text();
        }
        Map<String, Object> all = new HashMap<>();
        node.asObject().forEach((name, value) -> all.put(name, unwrapped(value)));
        return all;
    }

    @Test
    void showsKeyAndContextOfEachUse() throws Exception {
        Map<String, String> context = Map.of("tenant", "one");
        SdkBytes blob = kms.encrypt(e -> e.keyId(key).plaintext(PLAIN).encryptionContext(context))
                .ciphertextBlob();
        assertShows("Encrypt", 200, Map.of("encryption context", context));

        kms.decrypt(d -> d.ciphertextBlob(blob).encryptionContext(context));
        assertShows("Decrypt", 200, Map.of("encryption context", context));

        kms.generateDataKey(g -> g.keyId(key).keySpec(DataKeySpec.AES_256).encryptionContext(context));
        assertShows("GenerateDataKey", 200, Map.of("encryption context", context));

        kms.reEncrypt(r -> r.ciphertextBlob(blob)
                .sourceEncryptionContext(context)
                .destinationKeyId(key)
                .destinationEncryptionContext(Map.of("tenant", "two")));
        assertShows(
                "ReEncrypt",
                200,
                Map.of(
                        "source encryption context",
                        context,
                        "destination encryption context",
                        Map.of("tenant", "two")));
    }

    @Test
    void showsUsesOfKeysOfOtherKinds() throws Exception {
        key = kms.createKey(k -> k.keySpec(KeySpec.ECC_NIST_P256).keyUsage(KeyUsageType.SIGN_VERIFY))
                .keyMetadata()
                .arn();
        kms.sign(s -> s.keyId(key).signingAlgorithm("ECDSA_SHA_256").message(PLAIN));
        assertShows("Sign", 200, Map.of());

        key = kms.createKey(k -> k.keySpec(KeySpec.HMAC_256).keyUsage(KeyUsageType.GENERATE_VERIFY_MAC))
                .keyMetadata()
                .arn();
        kms.generateMac(g -> g.keyId(key).macAlgorithm("HMAC_SHA_256").message(PLAIN));
        assertShows("GenerateMac", 200, Map.of());
    }

    @Test
    void showsTheKeyOfAUseThatFails() throws Exception {
        SdkBytes blob = kms.encrypt(e -> e.keyId(key).plaintext(PLAIN)).ciphertextBlob();
        Map<String, String> wrong = Map.of("tenant", "another");
        Refusal.of(() -> kms.decrypt(d -> d.ciphertextBlob(blob).encryptionContext(wrong)))
                .hasCode("InvalidCiphertextException");
        assertShows("Decrypt", 400, Map.of("encryption context", wrong));

        kms.disableKey(d -> d.keyId(key));
        Refusal.of(() -> kms.decrypt(d -> d.ciphertextBlob(blob))).hasCode("DisabledException");
        assertShows("Decrypt", 400, Map.of());
        assertThat(latest("Decrypt").get("error").text()).isEqualTo("DisabledException");
    }

    @Test
    void showsADeniedUse() throws Exception {
        KmsClient other = SERVER.client(KmsClient.builder(), "111111111111", "any");
        Refusal.of(() -> other.encrypt(e -> e.keyId(key).plaintext(PLAIN))).hasCode("AccessDeniedException");

        Map<String, JsonNode> record = latest("Encrypt");
        assertThat(record.get("caller").text()).isEqualTo("arn:aws:iam::111111111111:root");
        assertThat(record.get("resources").asArray()).extracting(JsonNode::text).containsExactly(key);
        assertThat(record.get("error").text()).isEqualTo("AccessDeniedException");
    }

    @Test
    void showsOnWhoseBehalfAServiceUsesAKey() throws Exception {
        SERVER.client(KinesisClient.builder()).createStream(r -> r.streamName(key.substring(key.indexOf('/') + 1)));

        assertShows(
                "GenerateDataKey",
                200,
                Map.of(
                        "encryption context",
                        Map.of("aws:kinesis:arn", "stream"),
                        "via service",
                        "kinesis.us-east-1.amazonaws.com"));
        assertThat(latest("GenerateDataKey").get("parentRequestId").text())
                .isEqualTo(latest("CreateStream").get("requestId").text());
    }

    @Test
    void showsNoPlaintextAndNoKey() throws Exception {
        kms.encrypt(e -> e.keyId(key).plaintext(PLAIN));

        assertThat(audit()).doesNotContain("4711");
    }

    /** A service that encrypts what it is given. */
    private static final class Sealing implements Service {
        @Override
        public String name() {
            return "kinesis";
        }

        @Override
        public Definition define(Environment environment) {
            return Definition.of("kinesis", KinesisClient.class)
                    .protocols(Protocols.kinesisCbor())
                    .signing(SigningProfile.of(ErrorFamily.JSON, "kinesis"))
                    .chapter(Streams.class, Streams::new)
                    .actions(new ActionTable()
                            .on(CreateStreamRequest.class, (r, call) -> Permission.of("kinesis:CreateStream", "*")));
        }
    }

    /** A chapter, which the gateway reflects on. */
    public static final class Streams implements KinesisClient {
        private final Call call;

        Streams(Call call) {
            this.call = call;
        }

        /** The stream's name is a key's id. */
        @Override
        public CreateStreamResponse createStream(CreateStreamRequest request) {
            call.client(KmsClient.class).generateDataKey(g -> g.keyId(request.streamName())
                    .keySpec(DataKeySpec.AES_256)
                    .encryptionContext(Map.of("aws:kinesis:arn", "stream")));
            return CreateStreamResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
