package dev.kagemusha.distribution;

import dev.kagemusha.http.RequestHead;
import dev.kagemusha.testing.RawHttp;
import dev.kagemusha.testing.RunningServer;
import dev.kagemusha.testing.Seed;
import dev.kagemusha.testing.wire.RequestMutator.Sample;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests of every operation, filled at random and then spoilt: bodies, headers, parameters, names, chunks. Each is answered, never with
 * a failure of the server; who is refused is told why in S3's XML; and nothing is left lying about.
 */
final class S3FuzzTest {
    /** Requests after which they are sent to new buckets: policies and deletions soon leave the old ones to nobody. */
    private static final int LIFE = 150;

    @TempDir
    static Path directory;

    private static RunningServer server = RunningServer.withFlags();

    private final long seed = Seed.next();
    private final Random random = new Random(seed);
    private final AnyRequest requests = new AnyRequest(random, this::word);
    private final Spoiler spoiler = new Spoiler(random, requests::any);
    private final List<String> failures = new ArrayList<>();
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private String bucket = "";
    private String upload = "";
    private String version = "";
    private int generation;

    @BeforeAll
    static void start() {
        server = RunningServer.withFlags("data-dir", directory.resolve("data").toString())
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private @Nullable String word(String member) {
        return switch (member) {
            case "Bucket", "DestinationBucket" -> random.nextInt(20) == 0 ? "never-made" : bucket;
            case "TargetBucket" -> bucket;
            case "Key", "DestinationKey" ->
                random.nextInt(3) == 0 ? requests.any() : random.nextBoolean() ? "a/b c" : "m";
            case "CopySource", "SourceKey" -> random.nextInt(3) == 0 ? null : bucket + "/a/b c";
            case "SourceBucket" -> bucket;
            case "UploadId" -> upload;
            case "VersionId", "CopySourceVersionId" -> random.nextBoolean() ? "null" : version;
            case "ExpectedBucketOwner", "ExpectedSourceBucketOwner" ->
                random.nextInt(10) == 0 ? "222222222222" : "111111111111";
            case "Id" -> "id" + random.nextInt(3);
            case "ChecksumCRC32" -> random.nextBoolean() ? "AAAAAA==" : null;
            default -> null;
        };
    }

    /** Buckets to be sent to, with something in them. */
    private void renew(S3Client s3) {
        bucket = "fuzz-" + generation++;
        s3.createBucket(b -> b.bucket(bucket).objectLockEnabledForBucket(generation % 5 == 0));
        if (generation % 2 == 0) {
            s3.putBucketVersioning(v -> v.bucket(bucket).versioningConfiguration(c -> c.status("Enabled")));
        }
        String made = s3.putObject(p -> p.bucket(bucket).key("a/b c"), RequestBody.fromString("content"))
                .versionId();
        version = made == null ? "null" : made;
        upload = s3.createMultipartUpload(m -> m.bucket(bucket).key("m")).uploadId();
        String etag = s3.uploadPart(
                        u -> u.bucket(bucket).key("m").uploadId(upload).partNumber(1), RequestBody.fromString("part"))
                .eTag();
        assertThat(etag).isNotEmpty();
    }

    private void fuzz(int rounds) throws Exception {
        System.out.println("seed " + seed);
        S3Client s3 = server.client(S3Client.builder().forcePathStyle(true), "111111111111", "any");
        for (int round = 0; round < rounds; round++) {
            if (round % LIFE == 0) {
                renew(s3);
            }
            send(requests.next(), random.nextInt(10) < 3);
        }
        check(rounds / 25);
    }

    private void send(Sample good, boolean asItIs) throws IOException {
        Sample sample = Spoiler.naming(asItIs ? Spoiler.signedAnew(good) : spoiler.spoil(good));
        long before = System.nanoTime();
        RawHttp.Answer answer = RawHttp.send(server.port(), RawHttp.bytes(sample.head(), sample.body()));
        long millis = (System.nanoTime() - before) / 1_000_000;
        outcomes.merge(outcome(answer), 1, Integer::sum);
        String wrong = wrong(sample.head(), answer, millis);
        if (!wrong.isEmpty()) {
            byte[] bytes = RawHttp.bytes(sample.head(), sample.body());
            String text = new String(bytes, ISO_8859_1);
            failures.add(wrong + "\n" + text.substring(0, Math.min(3_000, text.length())) + "\n=> " + answer);
        }
    }

    private static String outcome(RawHttp.Answer answer) {
        int code = answer.text().indexOf("<Code>");
        int end = answer.text().indexOf("</Code>");
        return answer.status() + (code >= 0 && end > code ? " " + answer.text().substring(code + 6, end) : "");
    }

    /** What is wrong with an answer, or empty. */
    private static String wrong(RequestHead request, RawHttp.Answer answer, long millis) {
        String text = answer.text();
        if (answer.status() == 0 || answer.status() == 500) {
            return "failed";
        } else if (text.contains("\tat ") || text.contains("dev.kagemusha.") || text.contains("Exception:")) {
            return "tells of its inside";
        } else if (millis > 5_000) {
            return "took " + millis + " ms";
        }
        if (answer.status() == 400 && text.equals("Bad Request\n")) {
            return ""; // no HTTP, so that nobody knows whom it was for
        }
        boolean bare = request.method().equals("HEAD") || answer.status() == 304;
        return answer.status() < 400 || bare ? "" : wrongError(text);
    }

    private static String wrongError(String text) {
        try {
            DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler());
            Document document = builder.parse(new InputSource(new StringReader(withoutControls(text))));
            Element root = document.getDocumentElement();
            boolean told = root.getTagName().equals("Error")
                    && !root.getElementsByTagName("Code")
                            .item(0)
                            .getTextContent()
                            .isEmpty();
            return told ? "" : "does not say what is wrong";
        } catch (SAXException | IOException | ParserConfigurationException | NullPointerException e) {
            return "no error of S3: " + e;
        }
    }

