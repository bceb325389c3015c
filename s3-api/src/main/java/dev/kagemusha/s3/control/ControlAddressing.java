package dev.kagemusha.s3.control;

import dev.kagemusha.http.RequestHead;
import dev.kagemusha.protocol.Address;
import dev.kagemusha.s3.accesspoint.AccessPoints;
import dev.kagemusha.service.Addressing;
import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Map;

/**
 * Tells S3 Control from S3, for which its requests are signed too: by the version in the path together with the account, which is named
 * by a header and, with most clients, before the endpoint's name in the host. A bucket may be called like the version, and like an
 * account.
 */
final class ControlAddressing implements Addressing {
    private static final String VERSION = "/v20180820/";
    private static final String ACCOUNT = "x-amz-account-id";
    private static final String ENDPOINT = "s3-control";

    @Override
    public boolean claims(RequestHead head) {
        return head.path().startsWith(VERSION)
                && (head.headers().contains(ACCOUNT)
                        || head.host().contains(ENDPOINT)
                        || head.headers()
                                .firstOr("access-control-request-headers", "")
                                .toLowerCase(Locale.ROOT)
                                .contains(ACCOUNT));
    }

    @Override
    public Address address(RequestHead head) {
        String account = account(head);
        return new Address(head.path(), account == null ? Map.of() : Map.of("AccountId", account));
    }

    /** The account that the host names, or null. */
    static @Nullable String account(RequestHead head) {
        String host = head.host();
        int dot = host.indexOf('.');
        String first = dot < 0 ? "" : host.substring(0, dot);
        // 127.0.0.1 has a first label too
        return AccessPoints.isAccount(first) ? first : null;
    }
}
