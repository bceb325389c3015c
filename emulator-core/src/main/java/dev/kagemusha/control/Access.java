package dev.kagemusha.control;

import dev.kagemusha.http.RequestHead;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;

/**
 * Who may use the control endpoints. A web page must never reach them through its visitor's browser: a foreign {@code
 * Origin} or {@code Host} is refused, and a write must be {@code application/json}, which a page cannot send without a
 * preflight that is never answered.
 */
public sealed interface Access {
    /** Peers on this machine. */
    record Loopback() implements Access {}

    /** Anyone who can connect. */
    record Open() implements Access {}

    /** Whoever sends {@code Authorization: Bearer token}. */
    record Token(String token) implements Access {
        @Override
        public String toString() {
            return "Token";
        }
    }

    /**
     * Why this request is refused, or null when it may pass.
     *
     * @param publicHost the host of {@code --public-url}, or empty
     */
    default @Nullable String refusal(RequestHead head, String publicHost) {
        String origin = head.headers().first("origin");
        if (origin != null && !sameHost(origin, head.host())) {
            return "control calls from other origins are refused";
        }
        if (head.method().equals("POST") || head.method().equals("PUT")) {
            String type = head.headers().firstOr("content-type", "");
            int end = type.indexOf(';');
            if (!(end < 0 ? type : type.substring(0, end)).strip().equalsIgnoreCase("application/json")) {
                return "a write needs Content-Type: application/json";
            }
        }
        String host = hostName(head.host());
        if (!isLocalName(host) && !host.equalsIgnoreCase(publicHost)) {
            return "control calls to a foreign host name are refused";
        }
        return switch (this) {
            case Open open -> null;
            case Loopback loopback ->
                head.remote().getAddress().isLoopbackAddress()
                        ? null
                        : "control calls are taken from this machine only (--control)";
            case Token token -> {
                String sent = head.headers().firstOr("authorization", "");
                boolean right = MessageDigest.isEqual(
                        sent.getBytes(StandardCharsets.UTF_8),
                        ("Bearer " + token.token).getBytes(StandardCharsets.UTF_8));
                yield right ? null : "control calls need the token (--control)";
            }
        };
    }

    private static boolean sameHost(String origin, String host) {
        try {
            String authority = new URI(origin).getRawAuthority();
            return authority != null && authority.equalsIgnoreCase(host);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String hostName(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    /**
     * Names that no stranger's DNS can point here: literal addresses, names without a dot (those of containers), localhost
     * and what LocalStack's users call it.
     */
    private static boolean isLocalName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.indexOf('.') < 0
                || lower.endsWith(".localhost")
                || lower.equals("localhost.localstack.cloud")
                || lower.equals("host.docker.internal")
                || lower.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }
}
