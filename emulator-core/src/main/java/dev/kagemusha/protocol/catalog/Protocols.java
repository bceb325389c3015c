package dev.kagemusha.protocol.catalog;

import dev.kagemusha.protocol.Protocol;
import dev.kagemusha.protocol.cbor.CborCodec;
import dev.kagemusha.protocol.cbor.RpcV2Cbor;
import dev.kagemusha.protocol.json.AwsJson;
import dev.kagemusha.protocol.json.JsonCodec;
import dev.kagemusha.protocol.query.AwsQuery;
import dev.kagemusha.protocol.rest.RestJson;
import dev.kagemusha.protocol.rest.RestXml;

/** The protocols that services speak. Each loads when it is first asked for. */
public final class Protocols {
    private Protocols() {}

    /** S3 and S3 Control. */
    public static Protocol restXml() {
        return Xml.REST_XML;
    }

    /** X-Ray, the IAM Identity Center portal and others with paths and JSON. */
    public static Protocol restJson1() {
        return Json.REST_JSON_1;
    }

    /** IAM, STS, CloudWatch, RDS. */
    public static Protocol awsQuery() {
        return Xml.AWS_QUERY;
    }

    /** DynamoDB, STS of some SDKs, and others with {@code X-Amz-Target}. */
    public static Protocol awsJson10() {
        return Json.AWS_JSON_1_0;
    }

    /** KMS, Kinesis and others with {@code X-Amz-Target}. */
    public static Protocol awsJson11() {
        return Json.AWS_JSON_1_1;
    }

    /** CloudWatch. */
    public static Protocol rpcV2Cbor() {
        return Cbor.RPC_V2;
    }

    /** awsJson 1.1 with CBOR bodies, as Kinesis's Java clients speak it. */
    public static Protocol kinesisCbor() {
        return Cbor.KINESIS;
    }

    private static final class Cbor {
        static final Protocol RPC_V2 = new RpcV2Cbor(CborCodec.inSeconds());
        static final Protocol KINESIS =
                AwsJson.inFormat("kinesis-cbor", "application/x-amz-cbor-1.1", CborCodec.inMilliseconds());
    }

    private static final class Json {
        static final JsonCodec CODEC = new JsonCodec();
        static final Protocol AWS_JSON_1_0 = AwsJson.version("1.0", CODEC);
        static final Protocol AWS_JSON_1_1 = AwsJson.version("1.1", CODEC);
        static final Protocol REST_JSON_1 = new RestJson(CODEC);
    }

    private static final class Xml {
        static final Protocol REST_XML = new RestXml();
        static final Protocol AWS_QUERY = new AwsQuery();
    }
}
