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
import dev.kagemusha.protocol.ServiceTable;
import dev.kagemusha.protocol.WireError;
import dev.kagemusha.protocol.shape.Kind;
import dev.kagemusha.protocol.shape.Member;
import dev.kagemusha.protocol.shape.Shape;
import dev.kagemusha.protocol.shape.Shapes;
import dev.kagemusha.protocol.xml.Buffers;
import dev.kagemusha.protocol.xml.XmlReader;
import dev.kagemusha.protocol.xml.XmlWriter;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** {@code aws.protocols#restXml}, as S3 and S3 Control speak it. */
public final class RestXml implements Protocol {
    private final Shapes shapes = new Shapes();
    private final XmlReader reader = new XmlReader();
    private final HttpMembers http = new HttpMembers("InvalidArgument");
    private final Routers routers = new Routers();
    private final Buffers buffers = new Buffers();

    @Override
    public String id() {
        return "aws.protocols#restXml";
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
            Member payload = shape.payload();
            if (payload == null) {
                if (!shape.body().isEmpty()) {
                    reader.read(body, "", shape, builder);
                }
            } else if (payload.kind() == Kind.STRUCT) {
                SdkPojo struct = payload.newStruct();
                reader.read(body, payload.in(), payload.struct(), struct);
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
        return encode(operation, response, requestId, List.of());
    }

    @Override
    public Outbound encode(
            OperationModel operation, SdkPojo response, String requestId, List<? extends SdkPojo> mixed) {
        ServiceTable table = operation.service().table();
        Shape shape = shapes.of(response);
        Headers headers = headers(table, requestId);
        http.write(shape, response, headers);
        byte[] body = operation.streamsOut() ? Response.NO_BYTES : body(table, operation, shape, response, mixed);
        if (body.length > 0 && !headers.contains("content-type")) {
            headers.add("Content-Type", contentType(shape, body));
        }
        return new Outbound(HttpMembers.status(shape, response, operation.http().status()), headers, body);
    }

    @Override
    public Headers ids(ServiceModel service, String requestId) {
        return headers(service.table(), requestId);
    }

    private static Headers headers(ServiceTable table, String requestId) {
        Headers headers = new Headers();
        if (!tellsHost(table)) {
            return headers.add("x-amzn-RequestId", requestId);
        }
        return headers.add("x-amz-request-id", requestId).add("x-amz-id-2", hostId(requestId));
    }

    /** S3's errors stand alone, those of all other services in an {@code ErrorResponse}. */
    private static boolean wrapsErrors(ServiceTable table) {
        return table.attribute("noErrorWrapping") == null;
    }

    /** S3 and S3 Control give every answer a second id, and say of no error whose it is. */
    private static boolean tellsHost(ServiceTable table) {
        return !wrapsErrors(table) || table.attribute("hostId") != null;
    }

    private static String contentType(Shape shape, byte[] body) {
        Member payload = shape.payload();
        if (payload == null || payload.kind() == Kind.STRUCT || body[0] == '<') {
            return "application/xml";
        }
        // A policy is the one text payload of S3, and a JSON document.
        return payload.kind() == Kind.STRING && body[0] == '{' ? "application/json" : "application/octet-stream";
    }

    private byte[] body(
            ServiceTable table,
            OperationModel operation,
            Shape shape,
            SdkPojo response,
            List<? extends SdkPojo> mixed) {
        Member payload = shape.payload();
        String root = table.attribute(operation.name(), "root");
        if (payload == null) {
            if (shape.body().isEmpty()) {
                return Response.NO_BYTES;
            }
            String name = root == null ? operation.name() + "Result" : root;
            return document()
                    .open(name, table.attribute("xmlNamespace"))
                    .members(shape, response, mixed)
                    .close(name)
                    .toBytes();
        }
        Object value = payload.get(response);
        if (payload.kind() == Kind.STRUCT) {
            if (value == null) {
                return Response.NO_BYTES;
            }
            String name = root == null ? payload.out() : root;
            return document()
                    .open(name, table.attribute("xmlNamespace"))
                    .members(payload.struct(), (SdkPojo) value)
                    .close(name)
                    .toBytes();
        }
        if (root != null) { // text in a root element: GetBucketLocation, whose element is empty for us-east-1
            return document()
                    .open(root, table.attribute("xmlNamespace"))
                    .text(value == null ? "" : (String) value)
                    .close(root)
                    .toBytes();
        }
        if (value instanceof SdkBytes bytes) {
            return bytes.asByteArrayUnsafe();
        }
        return value == null ? Response.NO_BYTES : ((String) value).getBytes(StandardCharsets.UTF_8);
    }

    private XmlWriter document() {
        return new XmlWriter(buffers, true).declaration();
    }

    @Override
    public Outbound encodeError(ServiceModel service, WireError error, String requestId) {
        ServiceTable table = service.table();
        Headers headers = headers(table, requestId);
        headers.addAll(error.headers());
        if (error.status() == 304) {
            return new Outbound(304, headers, Response.NO_BYTES);
        }
        XmlWriter xml = document();
        if (wrapsErrors(table)) {
            xml.open("ErrorResponse", table.attribute("xmlNamespace"));
        }
        xml.open("Error", null);
        if (!tellsHost(table)) {
            xml.element("Type", error.sender() ? "Sender" : "Receiver");
        }
        xml.element("Code", error.code()).element("Message", error.message());
        SdkPojo modelled = error.modelled();
        if (modelled != null) {
            Shape shape = shapes.of(modelled);
            xml.members(shape, modelled);
            http.write(shape, modelled, headers);
        }
        for (Map.Entry<String, String> element : error.elements().entrySet()) {
            xml.element(element.getKey(), element.getValue());
        }
        if (wrapsErrors(table)) {
            xml.close("Error").element("RequestId", requestId);
            if (tellsHost(table)) {
                xml.element("HostId", hostId(requestId));
            }
            xml.close("ErrorResponse");
        } else {
            xml.element("RequestId", requestId)
                    .element("HostId", hostId(requestId))
                    .close("Error");
        }
        headers.set("Content-Type", "application/xml");
        return new Outbound(error.status(), headers, xml.toBytes());
    }

    /** S3's second id, which AWS uses to find the host; 56 bytes that follow from the request's id. */
    public static String hostId(String requestId) {
        long seed = 0x9e3779b97f4a7c15L;
        for (int i = 0; i < requestId.length(); i++) {
            seed = (seed ^ requestId.charAt(i)) * 0x100000001b3L;
        }
        byte[] id = new byte[56];
        for (int i = 0; i < id.length; i += 8) {
            seed += 0x9e3779b97f4a7c15L;
            long mixed = (seed ^ seed >>> 30) * 0xbf58476d1ce4e5b9L;
            mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
            for (int j = 0; j < 8; j++) {
                id[i + j] = (byte) (mixed >>> (8 * j));
            }
        }
        return Base64.getEncoder().encodeToString(id);
    }
}
