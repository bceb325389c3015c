package dev.kagemusha.service;

import dev.kagemusha.auth.Authorization;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.protocol.Address;
import dev.kagemusha.protocol.Match;
import dev.kagemusha.protocol.Protocol;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/**
 * Works out which service a request is for. The signed scope says it best; {@code X-Amz-Target}, the path of a CBOR call and
 * the host say it for unsigned requests; the bare root is whose health can be asked for; what nobody claims is S3's, as its
 * paths can be anything.
 */
final class ServiceResolver {
    private static final String DEFAULT_REGION = "us-east-1";

    /** Where the slash is after the eight digits of a version. */
    private static final int VERSION_END = 10;

    private final Registry registry;

    ServiceResolver(Registry registry) {
        this.registry = registry;
    }

    /**
     * Where a request goes.
     *
     * @param region of the signed scope, of the host, or the default
     */
    record Destination(Definition service, Protocol protocol, String region) {}

    /** The destination, or null when no service is meant. */
    @Nullable
    Destination resolve(RequestHead head, Authorization authorization) {
        Authorization.Scope scope = authorization.scope();
        String target = head.headers().first("x-amz-target");
        Definition service = isVersioned(head.path()) ? byPath(head) : null;
        if (service == null && scope != null) {
            service = bySigningName(scope.service(), target);
        }
        if (service == null && target != null) {
            service = byTarget(target);
        }
        if (service == null && scope == null) {
            service = byHost(head.host());
        }
        if (service == null && scope == null && Endpoint.isPreflight(head)) {
            service = byPreflight(head);
        }
        if (service == null && scope == null && isRootOfPlainHost(head)) {
            service = open();
        }
        if (service == null && scope == null) {
            service = registry.byName("s3");
        }
        if (service == null) {
            return null;
        }
        String region = scope != null ? scope.region() : regionOfHost(head.host());
        return new Destination(service, protocol(service, head), region.isEmpty() ? DEFAULT_REGION : region);
    }

    /** As {@code /v20180820/}, with which all paths of S3 Control begin, and those of a bucket of that name. */
    private static boolean isVersioned(String path) {
        if (path.length() <= VERSION_END || path.charAt(1) != 'v' || path.charAt(VERSION_END) != '/') {
            return false;
        }
        for (int i = 2; i < VERSION_END; i++) {
            if (path.charAt(i) < '0' || path.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private @Nullable Definition byPath(RequestHead head) {
        for (Definition candidate : registry.all()) {
            if (candidate.addressing().claims(head)) {
                return candidate;
            }
        }
        return null;
    }

    private @Nullable Definition bySigningName(String name, @Nullable String target) {
        Definition direct = registry.byName(name);
        if (direct != null && claims(direct, name, target)) {
            return direct;
        }
        for (Definition candidate : registry.all()) {
            if (claims(candidate, name, target)) {
                return candidate;
            }
        }
        return direct; // an unknown target of a known service: the protocol says so
    }

    private static boolean claims(Definition service, String signingName, @Nullable String target) {
        String prefix = service.targetPrefix();
        return service.signing().names().contains(signingName)
                && (target == null || prefix == null || target.startsWith(prefix + "."));
    }

    private @Nullable Definition byTarget(String target) {
        for (Definition candidate : registry.all()) {
            String prefix = candidate.targetPrefix();
            if (prefix != null && target.startsWith(prefix + ".")) {
                return candidate;
            }
        }
        return null;
    }

    /**
     * A script that is going to send a target calls a service that has targets; which one, the preflight does not say. Any other
     * service than S3 is found by the path that its operation has.
     */
    private @Nullable Definition byPreflight(RequestHead head) {
        if (head.path().equals("/")) {
            String headers = head.headers().firstOr("access-control-request-headers", "");
            return headers.toLowerCase(Locale.ROOT).contains("x-amz-target") ? open() : null;
        }
        RequestHead announced = new RequestHead(
                head.headers().firstOr("access-control-request-method", ""),
                head.path(),
                head.query(),
                head.headers(),
                head.secure(),
                head.remote());
        Address address = Addressing.PLAIN.address(announced);
        for (Definition candidate : registry.all()) {
            for (Protocol protocol : candidate.name().equals("s3") ? List.<Protocol>of() : candidate.protocols()) {
                if (protocol.match(candidate.model(), announced, address, null) instanceof Match.Found) {
                    return candidate;
                }
            }
        }
        return null;
    }

    /** The service that has targets and answers health checks. */
    private @Nullable Definition open() {
        for (Definition candidate : registry.all()) {
            if (candidate.targetPrefix() != null && candidate.endpoint().open()) {
                return candidate;
            }
        }
        return null;
    }

    /**
     * Whether somebody looks, without an SDK, whether anything is there at {@code localhost} or at an address. S3 has nothing for
     * that but refusals; an SDK that lists buckets without signing says so in headers of its own.
     */
    private static boolean isRootOfPlainHost(RequestHead head) {
        if (!head.path().equals("/") || !head.query().isEmpty() || head.contentLength() != 0) {
            return false;
        }
        for (int i = 0; i < head.headers().size(); i++) {
            String name = head.headers().name(i);
            if (name.regionMatches(true, 0, "amz-", 0, 4) || name.regionMatches(true, 0, "x-amz-", 0, 6)) {
                return false;
            }
        }
        return isPlain(head.host());
    }

    private static boolean isPlain(String host) {
        int colon = host.lastIndexOf(':');
        String name = colon < 0 || host.endsWith("]") ? host : host.substring(0, colon);
        if (name.equals("localhost") || name.startsWith("[")) {
            return true;
        }
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) != '.' && (name.charAt(i) < '0' || name.charAt(i) > '9')) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /** {@code sts.amazonaws.com}, {@code dynamodb.eu-west-1.amazonaws.com}, {@code sts.localhost}. */
    private @Nullable Definition byHost(String host) {
        String name = endpointName(host);
        return name == null ? null : registry.byName(name);
    }

    /** The first label of a host that may be an endpoint; null where it is a bucket's, which may be called like any service. */
    static @Nullable String endpointName(String host) {
        int dot = host.indexOf('.');
        return dot <= 0 || host.startsWith("s3", dot + 1) ? null : host.substring(0, dot);
    }

    private static String regionOfHost(String host) {
        String[] labels = host.split("\\.", -1);
        for (int i = 0; i + 2 < labels.length; i++) {
            if (labels[i + 1].equals("amazonaws") && labels[i].indexOf('-') > 0 && !labels[i].startsWith("s3")) {
                return labels[i];
            }
        }
        return DEFAULT_REGION;
    }

    private static Protocol protocol(Definition service, RequestHead head) {
        List<Protocol> spoken = service.protocols();
        if (spoken.size() > 1) {
            for (Protocol protocol : spoken) {
                if (protocol.recognises(head)) {
                    return protocol;
                }
            }
        }
        return spoken.get(0);
    }
}
