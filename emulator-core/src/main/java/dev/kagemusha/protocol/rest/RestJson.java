package dev.kagemusha.protocol.rest;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.http.Response;
import dev.kagemusha.protocol.Address;
import dev.kagemusha.protocol.Inbound;
import dev.kagemusha.protocol.Match;
import dev.kagemusha.protocol.OperationModel;
import dev.kagemusha.protocol.Outbound;
import dev.kagemusha.protocol.Protocol;
import dev.kagemusha.protocol.SerializationException;
import dev.kagemusha.protocol.ServiceModel;
import dev.kagemusha.protocol.WireError;
import dev.kagemusha.protocol.json.ErrorBody;
import dev.kagemusha.protocol.json.JsonCodec;
import dev.kagemusha.protocol.shape.Kind;
import dev.kagemusha.protocol.shape.Member;
import dev.kagemusha.protocol.shape.Shape;
import dev.kagemusha.protocol.shape.Shapes;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;

import java.nio.charset.StandardCharsets;

/** {@code aws.protocols#restJson1}, as X-Ray and the IAM Identity Center portal speak it. */
public final class RestJson implements Protocol {
    private final Shapes shapes;
    private final HttpMembers http = new HttpMembers("SerializationException");
    private final Routers routers = new Routers();
    private final JsonCodec codec;

    public RestJson(JsonCodec codec) {
        this.shapes = codec.shapes();
        this.codec = codec;
    }

    @Override
    public String id() {
        return "aws.protocols#restJson1";
    }

    /** A REST request names its operation in no header. */
    @Override
    public boolean recognises(RequestHead head) {
        return !head.headers().contains("x-amz-target") && !head.headers().contains("smithy-protocol");
    }

    @Override
    public Match match(ServiceModel service, RequestHead head, Address address, byte @Nullable [] body) {
        return routers.of(service).match(head, address);
    }

    @Override
    public SdkPojo decode(OperationModel operation, Inbound in) throws SerializationException {
        SdkPojo builder = operation.newRequest();
        Shape shape = shapes.of(builder);
        http.read(shape, builder, in);
        byte[] body = in.body();
        if (body.length > 0) {
            String namespace = operation.service().namespace();
            Member payload = shape.payload();
            if (payload == null) {
                codec.read(body, builder, namespace);
            } else if (payload.kind() == Kind.STRUCT) {
                SdkPojo struct = payload.newStruct();
                codec.read(body, struct, namespace);
                payload.set(builder, Member.build(struct));
            } else if (payload.kind() == Kind.BYTES) {
                payload.set(builder, SdkBytes.fromByteArrayUnsafe(body));
            } else {
                payload.set(builder, new String(body, StandardCharsets.UTF_8));
            }
        }
        return Member.build(builder);
    }

    @Override
    public Outbound encode(OperationModel operation, SdkPojo response, String requestId) {
        Shape shape = shapes.of(response);
        Headers headers = new Headers().add("x-amzn-RequestId", requestId);
        http.write(shape, response, headers);
        byte[] body = operation.streamsOut() ? Response.NO_BYTES : body(shape, response);
        if (body.length > 0 && !headers.contains("content-type")) {
            Member payload = shape.payload();
            headers.add(
                    "Content-Type",
                    payload == null || payload.kind() == Kind.STRUCT ? "application/json" : "application/octet-stream");
        }
        return new Outbound(HttpMembers.status(shape, response, operation.http().status()), headers, body);
    }

    private byte[] body(Shape shape, SdkPojo response) {
        Member payload = shape.payload();
        if (payload == null) {
            return codec.write(response);
        }
        Object value = payload.get(response);
        if (value == null) {
            return Response.NO_BYTES;
        }
        return switch (payload.kind()) {
            case STRUCT -> codec.write((SdkPojo) value);
            case BYTES -> ((SdkBytes) value).asByteArrayUnsafe();
            default -> value.toString().getBytes(StandardCharsets.UTF_8);
        };
    }

    @Override
    public Outbound encodeError(ServiceModel service, WireError error, String requestId) {
        Headers headers = new Headers()
                .add("x-amzn-RequestId", requestId)
                .add("x-amzn-ErrorType", error.code())
                .add("Content-Type", "application/json")
                .addAll(error.headers());
        SdkPojo modelled = error.modelled();
        if (modelled != null) {
            http.write(shapes.of(modelled), modelled, headers);
        }
        byte[] body = codec.write(out -> {
            out.writeStartObject();
            ErrorBody.members(codec, out, service, error);
            out.writeEndObject();
        });
        return new Outbound(error.status(), headers, body);
    }
}
