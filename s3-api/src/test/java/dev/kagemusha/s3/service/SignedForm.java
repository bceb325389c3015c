package dev.kagemusha.s3.service;

import dev.kagemusha.testing.RawHttp;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A form as a server makes it and a browser posts it: fields, a policy that allows them, a signature over it. */
final class SignedForm {
    private static final String BOUNDARY = "----WebKitFormBoundaryABC";
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Map<String, String> fields = new LinkedHashMap<>();
    private final List<String> conditions = new ArrayList<>();
    private Instant expiration = Instant.now().plusSeconds(600);

    /** A form whose fields the policy wants as they are: alternating names and values. */
    static SignedForm of(String... namesAndValues) {
        SignedForm form = new SignedForm();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            form.fields.put(namesAndValues[i], namesAndValues[i + 1]);
            if (!namesAndValues[i + 1].contains("${filename}")) {
                form.conditions.add(
                        "{\"" + namesAndValues[i] + "\": \"" + namesAndValues[i + 1].replace("\"", "\\\"") + "\"}");
            }
        }
        return form;
    }

    SignedForm condition(String json) {
        conditions.add(json);
        return this;
    }

    /** A field that no condition is about. */
    SignedForm uncovered(String name, String value) {
        fields.put(name, value);
        return this;
    }

    SignedForm expires(Instant at) {
        expiration = at;
        return this;
    }

    SignedForm signedBy(String keyId, String secret) {
        String date = DATE.format(Instant.now());
        String scope = date.substring(0, 8) + "/us-east-1/s3/aws4_request";
        Map<String, String> signed = new LinkedHashMap<>();
        signed.put("x-amz-algorithm", "AWS4-HMAC-SHA256");
        signed.put("x-amz-credential", keyId + "/" + scope);
        signed.put("x-amz-date", date);
        signed.forEach((name, value) -> {
            fields.put(name, value);
            conditions.add("[\"eq\", \"$" + name + "\", \"" + value + "\"]");
        });
        String policy = "{\"expiration\": \"" + expiration.truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                + "\", \"conditions\": [" + String.join(", ", conditions) + "]}";
        String base64 = Base64.getEncoder().encodeToString(policy.getBytes(StandardCharsets.UTF_8));
        fields.put("policy", base64);
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String step : scope.split("/")) {
            key = hmac(key, step);
        }
        fields.put("x-amz-signature", HexFormat.of().formatHex(hmac(key, base64)));
        return this;
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a browser sends beside the file. */
    Map<String, String> fields() {
        return fields;
    }

    /** Posts it with a file; the lines are the request's own and its Host. */
    RawHttp.Answer post(int port, String fileName, byte[] file, String... lines) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        fields.forEach((name, value) -> body.writeBytes(
                ("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n")
                        .getBytes(StandardCharsets.UTF_8)));
        body.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + fileName
                        + "\"\r\nContent-Type: text/plain\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(file);
        body.writeBytes(("\r\n--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"submit\"\r\n\r\nUpload\r\n--"
                        + BOUNDARY + "--\r\n")
                .getBytes(StandardCharsets.UTF_8));
        String head =
                String.join("\r\n", lines) + "\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary="
                        + BOUNDARY + "\r\nContent-Length: " + body.size() + "\r\n\r\n";
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        body.writeTo(all);
        return RawHttp.send(port, all.toByteArray());
    }
}
