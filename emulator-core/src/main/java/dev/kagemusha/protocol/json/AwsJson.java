package dev.kagemusha.protocol.json;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.protocol.Address;
import dev.kagemusha.protocol.Inbound;
import dev.kagemusha.protocol.Match;
import dev.kagemusha.protocol.OperationModel;
import dev.kagemusha.protocol.Outbound;
import dev.kagemusha.protocol.Protocol;
import dev.kagemusha.protocol.SerializationException;
import dev.kagemusha.protocol.ServiceModel;
import dev.kagemusha.protocol.ServiceTable;
import dev.kagemusha.protocol.WireError;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.Buildable;

import java.util.zip.CRC32;

/**
 * Operations named by {@code X-Amz-Target}, bodies of one structure: awsJson 1.0 and 1.1, which differ in nothing but their
 * content type, and Kinesis's CBOR form of it.
 */
public final class AwsJson implements Protocol {
    private final String id;
    private final String contentType;
    private final TokenCodec codec;

    private AwsJson(String id, String contentType, TokenCodec codec) {
        this.id = id;
        this.contentType = contentType;
        this.codec = codec;
    }

    /** awsJson of this version, {@code 1.0} or {@code 1.1}. */
    public static AwsJson version(String version, JsonCodec codec) {
        return new AwsJson(
                "aws.protocols#awsJson" + version.replace('.', '_'), "application/x-amz-json-" + version, codec);
    }

    /** The same protocol with bodies of another format, told apart by their content type. */
    public static AwsJson inFormat(String id, String contentType, TokenCodec codec) {
        return new AwsJson(id, contentType, codec);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public boolean recognises(RequestHead head) {
        if (!head.headers().contains("x-amz-target")) {
            return false;
        }
        String type = head.headers().firstOr("content-type", "");
        // Any JSON will do, also without a version: AWS answers application/json too.
        return codec instanceof JsonCodec ? !type.contains("cbor") : type.startsWith(contentType);
    }

    @Override
    public Match match(ServiceModel service, RequestHead head, Address address, byte @Nullable [] body) {
        String target = head.headers().firstOr("x-amz-target", "");
        int dot = target.lastIndexOf('.');
        String name = target.substring(dot + 1);
        String prefix = service.table().attribute("targetPrefix");
        if (dot < 0
                || !head.method().equals("POST")
                || (prefix != null && !(dot == prefix.length() && target.startsWith(prefix)))) {
            return new Match.Unknown(name);
        }
        OperationModel operation = service.operation(name);
        return operation == null ? new Match.Unknown(name) : new Match.Found(operation, address.labels());
    }

    @Override
    public SdkPojo decode(OperationModel operation, Inbound in) throws SerializationException {
        SdkPojo builder = operation.newRequest();
        codec.read(in.body(), builder, operation.service().namespace());
        return (SdkPojo) ((Buildable) builder).build();
    }

    @Override
    public Outbound encode(OperationModel operation, SdkPojo response, String requestId) {
        byte[] body = codec.write(response);
        return new Outbound(200, headers(operation.service(), body, requestId), body);
    }

    @Override
    public Outbound encodeError(ServiceModel service, WireError error, String requestId) {
        byte[] body = codec.write(out -> {
            out.writeStartObject();
            out.writeStringField("__type", ErrorBody.type(service, error));
            ErrorBody.members(codec, out, service, error);
            out.writeEndObject();
        });
        Headers headers = headers(service, body, requestId);
        ErrorBody.queryError(service, error, headers);
        return new Outbound(error.status(), headers.addAll(error.headers()), body);
    }

    private Headers headers(ServiceModel service, byte[] body, String requestId) {
        Headers headers = new Headers().add("x-amzn-RequestId", requestId).add("Content-Type", contentType);
        ServiceTable table = service.table();
        if (table.attribute("crc32") != null) {
            CRC32 sum = new CRC32();
            sum.update(body);
            headers.add("x-amz-crc32", Long.toString(sum.getValue()));
        }
        return headers;
    }
}
