package dev.kagemusha.http.tls;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The authority's key and certificate, and what it signs. P-256 throughout: every client takes it, and it is fast. */
final class Authority {
    private static final String KEY_FILE = "ca-key.pem";
    private static final String CERTIFICATE_FILE = "ca.pem";
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    /** Apple's clients refuse longer ones, even from an authority the user trusts. */
    private static final Duration HOST_LIFE = Duration.ofDays(397);
    /** Clocks of clients may be behind. */
    private static final Duration EARLIER = Duration.ofDays(1);

    private static final List<String> NAMES = List.of(
            "localhost",
            "*.localhost",
            "localhost.localstack.cloud",
            "*.localhost.localstack.cloud",
            "*.s3.localhost.localstack.cloud");
    private static final List<String> ADDRESSES = List.of("127.0.0.1", "::1");

    private final PrivateKey key;
    private final X509Certificate certificate;
    private final SecureRandom random = new SecureRandom();

    private Authority(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /** What {@link #sign} makes. */
    record Signed(PrivateKey key, X509Certificate[] chain, Instant expires) {}

    X509Certificate certificate() {
        return certificate;
    }

    String certificatePem() throws GeneralSecurityException {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    static Authority open(Path directory, Instant now) throws IOException, GeneralSecurityException {
        Path keyFile = directory.resolve(KEY_FILE);
        Path certificateFile = directory.resolve(CERTIFICATE_FILE);
        if (Files.exists(keyFile) && Files.exists(certificateFile)) {
            PrivateKey key = KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(unwrap("PRIVATE KEY", Files.readString(keyFile))));
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(
                            Files.readString(certificateFile).getBytes(StandardCharsets.US_ASCII)));
            if (certificate.getNotAfter().toInstant().isAfter(now)) {
                return new Authority(key, certificate);
            }
        }
        Files.createDirectories(directory);
        KeyPair pair = newKey();
        SecureRandom random = new SecureRandom();
        byte[] id = new byte[4];
        random.nextBytes(id);
        // Each installation's authority has a name of its own: clients confuse two of one name and different keys.
        X500Name name = new X500Name("CN=Kagemusha local CA " + HexFormat.of().formatHex(id));
        X509Certificate certificate;
        try {
            JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
            var builder = new JcaX509v3CertificateBuilder(
                            name,
                            serial(random),
                            Date.from(now.minus(EARLIER)),
                            Date.from(now.plus(AUTHORITY_LIFE)),
                            name,
                            pair.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                    .addExtension(
                            Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(pair.getPublic()));
            certificate = new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
        write(keyFile, pem("PRIVATE KEY", pair.getPrivate().getEncoded()), "rw-------");
        write(certificateFile, pem("CERTIFICATE", certificate.getEncoded()), "rw-r--r--");
        return new Authority(pair.getPrivate(), certificate);
    }

    /** A certificate for these host names and the usual local ones. */
    Signed sign(Set<String> hosts, Instant now) throws GeneralSecurityException {
        try {
            KeyPair pair = newKey();
            Set<String> all = new LinkedHashSet<>(hosts);
            all.addAll(NAMES);
            List<GeneralName> names = new ArrayList<>();
            all.forEach(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
            ADDRESSES.forEach(address -> names.add(new GeneralName(GeneralName.iPAddress, address)));
            Instant expires = now.plus(HOST_LIFE);
            JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
            // The common name has 64 characters at most; nobody reads it beside the alternative names.
            var builder = new JcaX509v3CertificateBuilder(
                            certificate,
                            serial(random),
                            Date.from(now.minus(EARLIER)),
                            Date.from(expires),
                            new X500Name("CN=Kagemusha"),
                            pair.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                    .addExtension(
                            Extension.subjectAlternativeName,
                            false,
                            new GeneralNames(names.toArray(GeneralName[]::new)))
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            ids.createAuthorityKeyIdentifier(certificate.getPublicKey()))
                    .addExtension(
                            Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(pair.getPublic()));
            X509Certificate leaf = new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
            return new Signed(pair.getPrivate(), new X509Certificate[] {leaf, certificate}, expires);
        } catch (OperatorCreationException | IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static BigInteger serial(SecureRandom random) {
        return new BigInteger(127, random).add(BigInteger.ONE);
    }

    /** Written aside and renamed, with its mode from the first byte on. */
    private static void write(Path file, String text, String mode) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(aside);
        try {
            Files.createFile(aside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
        } catch (UnsupportedOperationException e) {
            Files.createFile(aside); // a file system without modes
        } catch (FileAlreadyExistsException e) {
            throw new IOException("another process writes " + aside, e);
        }
        Files.writeString(aside, text);
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
    }

    private static byte[] unwrap(String kind, String pem) throws IOException {
        String begin = "-----BEGIN " + kind + "-----";
        int from = pem.indexOf(begin);
        int to = pem.indexOf("-----END " + kind + "-----");
        if (from < 0 || to < from) {
            throw new IOException("no " + kind + " in " + KEY_FILE);
        }
        return Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
    }
}
