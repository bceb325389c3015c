package dev.kagemusha.kms.operation;

import dev.kagemusha.testing.RunningServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.AlgorithmSpec;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.ConnectionStateType;
import software.amazon.awssdk.services.kms.model.CreateGrantRequest;
import software.amazon.awssdk.services.kms.model.CreateGrantResponse;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.ExpirationModelType;
import software.amazon.awssdk.services.kms.model.GetKeyRotationStatusResponse;
import software.amazon.awssdk.services.kms.model.GetParametersForImportResponse;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.kms.model.ImportKeyMaterialRequest;
import software.amazon.awssdk.services.kms.model.ImportType;
import software.amazon.awssdk.services.kms.model.IncludeKeyMaterial;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.MultiRegionKeyType;
import software.amazon.awssdk.services.kms.model.OriginType;
import software.amazon.awssdk.services.kms.model.ReplicateKeyResponse;
import software.amazon.awssdk.services.kms.model.RotationType;
import software.amazon.awssdk.services.kms.model.RotationsListEntry;
import software.amazon.awssdk.services.kms.model.Tag;
import software.amazon.awssdk.services.kms.model.WrappingKeySpec;

import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;

/** Keys, their names, permissions and ends, through the SDK's client on an advancing clock. */
final class KeysConformanceTest {
    private static final String OTHER = "222222222222";

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private final KmsClient kms = SERVER.client(KmsClient.builder());
    private final KmsClient other = SERVER.client(KmsClient.builder(), OTHER, "test");

