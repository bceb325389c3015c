package dev.kagemusha.auth;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Derived signing keys. Deriving one costs four HMACs and it holds for a day, so they are kept; a full cache forgets
 * everything, which is cheaper than knowing what is old.
 */
final class SigningKeys {
    private static final int MOST = 1024;

    private final ConcurrentHashMap<Key, Hmac> keys = new ConcurrentHashMap<>();

    private record Key(String secret, String date, String region, String service) {
        @Override
        public String toString() {
            return "Key[" + date + "/" + region + "/" + service + "]";
        }
    }

    Hmac of(String secret, Authorization.Scope scope) {
        Key key = new Key(secret, scope.date(), scope.region(), scope.service());
        Hmac known = keys.get(key);
        if (known != null) {
            return known;
        }
        Hmac derived = derive(secret, scope);
        if (keys.size() >= MOST) {
            keys.clear();
        }
        keys.put(key, derived);
        return derived;
    }

    private static Hmac derive(String secret, Authorization.Scope scope) {
        Hmac day = new Hmac(new Hmac(bytes("AWS4" + secret)).sign(bytes(scope.date())));
        Hmac region = new Hmac(day.sign(bytes(scope.region())));
        Hmac service = new Hmac(region.sign(bytes(scope.service())));
        return new Hmac(service.sign(bytes(scope.terminator())));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
