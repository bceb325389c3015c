package dev.kagemusha.s3.service;

import dev.kagemusha.testing.RawHttp;
import dev.kagemusha.testing.RunningServer;
import dev.kagemusha.testing.SignedHttp;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AccelerateConfiguration;
import software.amazon.awssdk.services.s3.model.BucketAccelerateStatus;
import software.amazon.awssdk.services.s3.model.BucketLifecycleConfiguration;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.MetricsConfiguration;
import software.amazon.awssdk.services.s3.model.Payer;
import software.amazon.awssdk.services.s3.model.Protocol;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.TransitionDefaultMinimumObjectSize;
import software.amazon.awssdk.services.s3.model.TransitionStorageClass;
import software.amazon.awssdk.services.s3.model.WebsiteConfiguration;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** A bucket's configurations, through the SDK's own client. */
class DocumentsConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static final String B = "documents";
    private static final String XML_FAULT =
            "The XML you provided was not well-formed or did not validate against our published schema";

    private static S3Client s3;

    @BeforeAll
    static void open() {
        s3 = SERVER.client(S3Client.builder().forcePathStyle(true));
        s3.createBucket(r -> r.bucket(B));
    }

    @AfterAll
    static void close() {
        s3.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cors        | NoSuchCORSConfiguration               | The CORS configuration does not exist
            lifecycle   | NoSuchLifecycleConfiguration          | The lifecycle configuration does not exist
            website     | NoSuchWebsiteConfiguration            | The specified bucket does not have a website configuration
            tagging     | NoSuchTagSet                          | The TagSet does not exist
            replication | ReplicationConfigurationNotFoundError | The replication configuration was not found
            inventory   | NoSuchConfiguration                   | The specified configuration does not exist.
            """)
    void saysWhatIsNotThere(String kind, String code, String message) {
        s3.createBucket(r -> r.bucket("bare"));
        ThrowingCallable get =
                switch (kind) {
                    case "cors" -> () -> s3.getBucketCors(r -> r.bucket("bare"));
                    case "lifecycle" -> () -> s3.getBucketLifecycleConfiguration(r -> r.bucket("bare"));
                    case "website" -> () -> s3.getBucketWebsite(r -> r.bucket("bare"));
                    case "tagging" -> () -> s3.getBucketTagging(r -> r.bucket("bare"));
                    case "replication" -> () -> s3.getBucketReplication(r -> r.bucket("bare"));
                    default ->
                        () -> s3.getBucketInventoryConfiguration(
                                r -> r.bucket("bare").id("x"));
                };
        assertRefused(get, code, 404, message);
    }

    @Test
    void keepsCorsUntilItIsDeleted() {
        CORSRule rule = CORSRule.builder()
                .id("one")
                .allowedMethods("GET", "PUT")
                .allowedOrigins("https://*.example.com")
                .allowedHeaders("x-amz-*")
                .exposeHeaders("ETag")
                .maxAgeSeconds(60)
                .build();
        s3.putBucketCors(r -> r.bucket(B).corsConfiguration(c -> c.corsRules(rule)));
        assertThat(s3.getBucketCors(r -> r.bucket(B)).corsRules()).containsExactly(rule);
        s3.deleteBucketCors(r -> r.bucket(B));
        assertRefused(() -> s3.getBucketCors(r -> r.bucket(B)), "NoSuchCORSConfiguration", 404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PATCH | *       | *     | ETag  | Found unsupported HTTP method in CORS config. Unsupported method is PATCH
            GET   | http*.* | *     | ETag  | AllowedOrigin "http*.*" can not have more than one wildcard.
            GET   | *       | x-*-* | ETag  | AllowedHeader "x-*-*" can not have more than one wildcard.
            GET   | *       | *     | x-*   | ExposeHeader "x-*" contains wildcard. We currently do not support wildcard for ExposeHeader.
            """)
    void refusesCorsRules(String method, String origin, String header, String exposed, String message) {
        assertRefused(
                () -> s3.putBucketCors(r -> r.bucket(B)
                        .corsConfiguration(c -> c.corsRules(CORSRule.builder()
                                .allowedMethods(method)
                                .allowedOrigins(origin)
                                .allowedHeaders(header)
                                .exposeHeaders(exposed)
                                .build()))),
                "InvalidRequest",
                400,
                message);
    }

    @Test
    void givesLifecycleRulesNames() {
        s3.putBucketLifecycleConfiguration(r -> r.bucket(B)
                .lifecycleConfiguration(c -> c.rules(rule(x -> x.expiration(e -> e.days(1))), rule(x -> x.id("b")
                        .transitions(t -> t.days(0).storageClass(TransitionStorageClass.GLACIER))
                        .noncurrentVersionExpiration(n -> n.noncurrentDays(3).newerNoncurrentVersions(2))))));
        var got = s3.getBucketLifecycleConfiguration(r -> r.bucket(B));
        assertThat(got.transitionDefaultMinimumObjectSize())
                .isEqualTo(TransitionDefaultMinimumObjectSize.ALL_STORAGE_CLASSES_128_K);
        assertThat(got.rules().getFirst().id()).hasSize(48);
        assertThat(got.rules().getFirst().filter().prefix()).isEmpty();
        assertThat(got.rules().getLast().id()).isEqualTo("b");
        s3.deleteBucketLifecycle(r -> r.bucket(B));
        assertRefused(() -> s3.getBucketLifecycleConfiguration(r -> r.bucket(B)), "NoSuchLifecycleConfiguration", 404);
    }

    private static LifecycleRule rule(Consumer<LifecycleRule.Builder> more) {
        LifecycleRule.Builder rule =
                LifecycleRule.builder().status(ExpirationStatus.ENABLED).filter(f -> f.prefix(""));
        more.accept(rule);
        return rule.build();
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> badRules() {
        Instant noon = Instant.parse("2030-01-01T12:00:00Z");
        return Stream.of(
                arguments(rule(r -> {}), "InvalidRequest", "At least one action needs to be specified in a rule"),
                arguments(rule(r -> r.status("enabled").expiration(e -> e.days(1))), "MalformedXML", XML_FAULT),
                arguments(
                        rule(r -> r.filter((software.amazon.awssdk.services.s3.model.LifecycleRuleFilter) null)
                                .expiration(e -> e.days(1))),
                        "MalformedXML",
                        XML_FAULT),
                arguments(
                        rule(r -> r.filter(f -> f.and(a -> a.prefix("x"))).expiration(e -> e.days(1))),
                        "MalformedXML",
                        XML_FAULT),
                arguments(
                        rule(r -> r.expiration(e -> e.days(1).expiredObjectDeleteMarker(true))),
                        "MalformedXML",
                        XML_FAULT),
                arguments(
                        rule(r -> r.expiration(e -> e.days(0))),
                        "InvalidArgument",
                        "'Days' for Expiration action must be a positive integer"),
                arguments(
                        rule(r -> r.expiration(e -> e.date(noon))),
                        "InvalidArgument",
                        "'Date' must be at midnight GMT"),
                arguments(
                        rule(r -> r.id("x".repeat(256)).expiration(e -> e.days(1))),
                        "InvalidArgument",
                        "ID length should not exceed allowed limit of 255"),
                arguments(
                        rule(r -> r.transitions(t -> t.days(29).storageClass("STANDARD_IA"))),
                        "InvalidArgument",
                        "'Days' in Transition action must be greater than or equal to 30 for storageClass 'STANDARD_IA'"),
                arguments(
                        rule(r -> r.expiration(e -> e.days(10))
                                .transitions(t -> t.days(10).storageClass("GLACIER"))),
                        "InvalidArgument",
                        "'Days' in the Expiration action for filter '(prefix=)' must be greater than 'Days' in the"
                                + " Transition action"));
    }

    @ParameterizedTest
    @MethodSource("badRules")
    void refusesLifecycleRules(LifecycleRule rule, String code, String message) {
        assertRefused(
                () -> s3.putBucketLifecycleConfiguration(r -> r.bucket(B).lifecycleConfiguration(c -> c.rules(rule))),
                code,
                400,
                message);
    }

    @Test
    void refusesTwoLifecycleRulesOfOneName() {
        LifecycleRule rule = rule(r -> r.id("a").expiration(e -> e.days(1)));
        BucketLifecycleConfiguration twice =
                BucketLifecycleConfiguration.builder().rules(rule, rule).build();
        assertRefused(
                () -> s3.putBucketLifecycleConfiguration(r -> r.bucket(B).lifecycleConfiguration(twice)),
                "InvalidArgument",
                400,
                "Rule ID must be unique. Found same ID for more than one rule");
    }

    @Test
    void keepsAWebsite() {
        WebsiteConfiguration website = WebsiteConfiguration.builder()
                .indexDocument(i -> i.suffix("index.html"))
                .errorDocument(e -> e.key("error.html"))
                .routingRules(r -> r.condition(c -> c.keyPrefixEquals("docs/"))
                        .redirect(d -> d.replaceKeyPrefixWith("documents/").protocol(Protocol.HTTPS)))
                .build();
        s3.putBucketWebsite(r -> r.bucket(B).websiteConfiguration(website));
        var got = s3.getBucketWebsite(r -> r.bucket(B));
        assertThat(got.indexDocument()).isEqualTo(website.indexDocument());
        assertThat(got.errorDocument()).isEqualTo(website.errorDocument());
        assertThat(got.routingRules()).isEqualTo(website.routingRules());
        s3.deleteBucketWebsite(r -> r.bucket(B));
        assertRefused(() -> s3.getBucketWebsite(r -> r.bucket(B)), "NoSuchWebsiteConfiguration", 404);
    }

    @Test
    void refusesWebsitesThatLeadNowhere() {
        assertRefused(
                () -> s3.putBucketWebsite(
                        r -> r.bucket(B).websiteConfiguration(w -> w.indexDocument(i -> i.suffix("a/b")))),
                "InvalidArgument",
                400,
                "The IndexDocument Suffix is not well formed");
        assertRefused(
                () -> s3.putBucketWebsite(r -> r.bucket(B).websiteConfiguration(w -> w.indexDocument(i -> i.suffix("i"))
                        .routingRules(x -> x.redirect(d -> d.httpRedirectCode("200"))))),
                "InvalidRequest",
                400,
                "The provided HTTP redirect code (200) is not valid. Valid codes are 3XX except 300.");
        assertRefused(
                () -> s3.putBucketWebsite(r -> r.bucket(B)
                        .websiteConfiguration(w -> w.redirectAllRequestsTo(
                                d -> d.hostName("example.com").protocol("gopher")))),
                "InvalidRequest",
                400,
                "Invalid protocol, protocol can be http or https. If not defined the protocol will be selected"
                        + " automatically.");
    }

    @Test
    void namesNotificationsAndRefusesOverlaps() {
        String queue = "arn:aws:sqs:us-east-1:111122223333:q";
        s3.putBucketNotificationConfiguration(r -> r.bucket(B).notificationConfiguration(n -> n.queueConfigurations(
                        q -> q.queueArn(queue).events(Event.S3_OBJECT_CREATED))
                .eventBridgeConfiguration(e -> {})));
        GetBucketNotificationConfigurationResponse got = s3.getBucketNotificationConfiguration(r -> r.bucket(B));
        assertThat(got.queueConfigurations().getFirst().id()).hasSize(36);
        assertThat(got.eventBridgeConfiguration()).isNotNull();
        assertRefused(
                () -> s3.putBucketNotificationConfiguration(r -> r.bucket(B)
                        .notificationConfiguration(n -> n.queueConfigurations(
                                q -> q.queueArn(queue).events(Event.S3_OBJECT_CREATED),
                                q -> q.queueArn(queue).events(Event.S3_OBJECT_CREATED_PUT)))),
                "InvalidArgument",
                400,
                "Configurations overlap. Configurations on the same bucket cannot share a common event type.");
        assertRefused(
                () -> s3.putBucketNotificationConfiguration(r -> r.bucket(B)
                        .notificationConfiguration(n ->
                                n.queueConfigurations(q -> q.queueArn("queue").events(Event.S3_OBJECT_CREATED)))),
                "InvalidArgument",
                400,
                "The ARN could not be parsed");
        s3.putBucketNotificationConfiguration(r -> r.bucket(B).notificationConfiguration(n -> {}));
        assertThat(s3.getBucketNotificationConfiguration(r -> r.bucket(B)).hasQueueConfigurations())
                .isFalse();
    }

    @Test
    void logsIntoBucketsOfTheOwnerAlone() {
        s3.createBucket(r -> r.bucket("logs"));
        s3.putBucketLogging(r -> r.bucket(B)
                .bucketLoggingStatus(
                        l -> l.loggingEnabled(e -> e.targetBucket("logs").targetPrefix("b/"))));
        assertThat(s3.getBucketLogging(r -> r.bucket(B)).loggingEnabled().targetBucket())
                .isEqualTo("logs");
        s3.putBucketLogging(r -> r.bucket(B).bucketLoggingStatus(l -> {}));
        assertThat(s3.getBucketLogging(r -> r.bucket(B)).loggingEnabled()).isNull();
        assertRefused(
                () -> s3.putBucketLogging(r -> r.bucket(B)
                        .bucketLoggingStatus(l -> l.loggingEnabled(
                                e -> e.targetBucket("nowhere-at-all").targetPrefix("")))),
                "InvalidTargetBucketForLogging",
                400,
                "The target bucket for logging does not exist");
    }

    @Test
    void knowsWhoPaysAndWhatIsAccelerated() {
        assertThat(s3.getBucketRequestPayment(r -> r.bucket(B)).payer()).isEqualTo(Payer.BUCKET_OWNER);
        s3.putBucketRequestPayment(r -> r.bucket(B).requestPaymentConfiguration(p -> p.payer(Payer.REQUESTER)));
        assertThat(s3.getBucketRequestPayment(r -> r.bucket(B)).payer()).isEqualTo(Payer.REQUESTER);
        assertThat(s3.getBucketAccelerateConfiguration(r -> r.bucket(B)).status())
                .isNull();
        AccelerateConfiguration on = AccelerateConfiguration.builder()
                .status(BucketAccelerateStatus.ENABLED)
                .build();
        s3.putBucketAccelerateConfiguration(r -> r.bucket(B).accelerateConfiguration(on));
        assertThat(s3.getBucketAccelerateConfiguration(r -> r.bucket(B)).status())
                .isEqualTo(BucketAccelerateStatus.ENABLED);
        s3.createBucket(r -> r.bucket("dotted.name"));
        assertRefused(
                () -> s3.putBucketAccelerateConfiguration(
                        r -> r.bucket("dotted.name").accelerateConfiguration(on)),
                "InvalidRequest",
                400,
                "S3 Transfer Acceleration is not supported for buckets with periods (.) in their names");
    }

    @Test
    void keepsTagsOfBuckets() {
        Tag tag = Tag.builder().key("team").value("blue").build();
        s3.putBucketTagging(r -> r.bucket(B).tagging(t -> t.tagSet(tag)));
        assertThat(s3.getBucketTagging(r -> r.bucket(B)).tagSet()).containsExactly(tag);
        assertRefused(
                () -> s3.putBucketTagging(r -> r.bucket(B).tagging(t -> t.tagSet(tag, tag))),
                "InvalidTag",
                400,
                "Cannot provide multiple Tags with the same key");
        s3.deleteBucketTagging(r -> r.bucket(B));
        assertRefused(() -> s3.getBucketTagging(r -> r.bucket(B)), "NoSuchTagSet", 404);
    }

    @Test
    void pagesThroughNamedConfigurations() {
        for (int i = 0; i < 101; i++) {
            String id = "m%03d".formatted(i);
            s3.putBucketMetricsConfiguration(r -> r.bucket(B)
                    .id(id)
                    .metricsConfiguration(MetricsConfiguration.builder().id(id).build()));
        }
        List<String> seen = new ArrayList<>();
        String token = null;
        do {
            String from = token;
            var page = s3.listBucketMetricsConfigurations(r -> r.bucket(B).continuationToken(from));
            page.metricsConfigurationList().forEach(m -> seen.add(m.id()));
            assertThat(page.isTruncated()).isEqualTo(page.nextContinuationToken() != null);
            token = page.nextContinuationToken();
        } while (token != null);
        assertThat(seen).hasSize(101).isSorted();
        assertRefused(
                () -> s3.putBucketMetricsConfiguration(r -> r.bucket(B)
                        .id("a")
                        .metricsConfiguration(
                                MetricsConfiguration.builder().id("b").build())),
                "InvalidArgument",
                400);
        s3.deleteBucketMetricsConfiguration(r -> r.bucket(B).id("m000"));
        assertRefused(() -> s3.getBucketMetricsConfiguration(r -> r.bucket(B).id("m000")), "NoSuchConfiguration", 404);
    }

    /** The SDK for Java does not send such a request. */
    @Test
    void refusesNamedConfigurationsWithoutANameInTheRequest() throws IOException {
        SignedHttp http = SignedHttp.to(SERVER, "s3");
        for (RawHttp.Answer answer : List.of(
                http.delete("/" + B + "?metrics"),
                http.delete("/" + B + "?inventory"),
                http.put("/" + B + "?metrics", "<MetricsConfiguration><Id>m</Id></MetricsConfiguration>"))) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("<Code>InvalidArgument</Code>");
        }
    }

    @Test
    void leavesNothingToABucketOfTheSameName() {
        s3.createBucket(r -> r.bucket("again"));
        s3.putBucketTagging(
                r -> r.bucket("again").tagging(t -> t.tagSet(x -> x.key("a").value("b"))));
        s3.deleteBucket(r -> r.bucket("again"));
        s3.createBucket(r -> r.bucket("again"));
        assertRefused(() -> s3.getBucketTagging(r -> r.bucket("again")), "NoSuchTagSet", 404);
    }

    @Test
    void asksForTheExpectedOwner() {
        assertRefused(
                () -> s3.putBucketTagging(r -> r.bucket(B)
                        .expectedBucketOwner("999999999999")
                        .tagging(t -> t.tagSet(x -> x.key("a").value("b")))),
                "AccessDenied",
                403);
    }
}
