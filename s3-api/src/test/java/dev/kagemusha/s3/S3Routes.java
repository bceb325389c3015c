package dev.kagemusha.s3;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.protocol.Address;
import dev.kagemusha.protocol.Match;
import dev.kagemusha.protocol.Protocol;
import dev.kagemusha.protocol.ServiceModel;
import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.util.Map;

/** Asks a protocol where a request goes. */
public final class S3Routes {
    private S3Routes() {}

    /** The operation's name, with a question mark before it when the client interface does not have it. */
    public static String match(
            Protocol protocol,
            ServiceModel service,
            String method,
            String path,
            @Nullable String query,
            @Nullable String header,
            boolean bucket) {
        return switch (find(protocol, service, method, path, query, header, bucket)) {
            case Match.Found found -> found.operation().name();
            case Match.Unknown unknown -> "?" + unknown.name();
            case Match.NeedsBody body -> "body";
        };
    }

    public static String key(Protocol protocol, ServiceModel service, String path) {
        return ((Match.Found) find(protocol, service, "GET", path, null, null, true))
                .labels()
                .getOrDefault("Key", "");
    }

    private static Match find(
            Protocol protocol,
            ServiceModel service,
            String method,
            String path,
            @Nullable String query,
            @Nullable String header,
            boolean bucket) {
        RequestHead head = new RequestHead(
                method,
                path,
                query == null ? "" : query,
                header == null ? new Headers() : Headers.of(header, "value"),
                false,
                new InetSocketAddress("127.0.0.1", 1));
        Map<String, String> labels = bucket ? Map.of("Bucket", "some-bucket") : Map.of();
        return protocol.match(service, head, new Address(path, labels), null);
    }
}
