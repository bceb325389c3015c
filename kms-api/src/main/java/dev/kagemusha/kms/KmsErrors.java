package dev.kagemusha.kms;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.kms.model.AlreadyExistsException;
import software.amazon.awssdk.services.kms.model.CustomKeyStoreHasCmKsException;
import software.amazon.awssdk.services.kms.model.CustomKeyStoreInvalidStateException;
import software.amazon.awssdk.services.kms.model.CustomKeyStoreNameInUseException;
import software.amazon.awssdk.services.kms.model.CustomKeyStoreNotFoundException;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.DryRunOperationException;
import software.amazon.awssdk.services.kms.model.ExpiredImportTokenException;
import software.amazon.awssdk.services.kms.model.IncorrectKeyException;
import software.amazon.awssdk.services.kms.model.IncorrectKeyMaterialException;
import software.amazon.awssdk.services.kms.model.InvalidArnException;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.InvalidGrantTokenException;
import software.amazon.awssdk.services.kms.model.InvalidImportTokenException;
import software.amazon.awssdk.services.kms.model.InvalidKeyUsageException;
import software.amazon.awssdk.services.kms.model.InvalidMarkerException;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.KmsInvalidMacException;
import software.amazon.awssdk.services.kms.model.KmsInvalidSignatureException;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.LimitExceededException;
import software.amazon.awssdk.services.kms.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.kms.model.TagException;
import software.amazon.awssdk.services.kms.model.UnsupportedOperationException;

/** Errors of KMS, in its words where they are known. */
public final class KmsErrors {
    private static final int BAD_REQUEST = 400;

    private KmsErrors() {}

    // ---- which key

    public static RuntimeException keyNotFound(String arn) {
        return notFound("Key '" + arn + "' does not exist");
    }

    /** Text that is no key's id; an alias where none is taken. */
    public static RuntimeException invalidKeyId(String text) {
        return notFound("Invalid keyId '" + text + "'");
    }

    public static RuntimeException aliasNotFound(String arn) {
        return notFound("Alias " + arn + " is not found.");
    }

    /** An ARN of another region, of which AWS says the region alone. */
    public static RuntimeException foreignArn(String region) {
        return notFound("Invalid arn " + region);
    }

    public static RuntimeException invalidArn(String arn) {
        return InvalidArnException.builder().message("Invalid arn " + arn).build();
    }

    public static RuntimeException noAliases() {
        return InvalidArnException.builder()
                .message("Key Aliases are not supported for this operation.")
                .build();
    }

    public static RuntimeException notFound(String text) {
        return NotFoundException.builder().message(text).build();
    }

    /** What AWS tells the callers of other accounts of a key that is not there, or not for them. */
    public static RuntimeException accessDenied(String caller, String action, String resource) {
        return plain(
                "AccessDeniedException",
                "User: " + caller + " is not authorized to perform: " + action + " on resource: " + resource
                        + " because the resource does not exist in this Region, no resource-based policies allow access,"
                        + " or a resource-based policy explicitly denies access");
    }

    // ---- its state (developer guide, "Key states of AWS KMS keys")

    public static RuntimeException disabled(String arn) {
        return DisabledException.builder().message(arn + " is disabled.").build();
    }

    /** @param state in words, for example {@code pending deletion} */
    public static RuntimeException isInState(String arn, String state) {
        return invalidState(arn + " is " + state + ".");
    }

    public static RuntimeException invalidState(String text) {
        return KmsInvalidStateException.builder().message(text).build();
    }

    /** @param origin in the request's words, for example {@code EXTERNAL} */
    public static RuntimeException wrongOrigin(String arn, String origin) {
        return unsupported(arn + " origin is " + origin + " which is not valid for this operation.");
    }

    /** Operations of symmetric encryption keys, on others: AWS says nothing more. */
    public static RuntimeException unsupported() {
        return UnsupportedOperationException.builder().build();
    }

    public static RuntimeException notPrimary(String arn) {
        return unsupported(arn + " is not a multi-region primary key.");
    }

    public static RuntimeException unsupported(String text) {
        return UnsupportedOperationException.builder().message(text).build();
    }

    // ---- the request

