package dev.kagemusha.distribution;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.testing.wire.RequestMutator.Sample;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/** Spoils requests of S3 where S3 is particular, and hashes what came out, so that more than the hash is looked at. */
final class Spoiler {
    private static final List<String> HEADERS = List.of(
            "x-amz-acl",
            "x-amz-grant-read",
            "x-amz-grant-full-control",
            "x-amz-bypass-governance-retention",
            "x-amz-checksum-algorithm",
            "x-amz-checksum-type",
            "x-amz-checksum-mode",
            "x-amz-checksum-crc32",
            "x-amz-checksum-crc32c",
            "x-amz-checksum-crc64nvme",
            "x-amz-checksum-sha1",
            "x-amz-checksum-sha256",
            "x-amz-sdk-checksum-algorithm",
            "x-amz-trailer",
            "x-amz-decoded-content-length",
            "x-amz-content-sha256",
            "x-amz-copy-source",
            "x-amz-copy-source-if-match",
            "x-amz-copy-source-if-modified-since",
            "x-amz-copy-source-range",
            "x-amz-copy-source-server-side-encryption-customer-algorithm",
            "x-amz-copy-source-server-side-encryption-customer-key",
            "x-amz-metadata-directive",
            "x-amz-tagging-directive",
            "x-amz-tagging",
            "x-amz-storage-class",
            "x-amz-website-redirect-location",
            "x-amz-server-side-encryption",
            "x-amz-server-side-encryption-aws-kms-key-id",
            "x-amz-server-side-encryption-context",
            "x-amz-server-side-encryption-bucket-key-enabled",
            "x-amz-server-side-encryption-customer-algorithm",
            "x-amz-server-side-encryption-customer-key",
            "x-amz-server-side-encryption-customer-key-md5",
            "x-amz-object-lock-mode",
            "x-amz-object-lock-retain-until-date",
            "x-amz-object-lock-legal-hold",
            "x-amz-bucket-object-lock-enabled",
            "x-amz-object-ownership",
            "x-amz-object-attributes",
            "x-amz-max-parts",
            "x-amz-part-number-marker",
            "x-amz-mp-object-size",
            "x-amz-mfa",
            "x-amz-request-payer",
            "x-amz-expected-bucket-owner",
            "x-amz-source-expected-bucket-owner",
            "x-amz-transition-default-minimum-object-size",
            "x-amz-optional-object-attributes",
            "x-amz-write-offset-bytes",
            "x-amz-rename-source",
            "x-amz-meta-a",
            "x-amz-meta-",
            "x-amz-date",
            "x-amz-security-token",
            "x-amz-user-agent",
            "Date",
            "Range",
            "If-Match",
            "If-None-Match",
            "If-Modified-Since",
            "If-Unmodified-Since",
            "Content-MD5",
            "Content-Encoding",
            "Content-Type",
            "Content-Language",
            "Content-Disposition",
            "Cache-Control",
            "Expires",
            "Origin",
            "Expect");
    private static final List<String> PARAMETERS = List.of(
            "acl",
            "accelerate",
            "analytics",
            "attributes",
            "cors",
            "delete",
            "encryption",
            "intelligent-tiering",
            "inventory",
            "legal-hold",
            "lifecycle",
            "location",
            "logging",
            "metadataTable",
            "metrics",
            "notification",
            "object-lock",
            "ownershipControls",
            "partNumber",
            "policy",
            "policyStatus",
            "publicAccessBlock",
            "renameObject",
            "replication",
            "requestPayment",
            "restore",
            "retention",
            "select",
            "session",
            "tagging",
            "torrent",
            "uploadId",
            "uploads",
            "versionId",
            "versioning",
            "versions",
            "website",
            "list-type",
            "prefix",
            "delimiter",
            "marker",
            "key-marker",
            "version-id-marker",
            "upload-id-marker",
            "part-number-marker",
            "start-after",
            "continuation-token",
            "max-keys",
            "max-parts",
            "max-uploads",
            "max-buckets",
            "encoding-type",
            "fetch-owner",
            "id",
            "append",
            "response-content-type",
            "response-expires",
            "response-content-disposition",
            "x-id",
            "X-Amz-Algorithm",
            "X-Amz-Expires",
            "X-Amz-Signature",
            "AWSAccessKeyId");
    private static final List<String> NAMES = List.of(
            "%",
            "%0",
            "%zz",
            "%00",
            "%C0%80",
            "%ED%A0%80",
            "%F4%90%80%80",
            "%FF",
            "%2F%2F",
            "//",
            "/../",
            "%2e%2e/",
            "%0D%0Aa",
            "%7F",
            "+",
            "%EF%BF%BF",
            "%F0%9F%98%80",
            ";a=b",
            "a".repeat(1_030));
    private static final Pattern ELEMENT = Pattern.compile("<([A-Za-z]+)[^>]*>([^<]*)</\\1>");
    private static final Pattern SIGNED = Pattern.compile("SignedHeaders=[^,]*");
    private static final Pattern TAG = Pattern.compile("</?[A-Za-z]+[^>]*>");

