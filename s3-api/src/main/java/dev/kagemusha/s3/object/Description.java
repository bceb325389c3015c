package dev.kagemusha.s3.object;

import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.ValueReader;
import dev.kagemusha.s3.ValueWriter;
import dev.kagemusha.s3.acl.ObjectAccess;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What is said about an object beside its bytes, as PutObject, CopyObject and CreateMultipartUpload take it.
 *
 * @param metadata names in lower case, without {@code x-amz-meta-}; values without {@link EncodedWords}
 * @param tags decoded
 * @param access whose the object is, and its ACL
 */
public record Description(
        @Nullable String cacheControl,
        @Nullable String contentDisposition,
        @Nullable String contentEncoding,
        @Nullable String contentLanguage,
        @Nullable String contentType,
        @Nullable Instant expires,
        @Nullable String websiteRedirect,
        Map<String, String> metadata,
        Map<String, String> tags,
        ObjectAccess access) {
    /** Of an object whose owner and ACL are yet to be told. */
    public Description(
            @Nullable String cacheControl,
            @Nullable String contentDisposition,
            @Nullable String contentEncoding,
            @Nullable String contentLanguage,
            @Nullable String contentType,
            @Nullable Instant expires,
            @Nullable String websiteRedirect,
            Map<String, String> metadata,
            Map<String, String> tags) {
        this(
                cacheControl,
                contentDisposition,
                contentEncoding,
                contentLanguage,
                contentType,
                expires,
                websiteRedirect,
                metadata,
                tags,
                ObjectAccess.OF_BUCKET_OWNER);
    }

    /** What AWS answers for an object whose type nobody told. */
    static final String DEFAULT_TYPE = "binary/octet-stream";

    private static final int METADATA_LIMIT = 2048;
    private static final int REDIRECT_LIMIT = 2048;

    public Description {
        contentEncoding = withoutChunking(contentEncoding);
    }

    /** Checks what came in a request: 2 KB of metadata at most, names and values counted in UTF-8. */
    public static Map<String, String> metadata(Map<String, String> given) {
        if (given.isEmpty()) {
            return Map.of();
        }
        Map<String, String> lower = new LinkedHashMap<>();
        int size = 0;
        for (Map.Entry<String, String> e : given.entrySet()) {
            String name = e.getKey().toLowerCase(Locale.ROOT);
            String value = EncodedWords.decode(e.getValue());
            lower.put(name, value);
            size += name.getBytes(StandardCharsets.UTF_8).length + value.getBytes(StandardCharsets.UTF_8).length;
        }
        if (size > METADATA_LIMIT) {
            throw S3Errors.metadataTooLarge(size);
        }
        return lower;
    }

    /** Checks the {@code x-amz-website-redirect-location} that came in a request. */
    public static @Nullable String redirect(@Nullable String given) {
        if (given == null) {
            return null;
        }
        if (given.isEmpty()) {
            throw S3Errors.invalidRedirect("The website redirect location must be non-empty.");
        }
        if (!given.startsWith("/") && !given.startsWith("http://") && !given.startsWith("https://")) {
            throw S3Errors.invalidRedirect(
                    "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.");
        }
        if (given.length() > REDIRECT_LIMIT) {
            throw S3Errors.invalidRedirect("The length of website redirect location cannot exceed 2,048 characters.");
        }
        return given;
    }

    /** Metadata that headers can tell: control characters, which forms may bring, have no form there. */
    Map<String, String> printableMetadata() {
        for (String one : metadata.values()) {
            if (unprintable(one)) {
                Map<String, String> printable = LinkedHashMap.newLinkedHashMap(metadata.size());
                metadata.forEach((name, value) -> {
                    if (!unprintable(value)) {
                        printable.put(name, value);
                    }
                });
                return printable;
            }
        }
        return metadata;
    }

    private static boolean unprintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                return true;
            }
        }
        return false;
    }

    /** {@code aws-chunked} is how the body travelled, not what it is. */
    private static @Nullable String withoutChunking(@Nullable String encoding) {
        if (encoding == null || !encoding.toLowerCase(Locale.ROOT).contains("aws-chunked")) {
            return encoding;
        }
        StringBuilder rest = new StringBuilder();
        for (String one : encoding.split(",", -1)) {
            if (!one.strip().equalsIgnoreCase("aws-chunked") && !one.isBlank()) {
                rest.append(rest.isEmpty() ? "" : ",").append(one.strip());
            }
        }
        return rest.isEmpty() ? null : rest.toString();
    }

    /** The same with other tags. */
    public Description withTags(Map<String, String> others) {
        return with(websiteRedirect, others, access);
    }

    /** The same of another owner, or with another ACL. */
    public Description withAccess(ObjectAccess other) {
        return with(websiteRedirect, tags, other);
    }

    /** The same with another redirect, which a copy never takes from its source. */
    Description withWebsiteRedirect(@Nullable String location) {
        return with(location, tags, access);
    }

    private Description with(@Nullable String redirect, Map<String, String> otherTags, ObjectAccess otherAccess) {
        return new Description(
                cacheControl,
                contentDisposition,
                contentEncoding,
                contentLanguage,
                contentType,
                expires,
                redirect,
                metadata,
                otherTags,
                otherAccess);
    }

    public void write(ValueWriter out) {
        out.optional(cacheControl)
                .optional(contentDisposition)
                .optional(contentEncoding)
                .optional(contentLanguage)
                .optional(contentType)
                .optional(expires == null ? null : expires.toString())
                .optional(websiteRedirect);
        write(metadata, out);
        write(tags, out);
        access.write(out);
    }

    private static void write(Map<String, String> map, ValueWriter out) {
        out.number(map.size());
        map.forEach((name, value) -> out.text(name).text(value));
    }

    public static Description read(ValueReader in) {
        String cacheControl = in.optional();
        String contentDisposition = in.optional();
        String contentEncoding = in.optional();
        String contentLanguage = in.optional();
        String contentType = in.optional();
        String expires = in.optional();
        String websiteRedirect = in.optional();
        Map<String, String> metadata = map(in);
        Map<String, String> tags = map(in);
        return new Description(
                cacheControl,
                contentDisposition,
                contentEncoding,
                contentLanguage,
                contentType,
                expires == null ? null : Instant.parse(expires),
                websiteRedirect,
                metadata,
                tags,
                ObjectAccess.read(in));
    }

    private static Map<String, String> map(ValueReader in) {
        int size = (int) in.number();
        if (size == 0) {
            return Map.of();
        }
        Map<String, String> map = LinkedHashMap.newLinkedHashMap(size);
        for (int i = 0; i < size; i++) {
            map.put(in.text(), in.text());
        }
        return map;
    }
}