    /** Without references to what no document may hold: S3 writes them. */
    private static String withoutControls(String text) {
        return text.replaceAll("(?i)&#x([0-8bcef]|1[0-9a-f]|fff[ef]);", "?");
    }

    private void check(int good) throws IOException {
        System.out.println(outcomes);
        assertThat(failures.subList(0, Math.min(5, failures.size())))
                .as("the first of %d of seed %d", failures.size(), seed)
                .isEmpty();
        assertThat(outcomes.entrySet().stream()
                        .filter(outcome -> outcome.getKey().startsWith("2"))
                        .mapToInt(Map.Entry::getValue)
                        .sum())
                .as(outcomes.toString())
                .isGreaterThan(good);
        assertThat(unfinished()).isEmpty();
    }

    /** Bodies that somebody began to write. */
    private static List<Path> unfinished() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> file.getParent().endsWith("blobs/tmp")).toList();
        }
    }

    @Test
    void spoiltRequestsNeverFailTheServer() throws Exception {
        fuzz(1_000);
    }

    @Test
    @Tag("slow")
    void aGreatManySpoiltRequestsNeverFailTheServer() throws Exception {
        fuzz(60_000);
    }

    @Test
    void documentsThatAttackTheParserAreMalformed() throws Exception {
        S3Client s3 = server.client(S3Client.builder().forcePathStyle(true), "111111111111", "any");
        renew(s3);
        int documents = 0;
        for (String operation : requests.operations()) {
            Sample good = requests.next(operation);
            if (good.body().length > 0 && good.body()[0] == '<') {
                documents++;
                Map<String, byte[]> attacks = spoiler.attacks(good);
                if (operation.equals("createBucket")) {
                    attacks.remove("nothing"); // which is a bucket of the usual region
                }
                for (Map.Entry<String, byte[]> attack : attacks.entrySet()) {
                    Sample sample = Spoiler.naming(Spoiler.signedAnew(new Sample(good.head(), attack.getValue())));
                    RawHttp.Answer answer = RawHttp.send(server.port(), RawHttp.bytes(sample.head(), sample.body()));

                    if (answer.status() != 501) { // which comes before anything is read
                        assertThat(answer.status())
                                .as("%s with %s: %s", operation, attack.getKey(), answer.text())
                                .isBetween(400, 499);
                    }
                    assertThat(wrongError(answer.text()))
                            .as("%s with %s: %s", operation, attack.getKey(), answer.text())
                            .isEmpty();
                    assertThat(answer.text()).doesNotContain("root:", "lollol");
                }
            }
        }
        assertThat(documents).isGreaterThan(15);
    }
}
