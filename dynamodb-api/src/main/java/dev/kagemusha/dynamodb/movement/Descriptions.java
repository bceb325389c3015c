package dev.kagemusha.dynamodb.movement;

import dev.kagemusha.protocol.SerializationException;
import dev.kagemusha.protocol.json.JsonCodec;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.dynamodb.model.ExportDescription;
import software.amazon.awssdk.services.dynamodb.model.ImportTableDescription;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;

import java.nio.charset.StandardCharsets;

/** Structures of the API as JSON: descriptions as they are stored, and items as exports write them. */
final class Descriptions {
    static final JsonCodec JSON = new JsonCodec();

    private static final String NAMESPACE = "com.amazonaws.dynamodb.v20120810";

    private Descriptions() {}

    static ExportDescription ofExport(Task task) {
        ExportDescription.Builder description = ExportDescription.builder();
        read(task.description(), (SdkPojo) description);
        return description.build();
    }

    static ImportTableDescription ofImport(Task task) {
        ImportTableDescription.Builder description = ImportTableDescription.builder();
        read(task.description(), (SdkPojo) description);
        return description.build();
    }

    private static void read(byte[] json, SdkPojo builder) {
        try {
            JSON.read(json, builder, NAMESPACE);
        } catch (SerializationException e) {
            throw new IllegalStateException("a stored description that cannot be read", e);
        }
    }

    /** A line of an export: {@code {"Item": …}}. */
    static PutRequest item(String line) throws SerializationException {
        PutRequest.Builder request = PutRequest.builder();
        JSON.read(line.getBytes(StandardCharsets.UTF_8), (SdkPojo) request, NAMESPACE);
        return request.build();
    }
}
