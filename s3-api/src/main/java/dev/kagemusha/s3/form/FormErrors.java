package dev.kagemusha.s3.form;

/** Every error about a form: code, status and text as S3 sends them, which its list of error codes often does not say. */
final class FormErrors {
    private FormErrors() {}

    static FormError notMultipart() {
        return new FormError(
                "PreconditionFailed",
                412,
                "At least one of the pre-conditions you specified did not hold",
                "Condition",
                "Bucket POST must be of the enclosure-type multipart/form-data");
    }

    static FormError malformed() {
        return new FormError(
                "MalformedPOSTRequest", 400, "The body of your POST request is not well-formed multipart/form-data.");
    }

    static FormError fieldsTooLarge(int limit) {
        return new FormError(
                "MaxPostPreDataLengthExceeded",
                400,
                "Your POST request fields preceeding the upload file was too large.", // sic
                "MaxPostPreDataLengthBytes",
                Integer.toString(limit));
    }

    static FormError noFile() {
        return invalidArgument("POST requires exactly one file upload per request.", "file", "0");
    }

    static FormError missingField(String name) {
        return invalidArgument(
                "Bucket POST must contain a field named '" + name
                        + "'.  If it is specified, please check the order of the fields.",
                name,
                "");
    }

    /** Signature Version 2. */
    static FormError legacySignature() {
        return new FormError(
                "InvalidRequest",
                400,
                "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
    }

    static FormError invalidPolicy(String fault) {
        return new FormError("InvalidPolicyDocument", 400, "Invalid Policy: " + fault);
    }

    static FormError expired() {
        return denied("Policy expired.");
    }

    /** @param condition as the policy has it */
    static FormError conditionFailed(String condition) {
        return denied("Policy Condition failed: " + condition);
    }

    static FormError extraField(String name) {
        return denied("Extra input fields: " + name);
    }

    private static FormError denied(String reason) {
        return new FormError("AccessDenied", 403, "Invalid according to Policy: " + reason);
    }

    static FormError tooLarge(long size, long most) {
        return new FormError(
                "EntityTooLarge",
                400,
                "Your proposed upload exceeds the maximum allowed size",
                "ProposedSize",
                Long.toString(size),
                "MaxSizeAllowed",
                Long.toString(most));
    }

    static FormError tooSmall(long size, long least) {
        return new FormError(
                "EntityTooSmall",
                400,
                "Your proposed upload is smaller than the minimum allowed size",
                "ProposedSize",
                Long.toString(size),
                "MinSizeAllowed",
                Long.toString(least));
    }

    static FormError malformedXml() {
        return new FormError(
                "MalformedXML",
                400,
                "The XML you provided was not well-formed or did not validate against our published schema");
    }

    private static FormError invalidArgument(String message, String name, String value) {
        return new FormError("InvalidArgument", 400, message, "ArgumentName", name, "ArgumentValue", value);
    }
}
