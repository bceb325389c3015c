package dev.kagemusha.s3.encryption;

import dev.kagemusha.s3.S3Error;
import dev.kagemusha.s3.S3Errors;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code x-amz-server-side-encryption-context}: base64 of a JSON object whose values are strings. */
final class ContextHeader {
    private ContextHeader() {}

    /** @throws S3Error for anything else */
    static Map<String, String> parse(String header) {
        Map<String, String> context = new LinkedHashMap<>();
        try {
            JsonNode json =
                    JsonNode.parser().parse(new String(Base64.getDecoder().decode(header), StandardCharsets.UTF_8));
            for (Map.Entry<String, JsonNode> pair : json.asObject().entrySet()) {
                context.put(pair.getKey(), pair.getValue().asString());
            }
        } catch (RuntimeException e) { // whatever a parser throws at what is no such object
            throw S3Errors.invalidArgument(
                    "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string holding JSON"
                            + " which represents a string-string map.",
                    "x-amz-server-side-encryption-context",
                    header);
        }
        return context;
    }
}
