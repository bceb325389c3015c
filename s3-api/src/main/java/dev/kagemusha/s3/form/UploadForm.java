package dev.kagemusha.s3.form;

import dev.kagemusha.auth.SignedText;
import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.s3.body.Reception;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.time.EmulatorClock;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One form, read up to its file. Checked in S3's order: the fields that have to be there, the signature over the policy as it was sent,
 * the policy, and the length of the file while it streams.
 */
final class UploadForm {
    private static final String FILE_NAME = "${filename}";

    /** Of values that are text in any script; as a header one would have no more than the bytes of it. */
    private static final String METADATA = "x-amz-meta-";

    /** Signed forms have all of them; in the order in which S3 misses them. */
    private static final List<String> SIGNATURE =
            List.of("X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Signature", "Policy");

    /** Fields that are headers of PutObject, by their names in lower case. */
    private static final Map<String, String> HEADERS = Map.of(
            "acl", "x-amz-acl",
            "cache-control", "Cache-Control",
            "content-disposition", "Content-Disposition",
            "content-encoding", "Content-Encoding",
            "content-language", "Content-Language",
            "content-md5", "Content-MD5",
            "content-type", "Content-Type",
            "expires", "Expires");

    /** Beginnings of fields that are headers of the same name; no others, or a field could make the upload another operation. */
    private static final List<String> PREFIXES = List.of(
            METADATA,
            "x-amz-acl",
            "x-amz-grant-",
            "x-amz-storage-class",
            "x-amz-server-side-encryption",
            "x-amz-website-redirect-location",
            "x-amz-checksum-",
            "x-amz-sdk-checksum-algorithm",
            "x-amz-object-lock-",
            "x-amz-tagging",
            "x-amz-request-payer");

    private final FormFields fields;
    private final InputStream file;
    private final String key;

    private UploadForm(FormFields fields, InputStream file, String key) {
        this.fields = fields;
        this.file = file;
        this.key = key;
    }

    /** Reads the fields of a body. */
    static UploadForm read(RequestHead head, InputStream body) throws IOException {
        String type = head.headers().firstOr("content-type", "");
        if (!isForm(type)) {
            throw FormErrors.notMultipart();
        }
        String boundary = FormReader.boundary(type);
        if (boundary == null) {
            throw FormErrors.malformed();
        }
        FormReader reader = new FormReader(body, boundary);
        FormFields fields = reader.fields();
        String name = reader.fileName();
        if (name != null) {
            fields.replace(FILE_NAME, name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1));
        }
        if (!fields.has("key")) {
            throw FormErrors.missingField("key");
        }
        return new UploadForm(fields, reader.file(), fields.text("key"));
    }

    private static boolean isForm(String contentType) {
        return HeaderValue.first(contentType).equalsIgnoreCase("multipart/form-data");
    }

    FormFields fields() {
        return fields;
    }

    String key() {
        return key;
    }

    /** What was signed, or null for a form that nobody signed. */
    @Nullable
    SignedText signature() {
        boolean signed = false;
        for (String name : SIGNATURE.subList(0, 4)) {
            signed |= fields.has(lower(name));
        }
        if (!signed) {
            if (fields.has("awsaccesskeyid") || fields.has("signature")) {
                throw FormErrors.legacySignature();
            }
            return null;
        }
        for (String name : SIGNATURE) {
            if (!fields.has(lower(name))) {
                throw FormErrors.missingField(name);
            }
        }
        return new SignedText(
                fields.text("x-amz-algorithm"),
                fields.text("x-amz-credential"),
                fields.text("x-amz-date"),
                fields.get("x-amz-security-token"),
                fields.text("x-amz-signature"),
                fields.text("policy"));
    }

    private static String lower(String name) {
        return name.toLowerCase(java.util.Locale.ROOT);
    }

    /**
     * Refuses what the policy does not allow; after its signature was found good.
     *
     * @param signedAt what the client took for now
     * @return what the file's length may be
     */
    PostPolicy.Range check(EmulatorClock clock, Instant signedAt, String bucket) {
        PostPolicy policy = PostPolicy.parse(fields.text("policy"));
        policy.checkTime(clock, signedAt);
        return policy.check(fields, bucket, key, Reception.MAX_PUT);
    }

    /** The file's bytes; their end is refused where it is outside of the range. */
    InputStream file(PostPolicy.Range range) {
        return new RangedFile(file, range);
    }

    /** The upload as it would come without a form. */
    RequestHead put(RequestHead posted, TagsField tags) {
        Headers headers = new Headers();
        for (FormFields.Field field : fields.all()) {
            String name = field.lowerName();
            String header = HEADERS.get(name);
            if (name.equals("tagging")) {
                headers.add("x-amz-tagging", tags.header(field.value()));
            } else if (header != null) {
                headers.add(header, onWire(field.value()));
            } else if (isHeader(name)) {
                if (!isToken(name)) {
                    throw FormErrors.malformed();
                }
                headers.add(name, name.startsWith(METADATA) ? field.value().strip() : onWire(field.value()));
            }
        }
        headers.add(S3Call.OF_FORM, "true");
        return new RequestHead("PUT", posted.path(), "", headers, posted.secure(), posted.remote());
    }

    private static boolean isHeader(String name) {
        for (String prefix : PREFIXES) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a header can be called so (RFC 9110 §5.6.2). */
    private static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 0x7f || "()<>@,;:\\\"/[]?={}".indexOf(c) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** The bytes that a client would send as a header, as the front door reads them. */
    private static String onWire(String value) {
        return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1).strip();
    }
}
