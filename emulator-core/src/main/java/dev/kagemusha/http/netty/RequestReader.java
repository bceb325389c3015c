package dev.kagemusha.http.netty;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;

/** What a decoded request says, or the status that refuses it. */
sealed interface RequestReader {

    /**
     * A request in good form.
     *
     * @param length of the body, −1 when it comes in chunks
     * @param keepAlive whether the client wants to go on with this connection
     * @param old whether it speaks HTTP/1.0
     * @param expects whether it waits for {@code 100-continue}
     */
    record Accepted(RequestHead head, long length, boolean keepAlive, boolean old, boolean expects)
            implements RequestReader {}

    /** A request that no handler will see. */
    record Refused(int status) implements RequestReader {}

    static RequestReader read(
            HttpRequest request, Options.Limits limits, RequestHead.@Nullable Tls tls, InetSocketAddress remote) {
        if (request.decoderResult().isFailure()) {
            return new Refused(status(request.decoderResult().cause()));
        }
        HttpVersion version = request.protocolVersion();
        if (version.majorVersion() != 1) {
            return new Refused(505);
        }
        boolean old = version.minorVersion() == 0;
        Headers headers = new Headers();
        int hosts = 0;
        long length = 0;
        int codings = 0;
        boolean chunked = false;
        boolean keepAlive = !old;
        boolean expects = false;
        for (Iterator<Map.Entry<CharSequence, CharSequence>> fields =
                        request.headers().iteratorCharSequence();
                fields.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> field = fields.next();
            String name = field.getKey().toString();
            String value = field.getValue().toString();
            headers.add(name, value);
            switch (name.length()) {
                case 4 -> {
                    if (name.equalsIgnoreCase("host")) {
                        hosts++;
                    }
                }
                case 6 -> {
                    if (name.equalsIgnoreCase("expect")) {
                        if (!value.isEmpty()) {
                            if (!value.equalsIgnoreCase("100-continue")) {
                                return new Refused(417);
                            }
                            expects = !old;
                        }
                    }
                }
                case 10 -> {
                    if (name.equalsIgnoreCase("connection")) {
                        String tokens = value.toLowerCase(Locale.ROOT);
                        if (tokens.contains("close")) {
                            keepAlive = false;
                        } else if (old && tokens.contains("keep-alive")) {
                            keepAlive = true;
                        }
                    }
                }
                case 14 -> {
                    if (name.equalsIgnoreCase("content-length")) {
                        length = parseLength(value);
                        if (length < 0) {
                            return new Refused(400);
                        }
                    }
                }
                case 17 -> {
                    if (name.equalsIgnoreCase("transfer-encoding")) {
                        codings++;
                        chunked = value.equalsIgnoreCase("chunked");
                    }
                }
                default -> {}
            }
        }
        if (hosts > 1 || (hosts == 0 && !old)) {
            return new Refused(400);
        }
        if (codings > 0) {
            if (old || codings > 1) {
                return new Refused(400);
            }
            if (!chunked) {
                return new Refused(501);
            }
            length = -1;
        }
        if (length > limits.body()) {
            return new Refused(413);
        }
        String target = originForm(request.uri());
        if (target == null) {
            return new Refused(400);
        }
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        String query = question < 0 ? "" : target.substring(question + 1);
        RequestHead head = new RequestHead(request.method().name(), path, query, headers, tls, remote);
        return new Accepted(head, length, keepAlive, old, expects);
    }

    private static int status(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return 414;
        }
        return cause instanceof TooLongHttpHeaderException ? 431 : 400;
    }

    private static long parseLength(String text) {
        int digits = text.length();
        if (digits == 0 || digits > 18) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < digits; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = 10 * number + (c - '0');
        }
        return number;
    }

    /** The target from its path on, or null when it has none ({@code *}, {@code host:port}) or holds what no URI may. */
    private static @org.jspecify.annotations.Nullable String originForm(String uri) {
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c <= ' ' || c == 0x7f || c == '#') {
                return null;
            }
        }
        if (uri.startsWith("/")) {
            return uri;
        }
        int authority;
        if (uri.regionMatches(true, 0, "http://", 0, 7)) {
            authority = 7;
        } else if (uri.regionMatches(true, 0, "https://", 0, 8)) {
            authority = 8;
        } else {
            return null;
        }
        for (int i = authority; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c == '/') {
                return uri.substring(i);
            }
            if (c == '?') {
                return "/" + uri.substring(i);
            }
        }
        return "/";
    }
}
