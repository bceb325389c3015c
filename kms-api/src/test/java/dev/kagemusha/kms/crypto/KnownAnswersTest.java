package dev.kagemusha.kms.crypto;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.kms.model.AlgorithmSpec;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.MacAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The answers that standards print. Where a standard prints none (AES-GCM under our own header, ML-DSA's long keys), an implementation
 * independent of ours is the judge; RSA's judge is OpenSSL, in {@link OpenSslTest}.
 */
final class KnownAnswersTest {
    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    // ---- keys, from the numbers that standards print

    private static KeyMaterial curveKey(KeySpec spec, String d) throws IOException {
        ASN1ObjectIdentifier curve =
                switch (spec) {
                    case ECC_NIST_P256 -> SECObjectIdentifiers.secp256r1;
                    case ECC_NIST_P384 -> SECObjectIdentifiers.secp384r1;
                    case ECC_NIST_P521 -> SECObjectIdentifiers.secp521r1;
                    case ECC_SECG_P256_K1 -> SECObjectIdentifiers.secp256k1;
                    default -> GMObjectIdentifiers.sm2p256v1;
                };
        int bits =
                switch (spec) {
                    case ECC_NIST_P384 -> 384;
                    case ECC_NIST_P521 -> 521;
                    default -> 256;
                };
        return imported(
                spec,
                new PrivateKeyInfo(
                        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve),
                        new ECPrivateKey(bits, new BigInteger(d, 16))));
    }

    private static KeyMaterial edwardsKey(String seed) throws IOException {
        return imported(
                KeySpec.ECC_NIST_EDWARDS25519,
                new PrivateKeyInfo(
                        new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519), new DEROctetString(hex(seed))));
    }

    private static KeyMaterial imported(KeySpec spec, PrivateKeyInfo info) throws IOException {
        return Objects.requireNonNull(KeyMaterial.of(spec, info.getEncoded()));
    }

    /** The bits of a public key without what names its algorithm. */
    private static byte[] publicBits(KeyMaterial key) {
        return SubjectPublicKeyInfo.getInstance(key.publicHalf())
                .getPublicKeyData()
                .getBytes();
    }

    private static byte[] der(String r, String s) throws IOException {
        return new DERSequence(new ASN1Encodable[] {
                    new ASN1Integer(new BigInteger(r, 16)), new ASN1Integer(new BigInteger(s, 16))
                })
                .getEncoded();
    }

    private static byte[] flipped(byte[] bytes) {
        byte[] other = bytes.clone();
        other[other.length / 2] ^= 1;
        return other;
    }

    // ---- HMAC: RFC 4231

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HMAC_SHA_224 | 1 | 896fb1128abbdf196832107cd49df33f47b4b1169912ba4f53684b22
            HMAC_SHA_256 | 1 | b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7
            HMAC_SHA_384 | 1 | afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6
            HMAC_SHA_512 | 1 | 87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854
            HMAC_SHA_224 | 2 | a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44
            HMAC_SHA_256 | 2 | 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
            HMAC_SHA_384 | 2 | af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649
            HMAC_SHA_512 | 2 | 164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737
            """)
    void macsAreThoseOfRfc4231(MacAlgorithmSpec algorithm, int example, String mac) {
        byte[] secret = new byte[20];
        Arrays.fill(secret, (byte) 0x0b);
        KeyMaterial key = new KeyMaterial(KeySpec.HMAC_256, example == 1 ? secret : text("Jefe"), null);
        byte[] message = text(example == 1 ? "Hi There" : "what do ya want for nothing?");

        assertThat(Macs.generate(key, algorithm, message)).isEqualTo(hex(mac));
        assertThat(Macs.verify(key, algorithm, message, hex(mac))).isTrue();
        assertThat(Macs.verify(key, algorithm, message, flipped(hex(mac)))).isFalse();
        assertThat(Macs.verify(key, algorithm, message, Arrays.copyOf(hex(mac), 16)))
                .isFalse();
    }

    // ---- ECDSA: RFC 6979 §A.2, whose key pairs and signatures any implementation must take

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ECC_NIST_P256    | ECDSA_SHA_256 | C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721 | sample | EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716 | F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8
            ECC_NIST_P256    | ECDSA_SHA_256 | C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721 | test   | F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367 | 019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083
            ECC_NIST_P384    | ECDSA_SHA_384 | 6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D896D5724E4C70A825F872C9EA60D2EDF5 | sample | 94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C81A648152E44ACF96E36DD1E80FABE46 | 99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94FA329C145786E679E7B82C71A38628AC8
            ECC_NIST_P384    | ECDSA_SHA_384 | 6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D896D5724E4C70A825F872C9EA60D2EDF5 | test   | 8203B63D3C853E8D77227FB377BCF7B7B772E97892A80F36AB775D509D7A5FEB0542A7F0812998DA8F1DD3CA3CF023DB | DDD0760448D42D8A43AF45AF836FCE4DE8BE06B485E9B61B827C2F13173923E06A739F040649A667BF3B828246BAA5A5
            ECC_NIST_P521    | ECDSA_SHA_512 | 00FAD06DAA62BA3B25D2FB40133DA757205DE67F5BB0018FEE8C86E1B68C7E75CAA896EB32F1F47C70855836A6D16FCC1466F6D8FBEC67DB89EC0C08B0E996B83538 | sample | 00C328FAFCBD79DD77850370C46325D987CB525569FB63C5D3BC53950E6D4C5F174E25A1EE9017B5D450606ADD152B534931D7D4E8455CC91F9B15BF05EC36E377FA | 00617CCE7CF5064806C467F678D3B4080D6F1CC50AF26CA209417308281B68AF282623EAA63E5B5C0723D8B8C37FF0777B1A20F8CCB1DCCC43997F1EE0E44DA4A67A
            """)
    void signaturesOfRfc6979Verify(
            KeySpec spec, SigningAlgorithmSpec algorithm, String secret, String message, String r, String s)
            throws Exception {
        assertVerifies(curveKey(spec, secret), algorithm, text(message), der(r, s));
    }

    /** The pair that implementations of deterministic ECDSA on this curve test themselves with; no standard prints one. */
    @Test
    void aKnownSignatureOnSecp256k1Verifies() throws Exception {
        KeyMaterial key = curveKey(KeySpec.ECC_SECG_P256_K1, "01");

        // SEC 2 §2.4.1: the public key of 1 is the base point.
        assertThat(publicBits(key))
                .startsWith(hex("0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"));
        assertVerifies(
                key,
                SigningAlgorithmSpec.ECDSA_SHA_256,
                text("Satoshi Nakamoto"),
                der(
                        "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8",
                        "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5"));
    }

    private static void assertVerifies(
            KeyMaterial key, SigningAlgorithmSpec algorithm, byte[] message, byte[] signature) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-" + 8 * Signatures.digestLength(algorithm))
                .digest(message);
        for (byte[] made : new byte[][] {signature, Signatures.sign(key, algorithm, MessageType.RAW, message)}) {
            assertThat(Signatures.verify(key, algorithm, MessageType.RAW, message, made))
                    .isTrue();
            assertThat(Signatures.verify(key, algorithm, MessageType.DIGEST, digest, made))
                    .isTrue();
            assertThat(Signatures.verify(key, algorithm, MessageType.RAW, flipped(message), made))
                    .isFalse();
            assertThat(Signatures.verify(key, algorithm, MessageType.RAW, message, flipped(made)))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ECC_NIST_P256", "ECC_SECG_P256_K1", "RSA_2048", "ECC_NIST_EDWARDS25519", "SM2", "ML_DSA_44"})
    void bytesThatAreNoSignatureAreNone(KeySpec spec) {
        KeyMaterial key = KeyMaterial.generate(spec);
        SigningAlgorithmSpec algorithm = Capabilities.signing(spec).getFirst();
        for (byte[] junk : new byte[][] {{0}, {0x30, 0}, {0x30, 6, 2, 1, 0, 2, 1, 0}, new byte[64], new byte[5_000]}) {
            assertThat(Signatures.verify(key, algorithm, MessageType.RAW, text("m"), junk))
                    .isFalse();
        }
    }

    // ---- Ed25519: RFC 8032 §7.1 and §7.3

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60 | d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a | '' | e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b
            4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb | 3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c | 72 | 92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00
            """)
    void ed25519IsThatOfRfc8032(String seed, String publicKey, String message, String signature) throws Exception {
        KeyMaterial key = edwardsKey(seed);

        assertThat(publicBits(key)).isEqualTo(hex(publicKey));
        assertDeterministic(key, SigningAlgorithmSpec.ED25519_SHA_512, MessageType.RAW, hex(message), hex(signature));
    }

    @Test
    void ed25519phIsThatOfRfc8032() throws Exception {
        assertDeterministic(
                edwardsKey("833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42"),
                SigningAlgorithmSpec.ED25519_PH_SHA_512,
                MessageType.DIGEST,
                text("abc"),
                hex("98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae41"
                        + "31f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406"));
    }

    private static void assertDeterministic(
            KeyMaterial key, SigningAlgorithmSpec algorithm, MessageType type, byte[] message, byte[] signature) {
        assertThat(Signatures.sign(key, algorithm, type, message)).isEqualTo(signature);
        assertThat(Signatures.verify(key, algorithm, type, message, signature)).isTrue();
        assertThat(Signatures.verify(key, algorithm, type, message, flipped(signature)))
                .isFalse();
    }

    // ---- ECDH (SP 800-56A §5.7.1.2): RFC 5903 §8

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ECC_NIST_P256 | C88F01F510D9AC3F70A292DAA2316DE544E9AAB8AFE84049C62A9C57862D1433 | C6EF9C5D78AE012A011164ACB397CE2088685D8F06BF9BE0B283AB46476BEE53 | D6840F6B42F6EDAFD13116E0E12565202FEF8E9ECE7DCE03812464D04B9442DE
            ECC_NIST_P384 | 099F3C7034D4A2C699884D73A375A67F7624EF7C6B3C0F160647B67414DCE655E35B538041E649EE3FAEF896783AB194 | 41CB0779B4BDB85D47846725FBEC3C9430FAB46CC8DC5060855CC9BDA0AA2942E0308312916B8ED2960E4BD55A7448FC | 11187331C279962D93D604243FD592CB9D0A926F422E47187521287E7156C5C4D603135569B9E9D09CF5D4A270F59746
            ECC_NIST_P521 | 0037ADE9319A89F4DABDB3EF411AACCCA5123C61ACAB57B5393DCE47608172A095AA85A30FE1C2952C6771D937BA9777F5957B2639BAB072462F68C27A57382D4A52 | 0145BA99A847AF43793FDD0E872E7CDFA16BE30FDC780F97BCCC3F078380201E9C677D600B343757A3BDBF2A3163E4C2F869CCA7458AA4A4EFFC311F5CB151685EB9 | 01144C7D79AE6956BC8EDB8E7C787C4521CB086FA64407F97894E5E6B2D79B04D1427E73CA4BAA240A34786859810C06B3C715A3A8CC3151F2BEE417996D19F3DDEA
            """)
    void sharedSecretsAreThoseOfRfc5903(KeySpec spec, String one, String other, String shared) throws Exception {
        KeyMaterial initiator = curveKey(spec, one);
        KeyMaterial responder = curveKey(spec, other);

        assertThat(Agreement.derive(initiator, responder.publicHalf())).isEqualTo(hex(shared));
        assertThat(Agreement.derive(responder, initiator.publicHalf())).isEqualTo(hex(shared));
    }

    // ---- SM2: GB/T 32918.5, the examples on the recommended curve

    private static final String SM2_SECRET = "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8";

    @Test
    void sm2SignaturesAreThoseOfTheStandard() throws Exception {
        KeyMaterial key = curveKey(KeySpec.SM2, SM2_SECRET);
        byte[] signature = der(
                "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3",
                "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA");

        assertThat(publicBits(key))
                .isEqualTo(hex("04" + "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
                        + "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"));
        assertThat(Signatures.verify(
                        key, SigningAlgorithmSpec.SM2_DSA, MessageType.RAW, text("message digest"), signature))
                .isTrue();
        assertThat(Signatures.verify(
                        key,
                        SigningAlgorithmSpec.SM2_DSA,
                        MessageType.DIGEST,
                        hex("F0B43E94BA45ACCAACE692ED534382EB17E6AB5A19CE7B31F4486FDFC0D28640"),
                        signature))
                .isTrue();
        assertThat(Signatures.verify(
                        key, SigningAlgorithmSpec.SM2_DSA, MessageType.RAW, text("message digesT"), signature))
                .isFalse();
    }

    @Test
    void sm2CiphertextsOfTheStandardOpen() throws Exception {
        KeyMaterial key = curveKey(KeySpec.SM2, SM2_SECRET);
        ASN1EncodableVector parts = new ASN1EncodableVector();
        parts.add(new ASN1Integer(
                new BigInteger("04EBFC718E8D1798620432268E77FEB6415E2EDE0E073C0F4F640ECD2E149A73", 16)));
        parts.add(new ASN1Integer(
                new BigInteger("E858F9D81E5430A57B36DAAB8F950A3C64E6EE6A63094D99283AFF767E124DF0", 16)));
        parts.add(new DEROctetString(hex("59983C18F809E262923C53AEC295D30383B54E39D609D160AFCB1908D0BD8766")));
        parts.add(new DEROctetString(hex("21886CA989CA9C7D58087307CA93092D651EFA")));
        byte[] ciphertext = new DERSequence(parts).getEncoded();

        assertThat(PublicKeyEncryption.decrypt(key, EncryptionAlgorithmSpec.SM2_PKE, ciphertext))
                .isEqualTo(text("encryption standard"));
        assertThat(PublicKeyEncryption.decrypt(key, EncryptionAlgorithmSpec.SM2_PKE, flipped(ciphertext)))
                .isNull();
    }

    // ---- key wrap: RFC 5649 §6, under OAEP as KMS takes it

    @ParameterizedTest
    @CsvSource({
        "c37b7e6492584340bed12207808941155068f738, 138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a",
        "466f7250617369, afbeb0f07dfbf5419200f2ccb50bb24f"
    })
    void keyWrapsAreThoseOfRfc5649(String plain, String wrapped) {
        KeyMaterial wrapping = KeyMaterial.generate(KeySpec.RSA_2048);
        byte[] middle = hex("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8");
        for (boolean sha1 : new boolean[] {true, false}) {
            byte[] blob = joined(Rsa.encrypt(wrapping, sha1, middle), hex(wrapped));
            AlgorithmSpec algorithm =
                    sha1 ? AlgorithmSpec.RSA_AES_KEY_WRAP_SHA_1 : AlgorithmSpec.RSA_AES_KEY_WRAP_SHA_256;

            assertThat(ImportWrapping.unwrap(wrapping, algorithm, blob)).isEqualTo(hex(plain));
            byte[] damaged = blob.clone();
            damaged[damaged.length - 1] ^= 1;
            assertThat(ImportWrapping.unwrap(wrapping, algorithm, damaged)).isNull();
        }
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    // ---- AES-256-GCM: an independent implementation opens our blobs, and is itself held to the answer of GCM's
    // specification

    private static byte[] gcm(boolean encrypt, byte[] key, byte[] nonce, byte[] associated, byte[] input)
            throws Exception {
        GCMBlockCipher cipher = (GCMBlockCipher) GCMBlockCipher.newInstance(AESEngine.newInstance());
        cipher.init(encrypt, new AEADParameters(new KeyParameter(key), 128, nonce, associated));
        byte[] out = new byte[cipher.getOutputSize(input.length)];
        int length = cipher.processBytes(input, 0, input.length, out, 0);
        length += cipher.doFinal(out, length);
        return Arrays.copyOf(out, length);
    }

    /** McGrew and Viega, "The Galois/Counter Mode of Operation", test case 16. */
    private static final byte[] GCM_KEY = hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");

    @Test
    void theJudgeOfBlobsGivesTheKnownAnswer() throws Exception {
        byte[] plain = hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");

        assertThat(gcm(
                        true,
                        GCM_KEY,
                        hex("cafebabefacedbaddecaf888"),
                        hex("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
                        plain))
                .isEqualTo(hex("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                        + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                        + "76fc6ece0f4e1768cddf8853bb2d551b"));
    }

    @Test
    void blobsAreGcmWithHeadAndSortedContextAsAssociatedData() throws Exception {
        KeyMaterial key = new KeyMaterial(KeySpec.SYMMETRIC_DEFAULT, GCM_KEY, null);
        String id = "1234abcd-12ab-34cd-56ef-1234567890ab";
        String material = "ab".repeat(32);
        byte[] head = hex("0100" + "00e8d4a50fff" /* 999999999999 */ + id.replace("-", "") + material);
        byte[] associated = joined(
                head,
                hex("00000001"),
                text("a"),
                hex("00000002"),
                text("bc"),
                hex("00000002"),
                text("zz"),
                hex("00000000"));

        byte[] blob = Envelope.seal("999999999999", id, material, key, Map.of("zz", "", "a", "bc"), text("plain"));
        assertThat(Arrays.copyOf(blob, head.length)).isEqualTo(head);
        byte[] nonce = Arrays.copyOfRange(blob, head.length, head.length + 12);
        byte[] rest = Arrays.copyOfRange(blob, head.length + 12, blob.length);
        assertThat(gcm(false, GCM_KEY, nonce, associated, rest)).isEqualTo(text("plain"));

        byte[] theirs = joined(head, nonce, gcm(true, GCM_KEY, nonce, associated, text("other")));
        Ciphertext parsed = Objects.requireNonNull(Ciphertext.parse(theirs));
        assertThat(parsed.account()).isEqualTo("999999999999");
        assertThat(parsed.keyId()).isEqualTo(id);
        assertThat(Envelope.open(key, Map.of("a", "bc", "zz", ""), parsed)).isEqualTo(text("other"));
        assertThat(Envelope.open(key, Map.of("A", "bc", "zz", ""), parsed)).isNull();
    }

    @Test
    void everyBitOfABlobIsAuthenticated() {
        KeyMaterial key = new KeyMaterial(KeySpec.SYMMETRIC_DEFAULT, GCM_KEY, null);
        byte[] blob = Envelope.seal(
                "000000000000", "mrk-" + "12".repeat(16), "cd".repeat(32), key, Map.of("tenant", "one"), text("plain"));
        for (int bit = 0; bit < 8 * blob.length; bit++) {
            byte[] changed = blob.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            Ciphertext parsed = Ciphertext.parse(changed);
            if (parsed != null) {
                assertThat(Envelope.open(key, Map.of("tenant", "one"), parsed))
                        .as("bit %s", bit)
                        .isNull();
            }
        }
    }

    // ---- ML-DSA (FIPS 204): the JDK's implementation, made apart from ours, is the judge

    @ParameterizedTest
    @EnumSource(names = {"ML_DSA_44", "ML_DSA_65", "ML_DSA_87"})
    void mlDsaAgreesWithTheJdk(KeySpec spec) throws Exception {
        KeyMaterial key = KeyMaterial.generate(spec);
        byte[] message = text("a message");
        KeyFactory factory = KeyFactory.getInstance("ML-DSA");

        assertThat(publicBits(key))
                .hasSize(
                        switch (spec) { // FIPS 204, table 2
                            case ML_DSA_44 -> 1_312;
                            case ML_DSA_65 -> 1_952;
                            default -> 2_592;
                        });
        byte[][] ours = {
            Signatures.sign(key, SigningAlgorithmSpec.ML_DSA_SHAKE_256, MessageType.RAW, message),
            Signatures.sign(key, SigningAlgorithmSpec.ML_DSA_SHAKE_256, MessageType.EXTERNAL_MU, mu(key, message))
        };
        for (byte[] signature : ours) {
            Signature theirs = Signature.getInstance("ML-DSA");
            theirs.initVerify(factory.generatePublic(new X509EncodedKeySpec(key.publicHalf())));
            theirs.update(message);
            assertThat(theirs.verify(signature)).isTrue();
        }

        // A key that the JDK made, as somebody would import it.
        KeyPair pair =
                KeyPairGenerator.getInstance(spec.toString().replace('_', '-')).generateKeyPair();
        KeyMaterial brought =
                Objects.requireNonNull(KeyMaterial.of(spec, pair.getPrivate().getEncoded()));
        assertThat(brought.publicHalf()).isEqualTo(pair.getPublic().getEncoded());
        Signature theirs = Signature.getInstance("ML-DSA");
        theirs.initSign(pair.getPrivate());
        theirs.update(message);
        byte[] signature = theirs.sign();
        assertThat(Signatures.verify(
                        brought, SigningAlgorithmSpec.ML_DSA_SHAKE_256, MessageType.RAW, message, signature))
                .isTrue();
        assertThat(Signatures.verify(
                        brought,
                        SigningAlgorithmSpec.ML_DSA_SHAKE_256,
                        MessageType.EXTERNAL_MU,
                        mu(brought, message),
                        signature))
                .isTrue();
        assertThat(Signatures.verify(
                        brought, SigningAlgorithmSpec.ML_DSA_SHAKE_256, MessageType.RAW, message, flipped(signature)))
                .isFalse();
    }

    /** FIPS 204, algorithms 2 and 7: SHAKE256 of the public key's hash, a zero, the length of an empty context, and the message. */
    private static byte[] mu(KeyMaterial key, byte[] message) {
        byte[] input = ByteBuffer.allocate(64 + 2 + message.length)
                .put(shake(publicBits(key)))
                .put(new byte[2])
                .put(message)
                .array();
        return shake(input);
    }

    private static byte[] shake(byte[] input) {
        SHAKEDigest digest = new SHAKEDigest(256);
        digest.update(input, 0, input.length);
        byte[] out = new byte[64];
        digest.doFinal(out, 0, out.length);
        return out;
    }
}
