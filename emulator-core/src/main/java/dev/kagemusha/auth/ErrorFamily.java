package dev.kagemusha.auth;

/** The groups of services that answer an authentication failure alike. */
public enum ErrorFamily {
    /** S3 and S3 Control: codes of their own, XML elements beside the message. */
    S3,
    /** The query protocol and the services that grew up with it (STS, IAM, RDS, CloudWatch): short codes, 403. */
    QUERY,
    /** awsJson and its CBOR twin: codes that end in {@code Exception}, 400. */
    JSON,
    /** restJson: the codes of {@link #JSON} with the status 403. */
    REST_JSON
}
