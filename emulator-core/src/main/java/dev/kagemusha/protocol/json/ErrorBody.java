package dev.kagemusha.protocol.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.kagemusha.http.Headers;
import dev.kagemusha.protocol.ErrorModel;
import dev.kagemusha.protocol.ServiceModel;
import dev.kagemusha.protocol.WireError;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Map;

/** How errors look in the protocols whose bodies are structures: JSON and CBOR. */
public final class ErrorBody {
    private ErrorBody() {}

    /**
     * The value of {@code __type}: DynamoDB's carries the namespace of whoever raised the error, its own or AWS's framework's;
     * other services write the bare code.
     */
    public static String type(ServiceModel service, WireError error) {
        String namespace = service.table().attribute("errorNamespace");
        if (namespace == null) {
            return error.code();
        }
        if (error.code().equals("ValidationException")) {
            return "com.amazon.coral.validate#ValidationException";
        }
        return (service.table().error(error.code()) == null ? "com.amazon.coral.service" : namespace)
                + '#'
                + error.code();
    }

    /** Writes text, unmodelled elements and modelled members. */
    public static void members(TokenCodec codec, JsonGenerator out, ServiceModel service, WireError error)
            throws IOException {
        if (!error.message().isEmpty()) {
            out.writeStringField(messageName(service, error), error.message());
        }
        for (Map.Entry<String, String> element : error.elements().entrySet()) {
            out.writeStringField(element.getKey(), element.getValue());
        }
        if (error.modelled() != null) {
            codec.members(out, error.modelled());
        }
    }

    /** Errors of AWS's framework have a capital letter where most of the modelled ones have none. */
    private static String messageName(ServiceModel service, WireError error) {
        ErrorModel model = service.table().error(error.code());
        if (model != null) {
            return model.messageName();
        }
        return switch (error.code()) {
            case "SerializationException", "AccessDeniedException" -> "Message";
            default -> "message";
        };
    }

    /** Tells clients of a service's former query protocol the code they know. */
    public static void queryError(ServiceModel service, WireError error, Headers headers) {
        if (service.table().attribute("queryCompatible") == null) {
            return;
        }
        @Nullable ErrorModel model = service.table().error(error.code());
        String code = model == null || model.queryCode() == null ? error.code() : model.queryCode();
        headers.add("x-amzn-query-error", code + ';' + (error.sender() ? "Sender" : "Receiver"));
    }
}
