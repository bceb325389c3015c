package dev.kagemusha.s3.form;

import dev.kagemusha.protocol.SerializationException;
import dev.kagemusha.protocol.shape.Shapes;
import dev.kagemusha.protocol.xml.XmlReader;
import dev.kagemusha.s3.S3Errors;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The field {@code tagging}: the XML of PutObjectTagging, where PutObject has a query string. */
final class TagsField {
    private final XmlReader reader = new XmlReader();
    private final Shapes shapes = new Shapes();

    /** The value of {@code x-amz-tagging} that says the same. A document of another kind says no tags, as on S3. */
    String header(String document) {
        Tagging.Builder tagging = Tagging.builder();
        try {
            reader.read(document.getBytes(StandardCharsets.UTF_8), "", shapes.of(tagging), tagging);
        } catch (SerializationException e) {
            throw S3Errors.malformedXml();
        }
        StringBuilder query = new StringBuilder();
        for (Tag tag : tagging.build().tagSet()) {
            if (tag.key() == null || tag.value() == null) {
                throw S3Errors.malformedXml();
            }
            query.append(query.isEmpty() ? "" : "&")
                    .append(URLEncoder.encode(tag.key(), StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(tag.value(), StandardCharsets.UTF_8));
        }
        return query.toString();
    }
}
