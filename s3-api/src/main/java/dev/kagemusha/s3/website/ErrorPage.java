package dev.kagemusha.s3.website;

import dev.kagemusha.http.Headers;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** S3's page for an error that no page of the website's own is shown for. */
final class ErrorPage {
    /** Names of statuses as S3 writes them. */
    private static final Map<Integer, String> NAMES = Map.of(
            302, "Found",
            400, "Bad Request",
            403, "Forbidden",
            404, "Not Found",
            405, "Method Not Allowed",
            412, "Precondition Failed",
            416, "Requested Range Not Satisfiable",
            500, "Internal Server Error",
            501, "Not Implemented",
            503, "Service Unavailable");

    private ErrorPage() {}

    /**
     * The page in HTML.
     *
     * @param ids the request's, of which the page shows the texts
     * @param ofErrorPage why the website's own page could not be shown; null when it has none
     */
    static byte[] html(Failure failure, Headers ids, @Nullable Failure ofErrorPage) {
        String title = failure.status() + " " + NAMES.getOrDefault(failure.status(), failure.code());
        StringBuilder html = new StringBuilder(1024)
                .append("<html>\n<head><title>")
                .append(escaped(title))
                .append("</title></head>\n<body>\n<h1>")
                .append(escaped(title))
                .append("</h1>\n<ul>\n");
        items(html, failure);
        item(html, "RequestId", ids.firstOr("x-amz-request-id", ""));
        item(html, "HostId", ids.firstOr("x-amz-id-2", ""));
        html.append("</ul>\n");
        if (ofErrorPage != null) {
            html.append("<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>\n<ul>\n");
            items(html, ofErrorPage);
            html.append("</ul>\n");
        }
        return html.append("<hr/>\n</body>\n</html>\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void items(StringBuilder html, Failure failure) {
        item(html, "Code", failure.code());
        item(html, "Message", failure.message());
        failure.elements().forEach((name, value) -> item(html, name, value));
    }

    private static void item(StringBuilder html, String name, String value) {
        html.append("<li>").append(name).append(": ").append(escaped(value)).append("</li>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
