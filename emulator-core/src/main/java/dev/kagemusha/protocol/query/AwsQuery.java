package dev.kagemusha.protocol.query;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.QueryString;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.protocol.Address;
import dev.kagemusha.protocol.ErrorModel;
import dev.kagemusha.protocol.Inbound;
import dev.kagemusha.protocol.Match;
import dev.kagemusha.protocol.OperationModel;
import dev.kagemusha.protocol.Outbound;
import dev.kagemusha.protocol.Protocol;
import dev.kagemusha.protocol.SerializationException;
import dev.kagemusha.protocol.ServiceModel;
import dev.kagemusha.protocol.WireError;
import dev.kagemusha.protocol.shape.Member;
import dev.kagemusha.protocol.shape.Shape;
import dev.kagemusha.protocol.shape.Shapes;
import dev.kagemusha.protocol.xml.Buffers;
import dev.kagemusha.protocol.xml.XmlWriter;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * {@code aws.protocols#awsQuery}: a form with {@code Action} and {@code Version}, as query string or body, and XML back. IAM,
 * STS, CloudWatch and RDS speak it.
 */
public final class AwsQuery implements Protocol {
    private final Shapes shapes = new Shapes();
    private final Buffers buffers = new Buffers();

    @Override
    public String id() {
        return "aws.protocols#awsQuery";
    }

    @Override
    public boolean recognises(RequestHead head) {
        Headers headers = head.headers();
        if (headers.contains("x-amz-target") || headers.contains("smithy-protocol")) {
            return false;
        }
        return headers.firstOr("content-type", "").startsWith("application/x-www-form-urlencoded")
                || QueryString.parse(head.query()).contains("Action");
    }

    /** The same operation under another version of the API is another operation, and unknown. */
    @Override
    public Match match(ServiceModel service, RequestHead head, Address address, byte @Nullable [] body) {
        QueryString parameters = QueryString.parse(head.query());
        String action = parameters.first("Action");
        if (action == null || !parameters.contains("Version")) {
            if (body == null && head.contentLength() != 0) {
                return new Match.NeedsBody();
            }
            parameters = parameters(head, body == null ? new byte[0] : body);
            action = parameters.first("Action");
        }
        if (action == null) {
            return new Match.Unknown("");
        }
        String version = service.table().attribute("apiVersion");
        OperationModel operation =
                version == null || version.equals(parameters.first("Version")) ? service.operation(action) : null;
        return operation == null ? new Match.Unknown(action) : new Match.Found(operation, address.labels());
    }

    /** Query string and body together; of a name in both, the query string's value counts. */
    private static QueryString parameters(RequestHead head, byte[] body) {
        String form = new String(body, StandardCharsets.ISO_8859_1); // percent-encoded, so bytes are characters
        return QueryString.parse(head.query().isEmpty() ? form : head.query() + '&' + form);
    }

    @Override
    public SdkPojo decode(OperationModel operation, Inbound in) throws SerializationException {
        SdkPojo builder = operation.newRequest();
        Form.of(parameters(in.head(), in.body())).read(shapes.of(builder), builder);
        return Member.build(builder);
    }

    @Override
    public Outbound encode(OperationModel operation, SdkPojo response, String requestId) {
        Shape shape = shapes.of(response);
        String name = operation.name();
        XmlWriter xml = new XmlWriter(buffers, false)
                .open(name + "Response", operation.service().table().attribute("xmlNamespace"));
        if (!shape.body().isEmpty()) {
            xml.open(name + "Result", null).members(shape, response).close(name + "Result");
        }
        xml.open("ResponseMetadata", null)
                .element("RequestId", requestId)
                .close("ResponseMetadata")
                .close(name + "Response");
        return new Outbound(200, headers(requestId), xml.toBytes());
    }

    @Override
    public Outbound encodeError(ServiceModel service, WireError error, String requestId) {
        ErrorModel model = service.table().error(error.code());
        String code = model == null || model.queryCode() == null ? error.code() : model.queryCode();
        XmlWriter xml = new XmlWriter(buffers, false)
                .open("ErrorResponse", service.table().attribute("xmlNamespace"))
                .open("Error", null)
                .element("Type", error.sender() ? "Sender" : "Receiver")
                .element("Code", code);
        if (!error.message().isEmpty()) {
            xml.element("Message", error.message());
        }
        SdkPojo modelled = error.modelled();
        if (modelled != null) {
            xml.members(shapes.of(modelled), modelled);
        }
        for (Map.Entry<String, String> element : error.elements().entrySet()) {
            xml.element(element.getKey(), element.getValue());
        }
        xml.close("Error").element("RequestId", requestId).close("ErrorResponse");
        return new Outbound(error.status(), headers(requestId).addAll(error.headers()), xml.toBytes());
    }

    private static Headers headers(String requestId) {
        return new Headers().add("x-amzn-RequestId", requestId).add("Content-Type", "text/xml");
    }
}