    private final Random random;
    private final Supplier<String> texts;

    Spoiler(Random random, Supplier<String> texts) {
        this.random = random;
        this.texts = texts;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** One or two changes. */
    Sample spoil(Sample good) {
        Sample sample = spoilBody(good);
        sample = signedAnew(sample); // what is spoilt from here on is not hashed
        for (int i = random.nextInt(3); i > 0; i--) {
            sample = spoilHead(sample);
        }
        return random.nextInt(12) == 0 ? chunked(sample) : sample;
    }

    /** With hashes of this body, and nobody's signature of it. */
    static Sample signedAnew(Sample sample) {
        Headers headers = new Headers();
        sample.head().headers().forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!lower.startsWith("x-amz-checksum-")
                    && !lower.equals("x-amz-sdk-checksum-algorithm")
                    && !lower.equals("x-amz-trailer")
                    && !lower.equals("x-amz-decoded-content-length")
                    && !(lower.equals("content-encoding") && value.equals("aws-chunked"))) {
                headers.add(name, header(value));
            }
        });
        headers.set("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
        headers.set("Content-MD5", md5(sample.body()));
        return new Sample(with(sample.head(), headers), sample.body());
    }

    /** With all headers named as signed. */
    static Sample naming(Sample sample) {
        TreeSet<String> names = new TreeSet<>();
        Headers headers = new Headers();
        sample.head().headers().forEach((name, value) -> names.add(name.toLowerCase(Locale.ROOT)));
        names.remove("authorization");
        sample.head()
                .headers()
                .forEach((name, value) -> headers.add(
                        name,
                        name.equalsIgnoreCase("authorization")
                                ? SIGNED.matcher(value).replaceFirst("SignedHeaders=" + String.join(";", names))
                                : value));
        return new Sample(with(sample.head(), headers), sample.body());
    }

    private static String md5(byte[] body) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RequestHead with(RequestHead head, Headers headers) {
        return new RequestHead(head.method(), head.path(), head.query(), headers, false, head.remote());
    }

    /** As it may stand on a line of its own. */
    private static String header(String value) {
        return new String(value.replaceAll("[\r\n]", "").getBytes(UTF_8), ISO_8859_1);
    }

    // ---- heads

    private Sample spoilHead(Sample sample) {
        RequestHead head = sample.head();
        Headers headers = new Headers().addAll(head.headers());
        String method = head.method();
        String path = head.path();
        String query = head.query();
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> headers.set(one(HEADERS), header(value()));
            case 3 -> headers.add(one(HEADERS), header(value()));
            case 4, 5 -> query = query + (query.isEmpty() ? "" : "&") + one(PARAMETERS) + parameter();
            case 6 -> query = insert(query, one(NAMES));
            case 7, 8 -> path = insert(path, one(NAMES));
            default -> method = one(List.of("GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "PATCH"));
        }
        return new Sample(
                new RequestHead(method, path.startsWith("/") ? path : "/" + path, query, headers, false, head.remote()),
                sample.body());
    }

    private String value() {
        return switch (random.nextInt(8)) {
            case 0 -> "x".repeat(random.nextInt(9_000));
            case 1 -> "\u0001\u007f\u0000";
            case 2 -> "99999999999999999999";
            case 3 -> "Thu, 32 Foo 2026 25:61:61 GMT";
            case 4 -> "=?UTF-8?Q?=zz?=";
            case 5 -> Base64.getEncoder().encodeToString(new byte[random.nextInt(40)]);
            default -> texts.get();
        };
    }

    private String parameter() {
        return switch (random.nextInt(4)) {
            case 0 -> "";
            case 1 -> "=";
            case 2 -> "=" + one(NAMES);
            default -> "=" + java.net.URLEncoder.encode(value().replaceAll("[\\x00-\\x20]", ""), UTF_8);
        };
    }

    private String insert(String text, String what) {
        int at = random.nextInt(text.length() + 1);
        return text.substring(0, at) + what + text.substring(at);
    }

    /** The body in chunks that do not always hold what they say. */
    private Sample chunked(Sample sample) {
        byte[] body = sample.body();
        Headers headers = new Headers().addAll(sample.head().headers());
        headers.remove("Content-MD5");
        headers.set("Content-Encoding", "aws-chunked");
        headers.set(
                "x-amz-content-sha256",
                random.nextInt(3) == 0
                        ? "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
                        : "STREAMING-UNSIGNED-PAYLOAD-TRAILER");
        headers.set("x-amz-decoded-content-length", Integer.toString(body.length + random.nextInt(5) / 4));
        headers.set(
                "x-amz-trailer",
                random.nextBoolean()
                        ? "x-amz-checksum-crc32"
                        : header(texts.get().strip()));
        String size = Integer.toHexString(body.length);
        String text = size + "\r\n" + new String(body, ISO_8859_1) + "\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n";
        for (int i = random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(text.length());
            String scrap = one(List.of(
                    "\r\n", "0\r\n", "ffffffffffffffff\r\n", "-1", ";chunk-signature=00", ":", "\u0000", "x-amz-"));
            text = text.substring(0, at) + scrap + text.substring(Math.min(text.length(), at + random.nextInt(4)));
        }
        return new Sample(with(sample.head(), headers), text.getBytes(ISO_8859_1));
    }

    // ---- bodies

    private Sample spoilBody(Sample sample) {
        byte[] body = sample.body();
        if (body.length == 0 || body[0] != '<') {
            return sample;
        }
        String text = new String(body, UTF_8);
        byte[] spoilt =
                switch (random.nextInt(9)) {
                    case 0 -> Arrays.copyOf(body, random.nextInt(body.length));
                    case 1 -> noisy(body);
                    case 2 -> otherText(text).getBytes(UTF_8);
                    case 3 -> otherText(otherText(text)).getBytes(UTF_8);
                    case 4 -> withoutATag(text).getBytes(UTF_8);
                    case 5 -> twice(text).getBytes(UTF_8);
                    case 6 -> one(new ArrayList<>(attacks(sample).values()));
                    case 7 ->
                        text.replace(
                                        "http://s3.amazonaws.com/doc/2006-03-01/",
                                        texts.get().replace("<", ""))
                                .getBytes(UTF_8);
                    default -> body;
                };
        return new Sample(sample.head(), spoilt);
    }

    private byte[] noisy(byte[] body) {
        byte[] noisy = body.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            noisy[random.nextInt(noisy.length)] = (byte) random.nextInt();
        }
        return noisy;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    /** Another text in some element, or none. */
    private String otherText(String text) {
        List<int[]> texts = spans(ELEMENT.matcher(text), 2);
        if (texts.isEmpty()) {
            return text;
        }
        int[] span = one(texts);
        String other =
                switch (random.nextInt(6)) {
                    case 0 -> "";
                    case 1 -> "<Other>1</Other>";
                    case 2 -> "<![CDATA[" + escaped(value()) + "]]>";
                    case 3 -> "<!-- c -->" + text.substring(span[0], span[1]) + "<?pi?>";
                    case 4 -> "\n  " + text.substring(span[0], span[1]) + "\n";
                    default -> escaped(value());
                };
        return text.substring(0, span[0]) + other + text.substring(span[1]);
    }

    private static List<int[]> spans(Matcher matcher, int group) {
        List<int[]> spans = new ArrayList<>();
        while (matcher.find()) {
            spans.add(new int[] {matcher.start(group), matcher.end(group)});
        }
        return spans;
    }

    private String withoutATag(String text) {
        List<int[]> tags = spans(TAG.matcher(text), 0);
        if (tags.isEmpty()) {
            return text;
        }
        int[] span = one(tags);
        return text.substring(0, span[0]) + text.substring(span[1]);
    }

    private String twice(String text) {
        List<int[]> elements = spans(ELEMENT.matcher(text), 0);
        if (elements.isEmpty()) {
            return text;
        }
        int[] span = one(elements);
        return text.substring(0, span[1])
                + text.substring(span[0], span[1]).repeat(random.nextInt(1, 1_200))
                + text.substring(span[1]);
    }

    /** Documents that must be malformed in everybody's eyes, by their names. */
    Map<String, byte[]> attacks(Sample sample) {
        String text = new String(sample.body(), UTF_8);
        int begin = text.startsWith("<?xml") ? text.indexOf("?>") + 2 : 0;
        String document = text.substring(begin);
        String root =
                document.substring(1, Math.min(end(document, ' '), Math.min(end(document, '>'), end(document, '/'))));
        Map<String, byte[]> attacks = new LinkedHashMap<>();
        attacks.put("nothing", new byte[0]);
        attacks.put("no end", text.substring(0, text.length() - 2).getBytes(UTF_8));
        attacks.put("something behind it", (text + "<a/>").getBytes(UTF_8));
        attacks.put("another root", "<Nothing/>".getBytes(UTF_8));
        attacks.put("JSON", "{\"a\":1}".getBytes(UTF_8));
        attacks.put("a DTD", ("<!DOCTYPE " + root + "><" + root + ">x</" + root + ">").getBytes(UTF_8));
        attacks.put(
                "a file",
                ("<!DOCTYPE " + root + " [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><" + root + ">&e;</" + root + ">")
                        .getBytes(UTF_8));
        attacks.put("a bomb", bomb(root).getBytes(UTF_8));
        attacks.put("an unknown entity", ("<" + root + ">&nbsp;</" + root + ">").getBytes(UTF_8));
        attacks.put("depth", ("<" + root + ">" + "<a>".repeat(20_000)).getBytes(UTF_8));
        attacks.put(
                "whole depth",
                ("<" + root + ">" + "<a>".repeat(5_000) + "</a>".repeat(5_000) + "</" + root + ">").getBytes(UTF_8));
        attacks.put("a zero", ("<" + root + ">\u0000</" + root + ">").getBytes(UTF_8));
        attacks.put("no UTF-8", ("<" + root + ">\u00ff\u00fe</" + root + ">").getBytes(ISO_8859_1));
        attacks.put("an unknown coding", ("<?xml version=\"1.0\" encoding=\"x\"?>" + document).getBytes(UTF_8));
        attacks.put("the same attribute twice", ("<" + root + " a=\"1\" a=\"1\"/>").getBytes(UTF_8));
        attacks.put("an unbound prefix", ("<" + root + "><b:c/></" + root + ">").getBytes(UTF_8));
        attacks.put("half of UTF-16", Arrays.copyOf(document.getBytes(StandardCharsets.UTF_16), 21));
        return attacks;
    }

    private static int end(String text, char at) {
        int found = text.indexOf(at);
        return found < 0 ? text.length() : found;
    }

    private static String bomb(String root) {
        StringBuilder bomb = new StringBuilder("<!DOCTYPE " + root + " [<!ENTITY l0 \"lol\">");
        for (int i = 1; i < 12; i++) {
            bomb.append("<!ENTITY l")
                    .append(i)
                    .append(" \"")
                    .append(("&l" + (i - 1) + ";").repeat(10))
                    .append("\">");
        }
        return bomb.append("]><" + root + ">&l11;</" + root + ">").toString();
    }
}
