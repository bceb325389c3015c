package dev.kagemusha.s3.form;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.Response;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * What a browser gets for an upload that succeeded: a redirect to a page of the form's choice, or a status of its choice, of which only
 * 201 has a body.
 */
final class FormAnswer {
    private FormAnswer() {}

    /**
     * Answers.
     *
     * @param bucketUrl with its slash
     * @param put what PutObject answered
     */
    static Response of(FormFields fields, String bucketUrl, String bucket, String key, Response put) {
        Headers headers = new Headers();
        put.headers().forEach((name, value) -> {
            if (!name.equalsIgnoreCase("content-type") && !name.equalsIgnoreCase("content-length")) {
                headers.add(name, value);
            }
        });
        String etag = put.headers().firstOr("etag", "");
        String location = bucketUrl + encodedKey(key);
        String page = redirect(fields);
        if (page != null) {
            headers.set("Location", onWire(page) + query(page, bucket, key, etag));
            return Response.of(303, headers, Response.NO_BYTES);
        }
        headers.set("Location", location);
        return switch (fields.text("success_action_status")) {
            case "200" -> Response.of(200, headers, Response.NO_BYTES);
            case "201" ->
                Response.of(201, headers.set("Content-Type", "application/xml"), document(location, bucket, key, etag));
            default -> Response.of(204, headers, Response.NO_BYTES);
        };
    }

    /** The page to go to; null without one, and when it is not one that a browser can go to from anywhere. */
    private static @Nullable String redirect(FormFields fields) {
        String page = fields.has("success_action_redirect")
                ? fields.text("success_action_redirect")
                : fields.text("redirect");
        int end = page.indexOf('?');
        try {
            URI uri = URI.create((end < 0 ? page : page.substring(0, end)).replace(" ", "%20"));
            return uri.isAbsolute() && uri.getHost() != null ? page : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** What S3 adds to the page's own query. */
    private static String query(String page, String bucket, String key, String etag) {
        return (page.indexOf('?') < 0 ? "?" : "&") + "bucket=" + encoded(bucket) + "&key=" + encoded(key) + "&etag="
                + encoded(etag);
    }

    private static byte[] document(String location, String bucket, String key, String etag) {
        return ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PostResponse><Location>" + escaped(location)
                        + "</Location><Bucket>" + escaped(bucket) + "</Bucket><Key>" + escaped(key) + "</Key><ETag>"
                        + escaped(etag) + "</ETag></PostResponse>")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** A key as one segment of a path, slashes included. */
    static String encodedKey(String key) {
        return encoded(key).replace("+", "%20");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String onWire(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** As XML; control characters, which it has no way to write, are left out. */
    private static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '\r' -> out.append("&#13;");
                default -> {
                    if (c >= ' ' || c == '\n' || c == '\t') {
                        out.append(c);
                    }
                }
            }
        }
        return out.toString();
    }
}
