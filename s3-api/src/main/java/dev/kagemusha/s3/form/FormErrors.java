package dev.kagemusha.s3.form;

import dev.kagemusha.s3.S3Error;

/** Every error about a form: code, status and text as S3 sends them, which its list of error codes often does not say. */
final class FormErrors {
    private FormErrors() {}

    private static S3Error error(String code, int status, String message, String... elements) {
        S3Error error = new S3Error(code, status, message);
        for (int i = 0; i < elements.length; i += 2) {
            error.with(elements[i], elements[i + 1]);
        }
        return error;
    }

    static S3Error notMultipart() {
        return error(
                "PreconditionFailed",
                412,
                "At least one of the pre-conditions you specified did not hold",
                "Condition",
                "Bucket POST must be of the enclosure-type multipart/form-data");
    }

    static S3Error malformed() {
        return error(
                "MalformedPOSTRequest", 400, "The body of your POST request is not well-formed multipart/form-data.");
    }

    static S3Error fieldsTooLarge(int limit) {
        return error(
                "MaxPostPreDataLengthExceeded",
                400,
                "Your POST request fields preceeding the upload file was too large.", // sic
                "MaxPostPreDataLengthBytes",
                Integer.toString(limit));
    }

    static S3Error noFile() {
        return invalidArgument("POST requires exactly one file upload per request.", "file", "0");
    }

    static S3Error missingField(String name) {
        return invalidArgument(
                "Bucket POST must contain a field named '" + name
                        + "'.  If it is specified, please check the order of the fields.",
                name,
                "");
    }

    /** Signature Version 2. */
    static S3Error legacySignature() {
        return error(
                "InvalidRequest",
                400,
                "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
    }

    static S3Error invalidPolicy(String fault) {
        return error("InvalidPolicyDocument", 400, "Invalid Policy: " + fault);
    }

    static S3Error expired() {
        return denied("Policy expired.");
    }

    /** @param condition as the policy has it */
    static S3Error conditionFailed(String condition) {
        return denied("Policy Condition failed: " + condition);
    }

    static S3Error extraField(String name) {
        return denied("Extra input fields: " + name);
    }

    private static S3Error denied(String reason) {
        return error("AccessDenied", 403, "Invalid according to Policy: " + reason);
    }

    static S3Error tooLarge(long size, long most) {
        return error(
                "EntityTooLarge",
                400,
                "Your proposed upload exceeds the maximum allowed size",
                "ProposedSize",
                Long.toString(size),
                "MaxSizeAllowed",
                Long.toString(most));
    }

    static S3Error tooSmall(long size, long least) {
        return error(
                "EntityTooSmall",
                400,
                "Your proposed upload is smaller than the minimum allowed size",
                "ProposedSize",
                Long.toString(size),
                "MinSizeAllowed",
                Long.toString(least));
    }

    private static S3Error invalidArgument(String message, String name, String value) {
        return error("InvalidArgument", 400, message, "ArgumentName", name, "ArgumentValue", value);
    }
}
