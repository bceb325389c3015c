package dev.kagemusha.protocol.cbor;

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
import dev.kagemusha.protocol.WireError;
import dev.kagemusha.protocol.json.ErrorBody;
import dev.kagemusha.protocol.json.TokenCodec;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.Buildable;

/** Smithy's RPC v2: {@code POST /service/<name>/operation/<name>}, one structure in CBOR each way. */
public final class RpcV2Cbor implements Protocol {
    private static final String NAME = "rpc-v2-cbor";
    private static final String CONTENT_TYPE = "application/cbor";

    private final TokenCodec codec;

    public RpcV2Cbor(TokenCodec codec) {
        this.codec = codec;
    }

    @Override
    public String id() {
        return "smithy.protocols#rpcv2Cbor";
    }

    @Override
    public boolean recognises(RequestHead head) {
        return head.headers().firstOr("smithy-protocol", "").equals(NAME);
    }

    @Override
    public Match match(ServiceModel service, RequestHead head, Address address, byte @Nullable [] body) {
        String path = address.path();
        int operationAt = path.lastIndexOf("/operation/");
        int serviceAt = operationAt < 0 ? -1 : path.lastIndexOf("/service/", operationAt);
        if (serviceAt < 0 || !head.method().equals("POST")) {
            return new Match.Unknown(path);
        }
        String name = path.substring(operationAt + "/operation/".length());
        String asked = path.substring(serviceAt + "/service/".length(), operationAt);
        String known = service.table().attribute("targetPrefix");
        OperationModel operation = known == null || known.equals(asked) ? service.operation(name) : null;
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
        Headers headers = headers(requestId);
        if (body.length > 0) {
            headers.add("Content-Type", CONTENT_TYPE);
        }
        return new Outbound(200, headers, body);
    }

    @Override
    public Outbound encodeError(ServiceModel service, WireError error, String requestId) {
        byte[] body = codec.write(out -> {
            out.writeStartObject();
            out.writeStringField("__type", service.namespace() + '#' + error.code());
            ErrorBody.members(codec, out, service, error);
            out.writeEndObject();
        });
        Headers headers = headers(requestId).add("Content-Type", CONTENT_TYPE);
        ErrorBody.queryError(service, error, headers);
        return new Outbound(error.status(), headers.addAll(error.headers()), body);
    }

    private static Headers headers(String requestId) {
        return new Headers().add("smithy-protocol", NAME).add("x-amzn-RequestId", requestId);
    }
}