    public static RuntimeException validation(String text) {
        return plain("ValidationException", text);
    }

    public static RuntimeException noAlias() {
        return validation("Alias must start with the prefix \"alias/\". Please see"
                + " https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html");
    }

    public static RuntimeException invalidMarker() {
        return InvalidMarkerException.builder().message("Invalid marker").build();
    }

    public static RuntimeException limitExceeded(String text) {
        return LimitExceededException.builder().message(text).build();
    }

    public static RuntimeException tag(String text) {
        return TagException.builder().message(text).build();
    }

    public static RuntimeException alreadyExists(String text) {
        return AlreadyExistsException.builder().message(text).build();
    }

    public static RuntimeException dryRun() {
        return DryRunOperationException.builder()
                .message("The request would have succeeded, but the DryRun option is set.")
                .build();
    }

    /** For what only AWS itself may do: make aliases of its own, change its own keys. */
    public static RuntimeException reserved(String text) {
        return plain("NotAuthorizedException", text);
    }

    // ---- policies and grants

    public static RuntimeException malformedPolicy(String text) {
        return MalformedPolicyDocumentException.builder().message(text).build();
    }

    public static RuntimeException lockout() {
        return malformedPolicy("The new key policy will not allow you to update the key policy in the future.");
    }

    public static RuntimeException invalidGrantToken() {
        return InvalidGrantTokenException.builder()
                .message("Invalid grant token.")
                .build();
    }

    // ---- imports

    public static RuntimeException invalidImportToken() {
        return InvalidImportTokenException.builder()
                .message("Invalid import token.")
                .build();
    }

    public static RuntimeException expiredImportToken() {
        return ExpiredImportTokenException.builder()
                .message("The import token has expired.")
                .build();
    }

    public static RuntimeException invalidCiphertext() {
        return InvalidCiphertextException.builder().build();
    }

    public static RuntimeException incorrectMaterial(String text) {
        return IncorrectKeyMaterialException.builder().message(text).build();
    }

    // ---- custom key stores

    public static RuntimeException storeNotFound(String id) {
        return CustomKeyStoreNotFoundException.builder()
                .message("Custom key store with id " + id + " does not exist.")
                .build();
    }

    public static RuntimeException storeNameInUse(String name) {
        return CustomKeyStoreNameInUseException.builder()
                .message("Custom key store name " + name + " is already in use.")
                .build();
    }

    public static RuntimeException storeState(String text) {
        return CustomKeyStoreInvalidStateException.builder().message(text).build();
    }

    public static RuntimeException storeHasKeys(String id) {
        return CustomKeyStoreHasCmKsException.builder()
                .message("Custom key store " + id + " contains KMS keys.")
                .build();
    }

    // ---- cryptography

    /** A key that is there for something else. */
    public static RuntimeException wrongUsage(String arn, String usage, String operation) {
        return keyUsage(arn + " key usage is " + usage + " which is not valid for " + operation + ".");
    }

    public static RuntimeException incompatible(String algorithm, String spec) {
        return keyUsage("Algorithm " + algorithm + " is incompatible with key spec " + spec + ".");
    }

    public static RuntimeException keyUsage(String text) {
        return InvalidKeyUsageException.builder().message(text).build();
    }

    public static RuntimeException incorrectKey() {
        return IncorrectKeyException.builder()
                .message("The key ID in the request does not identify a CMK that can perform this operation.")
                .build();
    }

    /** A ciphertext of a key that is not here, or not for this caller: which of them is not told. */
    public static RuntimeException foreignCiphertext() {
        return plain(
                "AccessDeniedException",
                "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are"
                        + " not allowed to access.");
    }

    public static RuntimeException invalidSignature() {
        return KmsInvalidSignatureException.builder().build();
    }

    public static RuntimeException invalidMac() {
        return KmsInvalidMacException.builder().build();
    }

    public static RuntimeException throttled() {
        return plain(
                "ThrottlingException",
                "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.");
    }

    private static RuntimeException plain(String code, String text) {
        return KmsException.builder()
                .statusCode(BAD_REQUEST)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(text)
                        .build())
                .message(text)
                .build();
    }
}
