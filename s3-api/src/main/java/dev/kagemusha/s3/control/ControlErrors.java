package dev.kagemusha.s3.control;

import dev.kagemusha.s3.S3Error;
import dev.kagemusha.s3.S3Errors;

/** The errors of S3 Control that S3 does not have. Sources: recordings of AWS, and S3's list of error codes. */
final class ControlErrors {
    private ControlErrors() {}

    static S3Error invalidAccount() {
        return S3Errors.invalidRequest("Invalid account ID.");
    }

    static S3Error noSuchPoint(String name) {
        return new S3Error("NoSuchAccessPoint", 404, "The specified accesspoint does not exist")
                .with("AccessPointName", name);
    }

    static S3Error noSuchPolicy(String name) {
        return new S3Error("NoSuchAccessPointPolicy", 404, "The specified accesspoint policy does not exist")
                .with("AccessPointName", name);
    }

    static S3Error alreadyOwned() {
        return new S3Error(
                "AccessPointAlreadyOwnedByYou",
                409,
                "Your previous request to create the named accesspoint succeeded and you already own it.");
    }

    static S3Error tooMany() {
        return new S3Error(
                "TooManyAccessPoints",
                400,
                "You have attempted to create more access points than are allowed for an account.");
    }

    /** A name that has characters no name has, or too few or too many of them, is none of the API's paths. */
    static S3Error unparseable(String name) {
        return new S3Error("InvalidURI", 400, "Couldn't parse the specified URI.").with("URI", "accesspoint/" + name);
    }

    static S3Error invalidName() {
        return S3Errors.invalidRequest("Your Amazon S3 AccessPoint name is invalid");
    }

    static S3Error noBucket(String what) {
        return S3Errors.invalidRequest("Amazon S3 AccessPoint can only be " + what + " for existing bucket");
    }

    static S3Error otherRegion(String region) {
        return new S3Error(
                        "IncorrectEndpoint",
                        400,
                        "The specified bucket exists in another Region. Direct requests to the correct endpoint.")
                .with("Region", region);
    }

    static S3Error noBlock(String account) {
        return new S3Error(
                        "NoSuchPublicAccessBlockConfiguration",
                        404,
                        "The public access block configuration was not found")
                .with("AccountId", account);
    }

    static S3Error noSuchResource() {
        return new S3Error("NoSuchResource", 404, "The specified resource doesn't exist.");
    }

    static S3Error tooManyTags() {
        return S3Errors.invalidTag("The number of tags exceeds the limit of 50 tags");
    }

    static S3Error reservedTag() {
        return S3Errors.invalidTag(
                "User-defined tag keys can't start with \"aws:\". This prefix is reserved for system tags."
                        + " Remove \"aws:\" from your tag keys and try again.");
    }

    static S3Error duplicateTag() {
        return S3Errors.invalidTag(
                "There are duplicate tag keys in your request. Remove the duplicate tag keys and try again.");
    }

    static S3Error invalidTag() {
        return S3Errors.invalidTag(
                "This request contains a tag key or value that isn't valid. Valid characters include the"
                        + " following: [a-zA-Z+-=._:/]. Tag keys can contain up to 128 characters. Tag values can contain up to 256"
                        + " characters.");
    }
}
