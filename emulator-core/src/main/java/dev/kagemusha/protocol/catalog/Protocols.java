package dev.kagemusha.protocol.catalog;

import dev.kagemusha.protocol.Protocol;
import dev.kagemusha.protocol.json.AwsJson;
import dev.kagemusha.protocol.json.JsonCodec;

/** The protocols that services speak. Each loads when it is first asked for. */
public final class Protocols {
    private Protocols() {}

    /** DynamoDB, STS of some SDKs, and others with {@code X-Amz-Target}. */
    public static Protocol awsJson10() {
        return Json.AWS_JSON_1_0;
    }

    /** KMS, Kinesis and others with {@code X-Amz-Target}. */
    public static Protocol awsJson11() {
        return Json.AWS_JSON_1_1;
    }

    private static final class Json {
        static final JsonCodec CODEC = new JsonCodec();
        static final Protocol AWS_JSON_1_0 = AwsJson.version("1.0", CODEC);
        static final Protocol AWS_JSON_1_1 = AwsJson.version("1.1", CODEC);
    }
}
