package dev.kagemusha.kms.key;

import dev.kagemusha.service.Call;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.OriginType;

import java.util.List;
import java.util.Map;

/**
 * AWS managed keys: one for each service in an account and region, made when it is first asked for, by alias. Its policy lets
 * everyone of the account use it through that service only, and look at it.
 */
final class ManagedKeys {
    /** alias → the key's description, as AWS words it, and the service that may use it. */
    private static final Map<String, Purpose> PURPOSES = Map.ofEntries(
            purpose("s3", "Default key that protects my S3 objects when no other key is defined"),
            purpose("dynamodb", "Default key that protects my DynamoDB data when no other key is defined"),
            purpose("kinesis", "Default key that protects my Kinesis data when no other key is defined"),
            purpose("rds", "Default key that protects my RDS database volumes when no other key is defined"),
            purpose("xray", "Default key that protects my X-Ray data when no other key is defined"),
            purpose("secretsmanager", "Default key that protects my Secrets Manager data when no other key is defined"),
            purpose("ssm", "Default key that protects my SSM parameters when no other key is defined"),
            purpose("sqs", "Default key that protects my SQS messages when no other key is defined"),
            purpose("sns", "Default key that protects my SNS data when no other key is defined"),
            purpose("lambda", "Default key that protects my Lambda functions when no other key is defined"),
            purpose("backup", "Default key that protects my Backup data when no other key is defined"));

    private final Keyring keyring;

    ManagedKeys(Keyring keyring) {
        this.keyring = keyring;
    }

    private record Purpose(String service, String description) {}

    private static Map.Entry<String, Purpose> purpose(String service, String description) {
        return Map.entry("alias/aws/" + service, new Purpose(service, description));
    }

    /** Makes the key of this alias if it is one of AWS's, and none is there. */
    void makeFor(Call call, String alias) {
        Purpose purpose = PURPOSES.get(alias);
        if (purpose == null) {
            return;
        }
        keyring.create(
                call,
                new Keyring.Wanted(
                        KeySpec.SYMMETRIC_DEFAULT,
                        KeyUsageType.ENCRYPT_DECRYPT,
                        OriginType.AWS_KMS,
                        false,
                        purpose.description(),
                        policy(call, purpose.service()),
                        List.of()),
                KeyManagerType.AWS,
                alias);
    }

    /** Seen on keys that AWS made. */
    private static String policy(Call call, String service) {
        return """
                {
                  "Version" : "2012-10-17",
                  "Id" : "auto-%1$s-2",
                  "Statement" : [ {
                    "Sid" : "Allow access through %2$s for all principals in the account that are authorized to use %2$s",
                    "Effect" : "Allow",
                    "Principal" : { "AWS" : "*" },
                    "Action" : [ "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:CreateGrant", "kms:DescribeKey" ],
                    "Resource" : "*",
                    "Condition" : { "StringEquals" : { "kms:CallerAccount" : "%3$s", "kms:ViaService" : "%1$s.%4$s.amazonaws.com" } }
                  }, {
                    "Sid" : "Allow direct access to key metadata to the account",
                    "Effect" : "Allow",
                    "Principal" : { "AWS" : "arn:%5$s:iam::%3$s:root" },
                    "Action" : [ "kms:Describe*", "kms:Get*", "kms:List*" ],
                    "Resource" : "*"
                  } ]
                }""".formatted(service, title(service), call.account(), call.region(), call.partition());
    }

    private static String title(String service) {
        return switch (service) {
            case "dynamodb" -> "Amazon DynamoDB";
            case "kinesis" -> "Amazon Kinesis";
            case "lambda" -> "AWS Lambda";
            case "secretsmanager" -> "AWS Secrets Manager";
            case "xray" -> "AWS X-Ray";
            case "backup" -> "AWS Backup";
            default -> service.toUpperCase(java.util.Locale.ROOT);
        };
    }
}
