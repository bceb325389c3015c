package dev.kagemusha.s3.listing;

import dev.kagemusha.s3.S3Error;
import dev.kagemusha.s3.S3House;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;

import static dev.kagemusha.s3.S3House.refused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class ListingStoreTest {
    @RegisterExtension
    final S3House s3 = new S3House();

    @BeforeEach
    void createBucket() {
        s3.create("photos");
    }

    private ListObjectsV2Response v2(Consumer<ListObjectsV2Request.Builder> more) {
        ListObjectsV2Request.Builder request = ListObjectsV2Request.builder().bucket("photos");
        more.accept(request);
        return s3.listing().listObjectsV2(request.build());
    }

    private ListObjectsResponse v1(Consumer<ListObjectsRequest.Builder> more) {
        ListObjectsRequest.Builder request = ListObjectsRequest.builder().bucket("photos");
        more.accept(request);
        return s3.listing().listObjects(request.build());
    }

    private void put(String... keys) {
        for (String key : keys) {
            s3.put("photos", key, "x");
        }
    }

    private static List<String> keys(List<S3Object> objects) {
        return objects.stream().map(S3Object::key).toList();
    }

    private static List<String> prefixes(List<CommonPrefix> prefixes) {
        return prefixes.stream().map(CommonPrefix::prefix).toList();
    }

    @Test
    void showsWhatEachObjectIs() {
        String tag = s3.put("photos", "cat", "meow").eTag();
        s3.put("photos", "dog", "woof".getBytes(UTF_8), r -> r.storageClass("GLACIER"));
        ListObjectsV2Response page = v2(r -> {});
        S3Object cat = page.contents().getFirst();
        assertThat(cat.eTag()).isEqualTo(tag);
        assertThat(cat.size()).isEqualTo(4);
        assertThat(cat.storageClassAsString()).isEqualTo("STANDARD");
        assertThat(cat.checksumAlgorithmAsStrings()).containsExactly("CRC64NVME");
        assertThat(cat.checksumTypeAsString()).isEqualTo("FULL_OBJECT");
        assertThat(cat.owner()).isNull();
        assertThat(cat.lastModified().getNano()).isZero();
        assertThat(page.contents().get(1).storageClassAsString()).isEqualTo("GLACIER");
        assertThat(page.keyCount()).isEqualTo(2);
        assertThat(page.maxKeys()).isEqualTo(1000);
        assertThat(page.isTruncated()).isFalse();
        assertThat(v2(r -> r.fetchOwner(true)).contents().getFirst().owner().id())
                .hasSize(64);
        assertThat(v1(r -> {}).contents().getFirst().owner().id()).hasSize(64);
    }

    @Test
    void ordersByTheBytesOfTheKey() {
        put("b", "a", "Z", "é", "\uD83D\uDE00", "\uFFEE", "a/", "a!");
        assertThat(keys(v2(r -> {}).contents()))
                .containsExactly("Z", "a", "a!", "a/", "b", "é", "\uFFEE", "\uD83D\uDE00");
    }

    @Test
    void rollsUpWhatLiesBeforeTheDelimiter() {
        put("asdf", "boo/bar", "boo/baz/xyzzy", "cquux/thud", "cquux/bla");
        ListObjectsV2Response top = v2(r -> r.delimiter("/"));
        assertThat(keys(top.contents())).containsExactly("asdf");
        assertThat(prefixes(top.commonPrefixes())).containsExactly("boo/", "cquux/");
        assertThat(top.keyCount()).isEqualTo(3);
        ListObjectsV2Response inside = v2(r -> r.delimiter("/").prefix("boo/"));
        assertThat(keys(inside.contents())).containsExactly("boo/bar");
        assertThat(prefixes(inside.commonPrefixes())).containsExactly("boo/baz/");
    }

    @Test
    void goesOnAfterACommonPrefix() {
        put("a/1", "a/2", "b/1", "b/2", "c");
        ListObjectsResponse first = v1(r -> r.delimiter("/").maxKeys(1));
        assertThat(prefixes(first.commonPrefixes())).containsExactly("a/");
        assertThat(first.nextMarker()).isEqualTo("a/");
        ListObjectsResponse second = v1(r -> r.delimiter("/").maxKeys(1).marker("a/"));
        assertThat(prefixes(second.commonPrefixes())).containsExactly("b/");
        ListObjectsResponse third = v1(r -> r.delimiter("/").maxKeys(1).marker("b/"));
        assertThat(keys(third.contents())).containsExactly("c");
        assertThat(third.isTruncated()).isFalse();
        assertThat(third.nextMarker()).isNull();
        assertThat(v1(r -> r.maxKeys(1)).nextMarker())
                .as("only a listing with a delimiter tells the next marker")
                .isNull();
    }

    @Test
    void leapsOverLargeFolders() {
        for (int i = 0; i < 50; i++) {
            put("a/" + i, "b/" + i);
        }
        put("c");
        ListObjectsV2Response page = v2(r -> r.delimiter("/"));
        assertThat(prefixes(page.commonPrefixes())).containsExactly("a/", "b/");
        assertThat(keys(page.contents())).containsExactly("c");
        assertThat(page.isTruncated()).isFalse();
    }

    @Test
    void encodesNamesWhenAsked() {
        put("a b+c/d", "é", "plain-_.~");
        ListObjectsV2Response page = v2(r -> r.encodingType("url"));
        assertThat(keys(page.contents())).containsExactly("a%20b%2Bc/d", "plain-_.~", "%C3%A9");
        assertThat(prefixes(v2(r -> r.encodingType("url").delimiter("+")).commonPrefixes()))
                .containsExactly("a%20b%2B");
        S3Error error = refused(
                () -> v2(r -> r.encodingType("base64")),
                "InvalidArgument",
                400,
                "Invalid Encoding Method specified in Request");
        assertThat(error.elements())
                .containsEntry("ArgumentName", "encoding-type")
                .containsEntry("ArgumentValue", "base64");
    }

    @Test
    void limitsPages() {
        put("a", "b");
        assertThat(v2(r -> r.maxKeys(0)).contents()).isEmpty();
        assertThat(v2(r -> r.maxKeys(0)).isTruncated()).isFalse();
        assertThat(v2(r -> r.maxKeys(5000)).maxKeys()).isEqualTo(1000);
        refused(
                () -> v2(r -> r.maxKeys(-1)),
                "InvalidArgument",
                400,
                "Argument maxKeys must be an integer between 0 and 2147483647");
    }

    @Test
    void refusesATokenItDidNotMake() {
        for (String token : List.of("", "!!", "AAAA", "bm90IG1pbmU=")) {
            S3Error error = refused(
                    () -> v2(r -> r.continuationToken(token)),
                    "InvalidArgument",
                    400,
                    "The continuation token provided is incorrect");
            assertThat(error.elements()).containsEntry("ArgumentName", "continuation-token");
        }
    }

    /** What a listing is, said in the plainest way. */
    private record Model(TreeSet<String> keys) {
        /** Keys and common prefixes (marked) after {@code after} in order. */
        List<String> names(String prefix, String delimiter, @Nullable String after) {
            List<String> names = new ArrayList<>();
            for (String key : keys) {
                if (!key.startsWith(prefix) || (after != null && compare(key, after) <= 0)) {
                    continue;
                }
                int cut = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
                if (cut < 0) {
                    names.add(key);
                    continue;
                }
                String common = key.substring(0, cut + delimiter.length());
                boolean given = after != null && after.startsWith(common);
                if (!given && !names.contains("*" + common)) {
                    names.add("*" + common);
                }
            }
            return names;
        }
    }

    private static int compare(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8));
    }

    private static String word(Random random, int most) {
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            word.append("ab/-é".charAt(random.nextInt(5)));
        }
        return word.toString();
    }

    @RepeatedTest(6)
    void agreesWithASortedSet(RepetitionInfo repetition) {
        long seed = 1000 + repetition.getCurrentRepetition();
        Random random = new Random(seed);
        TreeSet<String> keys = new TreeSet<>(ListingStoreTest::compare);
        for (int i = 0; i < 150; i++) {
            String key = "k" + word(random, 7);
            if (random.nextInt(4) > 0) {
                keys.add(key);
                put(key);
            } else {
                keys.remove(key);
                s3.deletion().deleteObject(r -> r.bucket("photos").key(key));
            }
        }
        Model model = new Model(keys);
        for (int i = 0; i < 120; i++) {
            String prefix = random.nextInt(3) == 0 ? "" : "k" + word(random, 2);
            String delimiter = List.of("", "/", "a", "/-", "é").get(random.nextInt(5));
            String startAfter = random.nextInt(2) == 0 ? null : "k" + word(random, 4);
            int max = 1 + random.nextInt(7);
            List<String> found = new ArrayList<>();
            String token = null;
            do {
                String from = token;
                ListObjectsV2Response page = v2(r -> r.prefix(prefix)
                        .delimiter(delimiter)
                        .startAfter(startAfter)
                        .continuationToken(from)
                        .maxKeys(max));
                List<String> names = new ArrayList<>(keys(page.contents()));
                prefixes(page.commonPrefixes()).forEach(p -> names.add("*" + p));
                assertThat(names.size()).isLessThanOrEqualTo(max);
                assertThat(page.isTruncated()).isEqualTo(page.nextContinuationToken() != null);
                found.addAll(names);
                token = page.nextContinuationToken();
            } while (token != null);
            assertThat(found)
                    .as(
                            "seed %d, prefix '%s', delimiter '%s', after '%s', pages of %d",
                            seed, prefix, delimiter, startAfter, max)
                    .containsExactlyInAnyOrderElementsOf(model.names(prefix, delimiter, startAfter));
        }
    }
}
