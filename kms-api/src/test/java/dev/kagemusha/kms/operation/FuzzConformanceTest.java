package dev.kagemusha.kms.operation;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.testing.BodyFuzz;
import dev.kagemusha.testing.RawHttp;
import dev.kagemusha.testing.RunningServer;
import dev.kagemusha.testing.wire.RequestMutator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Good requests of every operation, changed in their values: each is answered, and never with a failure of the server. */
final class FuzzConformanceTest {
    /** One request of each operation. Names in dollars are what {@link #words} made. */
    private static final String REQUESTS = """
            CancelKeyDeletion {"KeyId":"$leaving"}
            ConnectCustomKeyStore {"CustomKeyStoreId":"cks-1234567890abcdef0"}
            CreateAlias {"AliasName":"alias/other","TargetKeyId":"$symmetric"}
            CreateCustomKeyStore {"CustomKeyStoreName":"store","CloudHsmClusterId":"cluster-234abcdefgh","TrustAnchorCertificate":"cert","KeyStorePassword":"password1"}
            CreateGrant {"KeyId":"$symmetric","GranteePrincipal":"arn:aws:iam::222222222222:root","RetiringPrincipal":"arn:aws:iam::111111111111:root","Operations":["Decrypt","GenerateDataKey"],"Constraints":{"EncryptionContextSubset":{"tenant":"one"}},"Name":"grant"}
            CreateKey {"Description":"d","KeyUsage":"ENCRYPT_DECRYPT","KeySpec":"SYMMETRIC_DEFAULT","Origin":"AWS_KMS","Tags":[{"TagKey":"k","TagValue":"v"}],"MultiRegion":true,"BypassPolicyLockoutSafetyCheck":false}
            CreateKey {"KeyUsage":"SIGN_VERIFY","KeySpec":"ECC_NIST_P256","Policy":"{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Principal\\":{\\"AWS\\":\\"*\\"},\\"Action\\":\\"kms:*\\",\\"Resource\\":\\"*\\"}]}"}
            Decrypt {"CiphertextBlob":"$blob","EncryptionContext":{"tenant":"one"},"KeyId":"$symmetric"}
            Decrypt {"CiphertextBlob":"$rsablob","KeyId":"$rsa","EncryptionAlgorithm":"RSAES_OAEP_SHA_256"}
            DeleteAlias {"AliasName":"alias/other"}
            DeleteCustomKeyStore {"CustomKeyStoreId":"cks-1234567890abcdef0"}
            DeleteImportedKeyMaterial {"KeyId":"$external"}
            DeriveSharedSecret {"KeyId":"$agreement","KeyAgreementAlgorithm":"ECDH","PublicKey":"$public"}
            DescribeCustomKeyStores {"Limit":5}
            DescribeKey {"KeyId":"alias/fuzz"}
            DisableKey {"KeyId":"$spare"}
            DisableKeyRotation {"KeyId":"$symmetric"}
            DisconnectCustomKeyStore {"CustomKeyStoreId":"cks-1234567890abcdef0"}
            EnableKey {"KeyId":"$spare"}
            EnableKeyRotation {"KeyId":"$symmetric","RotationPeriodInDays":90}
            Encrypt {"KeyId":"$symmetric","Plaintext":"AAEC","EncryptionContext":{"tenant":"one"},"DryRun":false}
            Encrypt {"KeyId":"$rsa","Plaintext":"AAEC","EncryptionAlgorithm":"RSAES_OAEP_SHA_1"}
            Encrypt {"KeyId":"$sm2","Plaintext":"AAEC","EncryptionAlgorithm":"SM2PKE"}
            GenerateDataKey {"KeyId":"alias/fuzz","KeySpec":"AES_256","EncryptionContext":{"tenant":"one"}}
            GenerateDataKeyPair {"KeyId":"$symmetric","KeyPairSpec":"ECC_NIST_P256"}
            GenerateDataKeyPairWithoutPlaintext {"KeyId":"$symmetric","KeyPairSpec":"ECC_SECG_P256K1"}
            GenerateDataKeyWithoutPlaintext {"KeyId":"$symmetric","NumberOfBytes":64}
            GenerateMac {"KeyId":"$hmac","Message":"AAEC","MacAlgorithm":"HMAC_SHA_256"}
            GenerateRandom {"NumberOfBytes":32}
            GetKeyPolicy {"KeyId":"$symmetric","PolicyName":"default"}
            GetKeyRotationStatus {"KeyId":"$symmetric"}
            GetParametersForImport {"KeyId":"$external","WrappingAlgorithm":"RSAES_OAEP_SHA_256","WrappingKeySpec":"RSA_2048"}
            GetPublicKey {"KeyId":"$rsa"}
            ImportKeyMaterial {"KeyId":"$external","ImportToken":"$token","EncryptedKeyMaterial":"$rsablob","ValidTo":1893456000,"ExpirationModel":"KEY_MATERIAL_EXPIRES","ImportType":"NEW_KEY_MATERIAL"}
            ListAliases {"KeyId":"$symmetric","Limit":5}
            ListGrants {"KeyId":"$symmetric","Limit":5,"GrantId":"$grant"}
            ListKeyPolicies {"KeyId":"$symmetric","Limit":5}
            ListKeyRotations {"KeyId":"$symmetric","Limit":5,"IncludeKeyMaterial":"ALL_KEY_MATERIAL"}
            ListKeys {"Limit":2}
            ListResourceTags {"KeyId":"$symmetric","Limit":5}
            ListRetirableGrants {"RetiringPrincipal":"arn:aws:iam::111111111111:root","Limit":5}
            PutKeyPolicy {"KeyId":"$spare","PolicyName":"default","Policy":"{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Principal\\":{\\"AWS\\":\\"*\\"},\\"Action\\":\\"kms:*\\",\\"Resource\\":\\"*\\"}]}"}
            ReEncrypt {"CiphertextBlob":"$blob","SourceEncryptionContext":{"tenant":"one"},"DestinationKeyId":"$symmetric","DestinationEncryptionContext":{"a":"b"}}
            ReplicateKey {"KeyId":"$multi","ReplicaRegion":"eu-west-1","Description":"d","Tags":[{"TagKey":"k","TagValue":"v"}]}
            RetireGrant {"KeyId":"$symmetricArn","GrantId":"$grant"}
            RevokeGrant {"KeyId":"$symmetric","GrantId":"$grant"}
            RotateKeyOnDemand {"KeyId":"$symmetric"}
            ScheduleKeyDeletion {"KeyId":"$leaving","PendingWindowInDays":7}
            Sign {"KeyId":"$agreementSign","Message":"AAEC","MessageType":"RAW","SigningAlgorithm":"ECDSA_SHA_256"}
            Sign {"KeyId":"$edwards","Message":"AAEC","SigningAlgorithm":"ED25519_SHA_512"}
            Sign {"KeyId":"$mldsa","Message":"AAEC","SigningAlgorithm":"ML_DSA_SHAKE_256"}
            TagResource {"KeyId":"$symmetric","Tags":[{"TagKey":"k","TagValue":"v"}]}
            UntagResource {"KeyId":"$symmetric","TagKeys":["k"]}
            UpdateAlias {"AliasName":"alias/fuzz","TargetKeyId":"$symmetric"}
            UpdateCustomKeyStore {"CustomKeyStoreId":"cks-1234567890abcdef0","NewCustomKeyStoreName":"other"}
            UpdateKeyDescription {"KeyId":"$symmetric","Description":"other"}
            UpdatePrimaryRegion {"KeyId":"$multi","PrimaryRegion":"eu-west-1"}
            Verify {"KeyId":"$edwards","Message":"AAEC","Signature":"$signature","SigningAlgorithm":"ED25519_SHA_512"}
            Verify {"KeyId":"$sm2sign","Message":"AAEC","Signature":"MAYCAQECAQE=","SigningAlgorithm":"SM2DSA"}
            VerifyMac {"KeyId":"$hmac","Message":"AAEC","MacAlgorithm":"HMAC_SHA_256","Mac":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}
            """;

