package dev.kagemusha.http.tls;

import org.jspecify.annotations.Nullable;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Keys by host name, made when first asked for; the least recently used go when there are many. */
final class HostKeys extends X509ExtendedKeyManager {
    private static final int KEPT = 256;
    /** The alias of clients that send no name. */
    private static final String NAMELESS = "";

    private final Authority authority;
    private final InstantSource clock;
    private final List<String> names;
    private final Map<String, Authority.Signed> made = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Authority.Signed> eldest) {
            return size() > KEPT;
        }
    };

    HostKeys(Authority authority, InstantSource clock, List<String> names) {
        this.names = names;
        this.authority = authority;
        this.clock = clock;
    }

    private Authority.@Nullable Signed keyOf(String host) {
        synchronized (made) {
            Authority.Signed known = made.get(host);
            if (known != null && known.expires().isAfter(clock.instant())) {
                return known;
            }
            try {
                Authority.Signed signed = authority.sign(namesFor(host), clock.instant());
                made.put(host, signed);
                return signed;
            } catch (GeneralSecurityException e) {
                System.getLogger(HostKeys.class.getName())
                        .log(System.Logger.Level.ERROR, "no certificate for a host", e);
                return null;
            }
        }
    }

    private Set<String> namesFor(String host) {
        Set<String> all = new LinkedHashSet<>();
        if (!host.equals(NAMELESS)) {
            all.add(host);
        }
        all.addAll(names);
        return all;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        if (!keyType.equals("EC")) {
            return null;
        }
        if (engine != null && engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName().toLowerCase(Locale.ROOT);
                }
            }
        }
        return NAMELESS;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Authority.Signed signed = keyOf(alias);
        return signed == null ? null : signed.chain().clone();
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Authority.Signed signed = keyOf(alias);
        return signed == null ? null : signed.key();
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return keyType.equals("EC") ? NAMELESS : null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return keyType.equals("EC") ? new String[] {NAMELESS} : null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