    private static KmsClient in(Region region) {
        return KmsClient.builder()
                .endpointOverride(SERVER.uri())
                .region(region)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    private String key() {
        return kms.createKey(k -> k.description("a key")).keyMetadata().keyId();
    }

    private SdkBytes encrypt(String key) {
        return kms.encrypt(e -> e.keyId(key).plaintext(SdkBytes.fromUtf8String("secret")))
                .ciphertextBlob();
    }

    private String decrypt(SdkBytes blob) {
        return kms.decrypt(d -> d.ciphertextBlob(blob)).plaintext().asUtf8String();
    }

    // ---- describing

    @Test
    void describesANewKeyAsAwsDoes() {
        KeyMetadata key = kms.createKey(k -> k.description("mine")).keyMetadata();

        assertThat(key.arn()).isEqualTo("arn:aws:kms:us-east-1:000000000000:key/" + key.keyId());
        assertThat(key.keyState()).isEqualTo(KeyState.ENABLED);
        assertThat(key.encryptionAlgorithms()).containsExactly(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT);
        assertThat(key.currentKeyMaterialId()).hasSize(64);
        assertThat(kms.describeKey(d -> d.keyId(key.arn())).keyMetadata()).isEqualTo(key);
    }

    @Test
    @SuppressWarnings("deprecation")
    void specsThatCameLaterHaveNoFormerName() {
        KeyMetadata hmac = kms.createKey(k -> k.keySpec(KeySpec.HMAC_256).keyUsage(KeyUsageType.GENERATE_VERIFY_MAC))
                .keyMetadata();
        KeyMetadata mlDsa = kms.createKey(k -> k.keySpec(KeySpec.ML_DSA_44).keyUsage(KeyUsageType.SIGN_VERIFY))
                .keyMetadata();

        assertThat(hmac.customerMasterKeySpecAsString()).isEqualTo("HMAC_256");
        assertThat(mlDsa.customerMasterKeySpecAsString()).isNull();
        assertThat(kms.getPublicKey(g -> g.keyId(mlDsa.keyId())).customerMasterKeySpecAsString())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SYMMETRIC_DEFAULT | SIGN_VERIFY     | KeyUsage SIGN_VERIFY is not compatible with KeySpec SYMMETRIC_DEFAULT
            ECC_NIST_P256     | ENCRYPT_DECRYPT | KeyUsage ENCRYPT_DECRYPT is not compatible with KeySpec ECC_NIST_P256
            HMAC_256          |                 | You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.
            """)
    void refusesUsagesThatASpecHasNot(String spec, @Nullable String usage, String text) {
        Refusal.of(() -> kms.createKey(k -> k.keySpec(spec).keyUsage(usage)))
                .hasCode("ValidationException")
                .hasMessage(text);
    }

    @Test
    void namesWhatIsNotThere() {
        String id = "12345678-1234-1234-1234-123456789012";
        Refusal.of(() -> kms.describeKey(d -> d.keyId(id)))
                .hasCode("NotFoundException")
                .hasMessage("Key 'arn:aws:kms:us-east-1:000000000000:key/" + id + "' does not exist");
        Refusal.of(() -> kms.describeKey(d -> d.keyId("nonsense")))
                .hasCode("NotFoundException")
                .hasMessage("Invalid keyId 'nonsense'");
        Refusal.of(() -> kms.describeKey(d -> d.keyId("alias/none")))
                .hasCode("NotFoundException")
                .hasMessage("Alias arn:aws:kms:us-east-1:000000000000:alias/none is not found.");
    }

    @Test
    void listsKeysPageByPage() {
        KmsClient lister = SERVER.client(KmsClient.builder(), "333333333333", "test");
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(lister.createKey().keyMetadata().keyId());
        }
        List<String> listed = new ArrayList<>();
        lister.listKeysPaginator(l -> l.limit(2)).keys().forEach(key -> listed.add(key.keyId()));
        assertThat(listed).containsExactlyInAnyOrderElementsOf(made);
        Refusal.of(() -> lister.listKeys(l -> l.marker("nonsense"))).hasCode("InvalidMarkerException");
    }

    // ---- states

    @Test
    void aDisabledKeyIsOfNoUseUntilItIsEnabled() {
        String key = key();
        SdkBytes blob = encrypt(key);
        kms.disableKey(d -> d.keyId(key));

        String arn = kms.describeKey(d -> d.keyId(key)).keyMetadata().arn();
        Refusal.of(() -> decrypt(blob)).hasCode("DisabledException").hasMessage(arn + " is disabled.");

        kms.enableKey(e -> e.keyId(key));
        assertThat(decrypt(blob)).isEqualTo("secret");
    }

    @Test
    void deletedKeysAreGoneWhenTheirTimeHasCome() {
        String key = key();
        SdkBytes blob = encrypt(key);
        assertThat(kms.scheduleKeyDeletion(s -> s.keyId(key).pendingWindowInDays(7))
                        .keyState())
                .isEqualTo(KeyState.PENDING_DELETION);
        Refusal.of(() -> decrypt(blob)).hasCode("KMSInvalidStateException");

        kms.cancelKeyDeletion(c -> c.keyId(key));
        assertThat(kms.describeKey(d -> d.keyId(key)).keyMetadata().keyState()).isEqualTo(KeyState.DISABLED);

        kms.scheduleKeyDeletion(s -> s.keyId(key).pendingWindowInDays(7));
        SERVER.advance(Duration.ofDays(7).plusSeconds(1));
        Refusal.of(() -> kms.describeKey(d -> d.keyId(key))).hasCode("NotFoundException");
        Refusal.of(() -> decrypt(blob)).hasCode("AccessDeniedException");
    }

    @Test
    void deletionTakesSevenToThirtyDays() {
        String key = key();
        Refusal.of(() -> kms.scheduleKeyDeletion(s -> s.keyId(key).pendingWindowInDays(6)))
                .hasCode("ValidationException");
    }

    // ---- names

    @Test
    void aliasesNameKeysAndMove() {
        String one = key();
        String two = key();
        kms.createAlias(a -> a.aliasName("alias/moving").targetKeyId(one));
        SdkBytes blob = encrypt("alias/moving");
        kms.updateAlias(a -> a.aliasName("alias/moving").targetKeyId(two));

        assertThat(kms.describeKey(d -> d.keyId("alias/moving")).keyMetadata().keyId())
                .isEqualTo(two);
        assertThat(kms.listAliases(l -> l.keyId(two)).aliases())
                .extracting(AliasListEntry::aliasName)
                .containsExactly("alias/moving");
        assertThat(decrypt(blob)).isEqualTo("secret");
        Refusal.of(() -> kms.createAlias(a -> a.aliasName("alias/moving").targetKeyId(one)))
                .hasCode("AlreadyExistsException")
                .hasMessage("An alias with the name arn:aws:kms:us-east-1:000000000000:alias/moving already exists");

        kms.deleteAlias(a -> a.aliasName("alias/moving"));
        Refusal.of(() -> kms.describeKey(d -> d.keyId("alias/moving"))).hasCode("NotFoundException");
    }

    @Test
    void someOperationsTakeNoAliases() {
        String key = key();
        kms.createAlias(a -> a.aliasName("alias/short").targetKeyId(key));
        for (String name : List.of("alias/short", "arn:aws:kms:us-east-1:000000000000:alias/short")) {
            Refusal.of(() -> kms.getKeyPolicy(g -> g.keyId(name)))
                    .hasCode("InvalidArnException")
                    .hasMessage("Key Aliases are not supported for this operation.");
            Refusal.of(() -> kms.disableKey(d -> d.keyId(name))).hasCode("InvalidArnException");
        }
        Refusal.of(() -> kms.createAlias(a -> a.aliasName("short").targetKeyId(key)))
                .hasCode("ValidationException")
                .hasMessage("Alias must start with the prefix \"alias/\". Please see"
                        + " https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html");
    }

    @Test
    void tagsAreKept() {
        String key = key();
        kms.tagResource(t -> t.keyId(key).tags(tag -> tag.tagKey("a").tagValue("1"), tag -> tag.tagKey("b")
                .tagValue("2")));
        kms.untagResource(u -> u.keyId(key).tagKeys("a"));
        assertThat(kms.listResourceTags(l -> l.keyId(key)).tags())
                .containsExactly(Tag.builder().tagKey("b").tagValue("2").build());
    }

    // ---- who may

    @Test
    void otherAccountsNeedThePolicy() {
        String arn = kms.describeKey(d -> d.keyId(key())).keyMetadata().arn();
        Refusal.of(() -> other.describeKey(d -> d.keyId(arn))).hasCode("AccessDeniedException");

        kms.putKeyPolicy(p -> p.keyId(arn).policy(policy("""
                {"Effect":"Allow","Principal":{"AWS":"%s"},"Action":"kms:Encrypt","Resource":"*",
                 "Condition":{"StringEquals":{"kms:EncryptionContext:for":"tests"}}}""".formatted(OTHER))));

        other.encrypt(
                e -> e.keyId(arn).plaintext(SdkBytes.fromUtf8String("x")).encryptionContext(Map.of("for", "tests")));
        Refusal.of(() -> other.encrypt(e -> e.keyId(arn).plaintext(SdkBytes.fromUtf8String("x"))))
                .hasCode("AccessDeniedException");
    }

    @Test
    void notEvenTheRootOfTheAccountGetsPastThePolicy() {
        String arn = kms.createKey().keyMetadata().arn();
        kms.putKeyPolicy(p -> p.keyId(arn).bypassPolicyLockoutSafetyCheck(true).policy("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"%s"},"Action":"kms:*","Resource":"*"}]}""".formatted(OTHER)));
        Refusal.of(() -> encrypt(arn))
                .hasCode("AccessDeniedException")
                .messageContains("because no resource-based policy allows the kms:Encrypt action");
    }

    @Test
    void nobodyLocksHimselfOutUnlessHeInsists() {
        String key = key();
        String lockout = """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"%s"},"Action":"kms:Encrypt","Resource":"*"}]}""".formatted(OTHER);
        Refusal.of(() -> kms.putKeyPolicy(p -> p.keyId(key).policy(lockout)))
                .hasCode("MalformedPolicyDocumentException")
                .hasMessage("The new key policy will not allow you to update the key policy in the future.");
        Refusal.of(() -> kms.createKey(k -> k.policy("nonsense"))).hasCode("MalformedPolicyDocumentException");
    }

    private static String policy(String statement) {
        return """
                {"Version":"2012-10-17","Statement":[
                 {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::000000000000:root"},"Action":"kms:*","Resource":"*"},
                 %s]}""".formatted(statement);
    }

    @Test
    void grantsAllowInTheirContextUntilTheyAreRevoked() {
        String arn = kms.describeKey(d -> d.keyId(key())).keyMetadata().arn();
        CreateGrantResponse grant = kms.createGrant(g -> g.keyId(arn)
                .granteePrincipal("arn:aws:iam::" + OTHER + ":root")
                .retiringPrincipal("arn:aws:iam::" + OTHER + ":root")
                .operations(GrantOperation.ENCRYPT, GrantOperation.DECRYPT)
                .constraints(c -> c.encryptionContextSubset(Map.of("a", "b"))));

        SdkBytes blob = other.encrypt(e -> e.keyId(arn)
                        .plaintext(SdkBytes.fromUtf8String("granted"))
                        .encryptionContext(Map.of("a", "b", "c", "d"))
                        .grantTokens(grant.grantToken()))
                .ciphertextBlob();
        assertThat(other.decrypt(d -> d.ciphertextBlob(blob).keyId(arn).encryptionContext(Map.of("a", "b", "c", "d")))
                        .plaintext()
                        .asUtf8String())
                .isEqualTo("granted");
        Refusal.of(() -> other.encrypt(e -> e.keyId(arn).plaintext(SdkBytes.fromUtf8String("x"))))
                .hasCode("AccessDeniedException");
        assertThat(kms.listGrants(l -> l.keyId(arn)).grants()).hasSize(1);

        other.retireGrant(r -> r.grantToken(grant.grantToken()));
        assertThat(kms.listGrants(l -> l.keyId(arn)).grants()).isEmpty();
        Refusal.of(() -> other.encrypt(e ->
                        e.keyId(arn).plaintext(SdkBytes.fromUtf8String("x")).encryptionContext(Map.of("a", "b"))))
                .hasCode("AccessDeniedException");
    }

    @Test
    void aGrantAllowsWhatItsKeyCan() {
        String key = kms.createKey(k -> k.keySpec(KeySpec.ECC_NIST_P256).keyUsage(KeyUsageType.SIGN_VERIFY))
                .keyMetadata()
                .keyId();
        Consumer<CreateGrantRequest.Builder> root =
                g -> g.keyId(key).granteePrincipal("arn:aws:iam::" + OTHER + ":root");
        Refusal.of(() -> kms.createGrant(root.andThen(g -> g.operations(GrantOperation.ENCRYPT))))
                .hasCode("ValidationException")
                .hasMessage(
                        "Operations [Encrypt] are not supported when creating a grant for an asymmetric KMS key with"
                                + " key usage SIGN_VERIFY. Valid operations are [CreateGrant, RetireGrant, DescribeKey,"
                                + " GetPublicKey, Sign, Verify]");
        Refusal.of(() -> kms.createGrant(root.andThen(g -> g.operations(GrantOperation.SIGN)
                        .constraints(c -> c.encryptionContextSubset(Map.of("a", "b"))))))
                .hasCode("ValidationException")
                .hasMessage("EncryptionContext is supported only when creating a grant for a symmetric encryption KMS"
                        + " key.");
        String grant = kms.createGrant(root.andThen(g -> g.operations(GrantOperation.SIGN)))
                .grantId();
        Refusal.of(() -> kms.retireGrant(r -> r.keyId(key).grantId(grant)))
                .hasCode("NotFoundException")
                .hasMessage("Invalid arn " + key);
    }

    @Test
    void aGrantOfTheSameNameIsMadeOnce() {
        String key = key();
        Consumer<CreateGrantRequest.Builder> same = g -> g.keyId(key)
                .name("once")
                .granteePrincipal("arn:aws:iam::" + OTHER + ":root")
                .operations(GrantOperation.DECRYPT);
        assertThat(kms.createGrant(same).grantId())
                .isEqualTo(kms.createGrant(same).grantId());
    }

    @Test
    void awsManagedKeysComeOnFirstUseAndServeTheirServiceOnly() {
        KeyMetadata key = kms.describeKey(d -> d.keyId("alias/aws/s3")).keyMetadata();
        assertThat(key.keyManager()).isEqualTo(KeyManagerType.AWS);
        assertThat(key.description()).isEqualTo("Default key that protects my S3 objects when no other key is defined");
        Refusal.of(() -> encrypt("alias/aws/s3")).hasCode("AccessDeniedException");
        Refusal.of(() -> kms.disableKey(d -> d.keyId(key.keyId()))).hasCode("AccessDeniedException");
    }

    // ---- material

    @Test
    void rotatesOnDemandAndByTime() {
        String key = key();
        SdkBytes before = encrypt(key);
        String first = kms.describeKey(d -> d.keyId(key)).keyMetadata().currentKeyMaterialId();
        kms.rotateKeyOnDemand(r -> r.keyId(key));
        assertThat(kms.describeKey(d -> d.keyId(key)).keyMetadata().currentKeyMaterialId())
                .isNotEqualTo(first);

        kms.enableKeyRotation(e -> e.keyId(key).rotationPeriodInDays(90));
        assertThat(kms.getKeyRotationStatus(g -> g.keyId(key)).rotationPeriodInDays())
                .isEqualTo(90);
        SERVER.advance(Duration.ofDays(181));
        assertThat(kms.listKeyRotations(l -> l.keyId(key)).rotations())
                .extracting(RotationsListEntry::rotationType)
                .containsExactly(RotationType.ON_DEMAND, RotationType.AUTOMATIC, RotationType.AUTOMATIC);
        assertThat(decrypt(before)).isEqualTo("secret");
        assertThat(kms.listKeyRotations(l -> l.keyId(key).includeKeyMaterial(IncludeKeyMaterial.ALL_KEY_MATERIAL))
                        .rotations())
                .hasSize(4);
    }

    @Test
    void rotationsNameTheKeyByItsArn() {
        KeyMetadata key = kms.createKey().keyMetadata();
        Instant now = SERVER.server().clock().instant();
        kms.enableKeyRotation(e -> e.keyId(key.keyId()));

        GetKeyRotationStatusResponse status = kms.getKeyRotationStatus(g -> g.keyId(key.keyId()));

        assertThat(status.keyId()).isEqualTo(key.arn());
        assertThat(status.nextRotationDate()).isBetween(now.plus(Duration.ofDays(365)), now.plus(Duration.ofDays(366)));
        assertThat(kms.rotateKeyOnDemand(r -> r.keyId(key.keyId())).keyId()).isEqualTo(key.arn());
        kms.scheduleKeyDeletion(s -> s.keyId(key.keyId()));
        assertThat(kms.getKeyRotationStatus(g -> g.keyId(key.keyId())).keyRotationEnabled())
                .isFalse();
    }

    @Test
    void onlySymmetricEncryptionKeysRotate() {
        String key = kms.createKey(k -> k.keySpec(KeySpec.ECC_NIST_P256).keyUsage(KeyUsageType.SIGN_VERIFY))
                .keyMetadata()
                .keyId();

        assertThat(kms.getKeyRotationStatus(g -> g.keyId(key)).keyRotationEnabled())
                .isFalse();
        Refusal.of(() -> kms.enableKeyRotation(e -> e.keyId(key))).hasCode("UnsupportedOperationException");
        Refusal.of(() -> kms.rotateKeyOnDemand(r -> r.keyId(key))).hasCode("UnsupportedOperationException");
        String waiting =
                kms.createKey(k -> k.origin(OriginType.EXTERNAL)).keyMetadata().arn();
        Refusal.of(() -> kms.rotateKeyOnDemand(r -> r.keyId(waiting)))
                .hasCode("KMSInvalidStateException")
                .hasMessage(waiting + " is pending import.");
        Refusal.of(() -> kms.enableKeyRotation(r -> r.keyId(waiting)))
                .hasCode("UnsupportedOperationException")
                .hasMessage(waiting + " origin is EXTERNAL which is not valid for this operation.");
    }

    @Test
    void newMaterialWaitsForOneRotationAtATime() {
        KeyMetadata key = kms.createKey(k -> k.origin(OriginType.EXTERNAL)).keyMetadata();
        Consumer<ImportKeyMaterialRequest.Builder> fresh = i -> i.importType(ImportType.NEW_KEY_MATERIAL)
                .expirationModel(ExpirationModelType.KEY_MATERIAL_DOES_NOT_EXPIRE);
        imported(key.keyId(), material(1), fresh);
        Refusal.of(() -> kms.rotateKeyOnDemand(r -> r.keyId(key.keyId())))
                .hasCode("KMSInvalidStateException")
                .hasMessage("No available key material pending rotation for the key: " + key.arn() + ".");

        imported(key.keyId(), material(2), fresh);
        String waiting = kms.listKeyRotations(
                        l -> l.keyId(key.keyId()).includeKeyMaterial(IncludeKeyMaterial.ALL_KEY_MATERIAL))
                .rotations()
                .getLast()
                .keyMaterialId();

        Refusal.of(() -> imported(key.keyId(), material(3), fresh))
                .hasCode("KMSInvalidStateException")
                .messageContains(" cannot be imported into KMS key " + key.arn()
                        + ", because another key material (id: " + waiting + ") is pending rotation.");
    }

    private static byte[] material(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    void importedMaterialExpiresAndComesBack() throws Exception {
        String key =
                kms.createKey(k -> k.origin(OriginType.EXTERNAL)).keyMetadata().keyId();
        byte[] mine = new byte[32];
        Arrays.fill(mine, (byte) 7);
        Instant end = SERVER.server().clock().instant().plus(Duration.ofDays(1));
        imported(key, mine, i -> i.validTo(end).expirationModel(ExpirationModelType.KEY_MATERIAL_EXPIRES));
        SdkBytes blob = encrypt(key);

        SERVER.advance(Duration.ofDays(1).plusSeconds(5));
        assertThat(kms.describeKey(d -> d.keyId(key)).keyMetadata().keyState()).isEqualTo(KeyState.PENDING_IMPORT);
        Refusal.of(() -> decrypt(blob)).hasCode("KMSInvalidStateException");

        byte[] wrong = mine.clone();
        wrong[0]++;
        Refusal.of(() -> imported(key, wrong, i -> i.expirationModel(ExpirationModelType.KEY_MATERIAL_DOES_NOT_EXPIRE)))
                .hasCode("IncorrectKeyMaterialException");
        imported(key, mine, i -> i.expirationModel(ExpirationModelType.KEY_MATERIAL_DOES_NOT_EXPIRE));
        assertThat(decrypt(blob)).isEqualTo("secret");

        kms.deleteImportedKeyMaterial(d -> d.keyId(key));
        Refusal.of(() -> decrypt(blob)).hasCode("KMSInvalidStateException");
    }

    private void imported(String key, byte[] material, Consumer<ImportKeyMaterialRequest.Builder> more) {
        try {
            GetParametersForImportResponse parameters = kms.getParametersForImport(g -> g.keyId(key)
                    .wrappingAlgorithm(AlgorithmSpec.RSAES_OAEP_SHA_256)
                    .wrappingKeySpec(WrappingKeySpec.RSA_2048));
            Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
            oaep.init(
                    Cipher.ENCRYPT_MODE,
                    KeyFactory.getInstance("RSA")
                            .generatePublic(new X509EncodedKeySpec(
                                    parameters.publicKey().asByteArray())),
                    new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
            SdkBytes wrapped = SdkBytes.fromByteArray(oaep.doFinal(material));
            kms.importKeyMaterial(i -> more.accept(
                    i.keyId(key).importToken(parameters.importToken()).encryptedKeyMaterial(wrapped)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void replicasOpenWhatTheirPrimaryEncryptedAndOutliveNobody() {
        KmsClient west = in(Region.US_WEST_2);
        KeyMetadata primary = kms.createKey(k -> k.multiRegion(true)).keyMetadata();
        assertThat(primary.keyId()).startsWith("mrk-");
        kms.replicateKey(r -> r.keyId(primary.keyId()).replicaRegion("us-west-2"));
        SdkBytes blob = encrypt(primary.keyId());
        assertThat(west.decrypt(d -> d.ciphertextBlob(blob)).plaintext().asUtf8String())
                .isEqualTo("secret");

        kms.rotateKeyOnDemand(r -> r.keyId(primary.keyId()));
        SdkBytes later = encrypt(primary.keyId());
        assertThat(west.decrypt(d -> d.ciphertextBlob(later)).plaintext().asUtf8String())
                .isEqualTo("secret");

        kms.updatePrimaryRegion(u -> u.keyId(primary.keyId()).primaryRegion("us-west-2"));
        assertThat(west.describeKey(d -> d.keyId(primary.keyId()))
                        .keyMetadata()
                        .multiRegionConfiguration()
                        .multiRegionKeyType())
                .isEqualTo(MultiRegionKeyType.PRIMARY);

        assertThat(west.scheduleKeyDeletion(s -> s.keyId(primary.keyId()).pendingWindowInDays(7))
                        .keyState())
                .isEqualTo(KeyState.PENDING_REPLICA_DELETION);
        kms.scheduleKeyDeletion(s -> s.keyId(primary.keyId()).pendingWindowInDays(7));
        SERVER.advance(Duration.ofDays(7).plusSeconds(1));
        assertThat(west.describeKey(d -> d.keyId(primary.keyId())).keyMetadata().keyState())
                .isEqualTo(KeyState.PENDING_DELETION);
        SERVER.advance(Duration.ofDays(7).plusSeconds(1));
        Refusal.of(() -> west.describeKey(d -> d.keyId(primary.keyId()))).hasCode("NotFoundException");
    }

    @Test
    void aReplicaIsBeingCreatedWhenReplicateKeyAnswers() {
        String primary = kms.createKey(k -> k.multiRegion(true)).keyMetadata().keyId();

        ReplicateKeyResponse answer = kms.replicateKey(r -> r.keyId(primary).replicaRegion("us-west-2"));

        assertThat(answer.replicaKeyMetadata().keyState()).isEqualTo(KeyState.CREATING);
        assertThat(answer.replicaKeyMetadata().enabled()).isFalse();
        assertThat(answer.replicaKeyMetadata().currentKeyMaterialId()).isNull();
        assertThat(answer.hasReplicaTags()).isFalse();
        KeyMetadata described =
                in(Region.US_WEST_2).describeKey(d -> d.keyId(primary)).keyMetadata();
        assertThat(described.keyState()).isEqualTo(KeyState.ENABLED);
        assertThat(described.enabled()).isTrue();
        kms.disableKey(d -> d.keyId(primary));
        Refusal.of(() -> kms.replicateKey(r -> r.keyId(primary).replicaRegion("eu-west-1")))
                .hasCode("DisabledException");
    }

    // ---- custom key stores

    @Test
    void customKeyStoresAreNeverConnected() {
        String id = kms.createCustomKeyStore(c -> c.customKeyStoreName("mine")
                        .cloudHsmClusterId("cluster-2a34b5cdefg")
                        .keyStorePassword("password")
                        .trustAnchorCertificate("certificate"))
                .customKeyStoreId();
        Refusal.of(() -> kms.createKey(k -> k.origin(OriginType.AWS_CLOUDHSM).customKeyStoreId(id)))
                .hasCode("CustomKeyStoreInvalidStateException");
        kms.connectCustomKeyStore(c -> c.customKeyStoreId(id));
        assertThat(kms.describeCustomKeyStores(d -> d.customKeyStoreId(id))
                        .customKeyStores()
                        .getFirst()
                        .connectionState())
                .isEqualTo(ConnectionStateType.FAILED);
        kms.disconnectCustomKeyStore(c -> c.customKeyStoreId(id));
        kms.deleteCustomKeyStore(c -> c.customKeyStoreId(id));
        Refusal.of(() -> kms.describeCustomKeyStores(d -> d.customKeyStoreId(id)))
                .hasCode("CustomKeyStoreNotFoundException");
    }
}