    private static final List<String> FRAGMENTS = List.of(
            "\"alias/\"",
            "\"alias/aws/s3\"",
            "\"arn:aws:kms:::\"",
            "\"arn:aws:kms:us-east-1:111111111111:key/\"",
            "\"arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab\"",
            "\"arn:aws:kms:eu-west-1:111111111111:alias/x\"",
            "\"mrk-1234567890abcdef1234567890abcdef\"",
            "\"1234abcd-12ab-34cd-56ef-1234567890ab\"",
            "\"AA==\"",
            "\"AQAA\"",
            "\"MAA=\"",
            "\"{\"",
            "\"{}\"",
            "\"RSA_2048\"",
            "\"HMAC_512\"",
            "\"ECC_NIST_P521\"",
            "\"SM2\"",
            "\"EXTERNAL\"",
            "\"AWS_CLOUDHSM\"",
            "\"DIGEST\"",
            "\"EXTERNAL_MU\"",
            "\"us-moon-1\"",
            "{\"a\":null}",
            "{\"a\":\"" + "x".repeat(9_000) + "\"}");

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static String base64(SdkBytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.asByteArray());
    }

    private static String key(KmsClient kms, KeySpec spec, KeyUsageType usage) {
        return kms.createKey(k -> k.keySpec(spec).keyUsage(usage)).keyMetadata().keyId();
    }

    /** What the requests name. */
    private static Map<String, String> words(KmsClient kms) {
        Map<String, String> words = new LinkedHashMap<>();
        String symmetric = key(kms, KeySpec.SYMMETRIC_DEFAULT, KeyUsageType.ENCRYPT_DECRYPT);
        String edwards = key(kms, KeySpec.ECC_NIST_EDWARDS25519, KeyUsageType.SIGN_VERIFY);
        String rsa = key(kms, KeySpec.RSA_2048, KeyUsageType.ENCRYPT_DECRYPT);
        String agreement = key(kms, KeySpec.ECC_NIST_P256, KeyUsageType.KEY_AGREEMENT);
        String external = kms.createKey(k -> k.origin("EXTERNAL")).keyMetadata().keyId();
        SdkBytes bytes = SdkBytes.fromByteArray(new byte[32]);
        words.put("symmetric", symmetric);
        words.put("symmetricArn", "arn:aws:kms:us-east-1:111111111111:key/" + symmetric);
        words.put("edwards", edwards);
        words.put("rsa", rsa);
        words.put("agreement", agreement);
        words.put("external", external);
        words.put("agreementSign", key(kms, KeySpec.ECC_NIST_P256, KeyUsageType.SIGN_VERIFY));
        words.put("hmac", key(kms, KeySpec.HMAC_256, KeyUsageType.GENERATE_VERIFY_MAC));
        words.put("sm2", key(kms, KeySpec.SM2, KeyUsageType.ENCRYPT_DECRYPT));
        words.put("sm2sign", key(kms, KeySpec.SM2, KeyUsageType.SIGN_VERIFY));
        words.put("mldsa", key(kms, KeySpec.ML_DSA_44, KeyUsageType.SIGN_VERIFY));
        words.put("spare", key(kms, KeySpec.SYMMETRIC_DEFAULT, KeyUsageType.ENCRYPT_DECRYPT));
        words.put("leaving", key(kms, KeySpec.SYMMETRIC_DEFAULT, KeyUsageType.ENCRYPT_DECRYPT));
        words.put("multi", kms.createKey(k -> k.multiRegion(true)).keyMetadata().keyId());
        words.put("public", base64(kms.getPublicKey(g -> g.keyId(agreement)).publicKey()));
        words.put(
                "blob",
                base64(kms.encrypt(e -> e.keyId(symmetric).plaintext(bytes).encryptionContext(Map.of("tenant", "one")))
                        .ciphertextBlob()));
        words.put(
                "rsablob",
                base64(kms.encrypt(e -> e.keyId(rsa).plaintext(bytes).encryptionAlgorithm("RSAES_OAEP_SHA_256"))
                        .ciphertextBlob()));
        words.put(
                "signature",
                base64(kms.sign(s -> s.keyId(edwards).message(bytes).signingAlgorithm("ED25519_SHA_512"))
                        .signature()));
        words.put(
                "token",
                base64(kms.getParametersForImport(g -> g.keyId(external)
                                .wrappingAlgorithm("RSAES_OAEP_SHA_256")
                                .wrappingKeySpec("RSA_2048"))
                        .importToken()));
        words.put(
                "grant",
                kms.createGrant(g -> g.keyId(symmetric)
                                .granteePrincipal("arn:aws:iam::222222222222:root")
                                .operationsWithStrings("Decrypt"))
                        .grantId());
        kms.createAlias(a -> a.aliasName("alias/fuzz").targetKeyId(symmetric));
        return words;
    }

    @Test
    void hasARequestOfEveryOperation() {
        assertThat(BodyFuzz.operations(BodyFuzz.requests(REQUESTS, Map.of())))
                .isEqualTo(BodyFuzz.operations(KmsClient.class))
                .hasSize(53);
    }

    @Test
    void changedRequestsNeverFailTheServer() throws Exception {
        fuzz(3_000);
    }

    @Test
    @Tag("slow")
    void aGreatManyChangedRequestsNeverFailTheServer() throws Exception {
        fuzz(60_000);
    }

    /** Jackson takes the escape of half a pair, which no encoding of rows can hold. */
    @Test
    void halfASurrogatePairIsKeptAsReplaced() throws Exception {
        KmsClient kms = SERVER.client(KmsClient.builder(), "111111111111", "any");
        String key = key(kms, KeySpec.SYMMETRIC_DEFAULT, KeyUsageType.ENCRYPT_DECRYPT);
        RequestHead head =
                RequestMutator.capture(KmsClient.builder(), KmsClient::listKeys).head();
        Headers headers = new Headers().addAll(head.headers()).set("X-Amz-Target", "TrentService.UpdateKeyDescription");
        String body = "{\"KeyId\":\"" + key + "\",\"Description\":\"a\\ud800z\"}";

        RawHttp.Answer answer = RawHttp.send(
                SERVER.port(),
                RawHttp.bytes(new RequestHead("POST", "/", "", headers, false, head.remote()), body.getBytes(UTF_8)));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(kms.describeKey(d -> d.keyId(key)).keyMetadata().description())
                .isEqualTo("a\ufffdz");
    }

    private static void fuzz(int rounds) throws Exception {
        KmsClient kms = SERVER.client(KmsClient.builder(), "111111111111", "any");
        BodyFuzz fuzz = new BodyFuzz(
                SERVER,
                RequestMutator.capture(KmsClient.builder(), KmsClient::listKeys).head(),
                operation -> "TrentService." + operation,
                BodyFuzz.requests(REQUESTS, words(kms)),
                FRAGMENTS);
        fuzz.send(rounds);
        fuzz.check();
    }
}
