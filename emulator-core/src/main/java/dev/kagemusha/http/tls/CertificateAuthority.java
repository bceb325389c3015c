package dev.kagemusha.http.tls;

import org.jspecify.annotations.Nullable;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.List;

/**
 * An authority of this installation's own, which makes the certificate for whatever host name a client asks for, so that
 * {@code https://bucket.s3.localhost:4566} is trusted by whoever trusts the authority. Its key stays in the directory it is
 * given ({@code ca-key.pem}, readable by its owner alone) beside its certificate ({@code ca.pem}), and is made when it is
 * first needed.
 */
public final class CertificateAuthority {
    private final Path directory;
    private final InstantSource clock;
    private final List<String> names;
    private volatile @Nullable Authority authority;
    private volatile @Nullable SSLContext context;

    /**
     * @param directory where key and certificate are kept; made when missing
     * @param clock real time, which clients compare certificates with
     * @param names host names that every certificate holds beside the usual local ones; needed only for clients that do not
     *     say which host they want, as Java's do not when its name has no dot
     */
    public CertificateAuthority(Path directory, InstantSource clock, List<String> names) {
        this.directory = directory;
        this.clock = clock;
        this.names = List.copyOf(names);
    }

    /** The authority's certificate in PEM, for clients to trust. */
    public String certificatePem() throws IOException, GeneralSecurityException {
        return authority().certificatePem();
    }

    /** A server's context; the certificate is chosen by the name the client sends (SNI). */
    public SSLContext serverContext() throws IOException, GeneralSecurityException {
        SSLContext made = context;
        if (made == null) {
            Authority from = authority();
            synchronized (this) {
                made = context;
                if (made == null) {
                    made = SSLContext.getInstance("TLS");
                    made.init(new KeyManager[] {new HostKeys(from, clock, names)}, null, null);
                    context = made;
                }
            }
        }
        return made;
    }

    private Authority authority() throws IOException, GeneralSecurityException {
        Authority known = authority;
        if (known == null) {
            synchronized (this) {
                known = authority;
                if (known == null) {
                    known = Authority.open(directory, clock.instant());
                    authority = known;
                }
            }
        }
        return known;
    }
}
