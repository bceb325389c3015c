package dev.kagemusha.s3.acl;

import dev.kagemusha.s3.S3Error;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.service.Call;

/** The errors of access settings. Sources: the S3 API reference, and recordings of AWS where it is silent. */
public final class AccessErrors {
    private AccessErrors() {}

    public static S3Error noPolicy(String bucket) {
        return new S3Error("NoSuchBucketPolicy", 404, "The bucket policy does not exist").with("BucketName", bucket);
    }

    public static S3Error malformedPolicy(String message) {
        return new S3Error("MalformedPolicy", 400, message);
    }

    public static S3Error malformedAcl() {
        return new S3Error(
                "MalformedACLError",
                400,
                "The XML you provided was not well-formed or did not validate against our published schema");
    }

    public static S3Error unresolvableEmail() {
        return new S3Error(
                "UnresolvableGrantByEmailAddress",
                400,
                "The e-mail address you provided does not match any account on record.");
    }

    public static S3Error noAclGiven() {
        return new S3Error("MissingSecurityHeader", 400, "Your request was missing a required header")
                .with("MissingHeaderName", "x-amz-acl");
    }

    public static S3Error twoAcls() {
        return new S3Error("UnexpectedContent", 400, "This request does not support content");
    }

    public static S3Error noBlock(String bucket) {
        return new S3Error(
                        "NoSuchPublicAccessBlockConfiguration",
                        404,
                        "The public access block configuration was not found")
                .with("BucketName", bucket);
    }

    public static S3Error noControls(String bucket) {
        return new S3Error("OwnershipControlsNotFoundError", 404, "The bucket ownership controls were not found")
                .with("BucketName", bucket);
    }

    public static S3Error notTheOwners() {
        return new S3Error("MethodNotAllowed", 405, "The specified method is not allowed against this resource.");
    }

    /** @param why for example {@code public policies are prevented by the BlockPublicPolicy setting} */
    public static S3Error blocked(Call call, String action, String resource, String why) {
        return S3Errors.accessDenied("User: " + call.caller().arn() + " is not authorized to perform: " + action
                + " on resource: \"" + resource + "\" because " + why + " in S3 Block Public Access.");
    }

    public static S3Error publicAclsBlocked(Call call, String action, String resource) {
        return blocked(call, action, resource, "public ACLs are prevented by the BlockPublicAcls setting");
    }
}
