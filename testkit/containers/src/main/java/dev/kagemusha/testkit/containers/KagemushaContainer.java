package dev.kagemusha.testkit.containers;

import dev.kagemusha.testkit.control.EmulatorControl;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Kagemusha in a container:
 *
 * <pre>
 * &#64;Container
 * static final KagemushaContainer AWS = new KagemushaContainer().withFlag("dynamodb-throttling", "off");
 *
 * S3Client s3 = AWS.configure(S3Client.builder()).build();
 * AWS.control().advance(Duration.ofDays(30));
 * </pre>
 *
 * <p>It is started when it answers and its init hooks are through, and its state goes with it. Clients act as the root of account {@code 000000000000}; {@link #configure(
 * AwsClientBuilder, String)} gives each test class an account of its own in one container.
 */
public final class KagemushaContainer extends GenericContainer<KagemushaContainer> {
    private static final DockerImageName STANDARD = DockerImageName.parse("kagemusha");
    private static final int PORT = 4566;
    private static final String KEY = "test";

    private String region = "us-east-1";

    /** The image {@code kagemusha:latest}. */
    public KagemushaContainer() {
        this(STANDARD.withTag("latest"));
    }

    /** An image by its name, for example {@code registry.example.com/kagemusha:0.1.0}. */
    public KagemushaContainer(String image) {
        this(DockerImageName.parse(image));
    }

    public KagemushaContainer(DockerImageName image) {
        super(image);
        withExposedPorts(PORT);
        waitingFor(Wait.forHttp("/_kagemusha/health")
                .forPort(PORT)
                .forResponsePredicate(health -> health.contains("\"ready\":true")));
    }

    /** A flag of the emulator, as {@code --help} lists them: {@code "dynamodb-throttling"}, {@code "off"}. */
    public KagemushaContainer withFlag(String name, String value) {
        return withEnv("KAGEMUSHA_" + name.toUpperCase(Locale.ROOT).replace('-', '_'), value);
    }

    /** A flag that is on or off: {@code "strict"}. */
    public KagemushaContainer withFlag(String name) {
        return withFlag(name, "true");
    }

    /** The region of clients, us-east-1 if nothing is said. */
    public KagemushaContainer withRegion(String name) {
        region = name;
        return this;
    }

    /**
     * Where clients outside of containers reach it: by address, so that those of S3 put the bucket into the path and its name need not be
     * resolved.
     */
    public URI getEndpoint() {
        String host = getHost();
        try {
            String address = InetAddress.getByName(host).getHostAddress();
            String literal = address.indexOf(':') >= 0 ? "[" + address + "]" : address;
            return URI.create("http://" + literal + ":" + getMappedPort(PORT));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the host of containers has no address: " + host, e);
        }
    }

    /** Where other containers of its network reach it, by one of its aliases there. */
    public URI getEndpointInNetwork(String alias) {
        return URI.create("http://" + alias + ":" + PORT);
    }

    public String getRegion() {
        return region;
    }

    public String getAccessKey() {
        return KEY;
    }

    public String getSecretKey() {
        return KEY;
    }

    /** Clock, reset, snapshots and faults. */
    public EmulatorControl control() {
        return EmulatorControl.at(getEndpoint());
    }

    // ---- clients

    /** Points a client's builder here. */
    public <B extends AwsClientBuilder<B, ?>> B configure(B builder) {
        customize(builder);
        return builder;
    }

    /** The same as the root of another account: 12 digits, any. What one account has, no other sees. */
    public <B extends AwsClientBuilder<B, ?>> B configure(B builder, String account) {
        customize(builder, account);
        return builder;
    }

    /**
     * Points a client's builder of whatever kind here. {@code container::customize} is a customizer for frameworks that make the
     * clients themselves, such as Spring Cloud AWS.
     */
    public void customize(AwsClientBuilder<?, ?> builder) {
        customize(builder, KEY);
    }

    private void customize(AwsClientBuilder<?, ?> builder, String keyId) {
        builder.endpointOverride(getEndpoint())
                .region(Region.of(region))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(keyId, KEY)));
    }

    /** What AWS's SDKs and command line read from their environment, for programs that a test starts. */
    public Map<String, String> getEnvironment() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("AWS_ENDPOINT_URL", getEndpoint().toString());
        variables.put("AWS_REGION", region);
        variables.put("AWS_DEFAULT_REGION", region);
        variables.put("AWS_ACCESS_KEY_ID", KEY);
        variables.put("AWS_SECRET_ACCESS_KEY", KEY);
        return variables;
    }

    /** Properties of Spring Cloud AWS, for {@code @DynamicPropertySource}. */
    public Map<String, String> getSpringProperties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("spring.cloud.aws.endpoint", getEndpoint().toString());
        properties.put("spring.cloud.aws.region.static", region);
        properties.put("spring.cloud.aws.credentials.access-key", KEY);
        properties.put("spring.cloud.aws.credentials.secret-key", KEY);
        return properties;
    }
}
