package dev.kagemusha.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.kagemusha.protocol.SerializationException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;
import software.amazon.awssdk.utils.DateUtils;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/** The JSON of awsJson and restJson1: blobs in base 64, timestamps in seconds unless the member says otherwise. */
public final class JsonCodec extends TokenCodec {
    public JsonCodec() {
        super(
                factory(KEPT_NAME).build(),
                factory(LONGEST_NAME)
                        .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, false)
                        .build());
    }

    private static JsonFactoryBuilder factory(int longestName) {
        return new JsonFactoryBuilder()
                .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false) // keys of maps are the clients' to choose
                .configure(JsonWriteFeature.WRITE_NAN_AS_STRINGS, true)
                .streamReadConstraints(constraints(longestName));
    }

    @Override
    protected SdkBytes readBlob(JsonParser in, JsonToken token) throws IOException, SerializationException {
        if (token != JsonToken.VALUE_STRING) {
            throw new SerializationException(
                    switch (token) {
                        case START_OBJECT -> "Start of structure or map found where not expected";
                        case START_ARRAY -> "Unrecognized collection type class java.nio.ByteBuffer";
                        default -> "only base-64-encoded strings are convertible to bytes";
                    });
        }
        String text = in.getText();
        if (text.length() % 4 != 0) {
            throw new SerializationException(
                    "Base64 encoded length is expected a multiple of 4 bytes but found: " + text.length());
        }
        try {
            return SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new SerializationException("Invalid last non-pad Base64 character dectected"); // as AWS spells it
        }
    }

    @Override
    protected void writeBlob(JsonGenerator out, SdkBytes bytes) throws IOException {
        out.writeBinary(bytes.asByteArrayUnsafe());
    }

    @Override
    protected Instant readTimestamp(JsonParser in, JsonToken token, Format format)
            throws IOException, SerializationException {
        try {
            if (token == JsonToken.VALUE_NUMBER_INT) {
                long value = in.getLongValue();
                return format == Format.UNIX_TIMESTAMP_MILLIS
                        ? Instant.ofEpochMilli(value)
                        : Instant.ofEpochSecond(value);
            }
            if (token == JsonToken.VALUE_NUMBER_FLOAT) {
                BigDecimal value = in.getDecimalValue();
                if (value.precision() - value.scale() > 20) {
                    throw new SerializationException("");
                }
                return format == Format.UNIX_TIMESTAMP_MILLIS
                        ? Instant.ofEpochMilli(value.longValue())
                        : Instant.ofEpochMilli(value.movePointRight(3).longValue());
            }
            if (token == JsonToken.VALUE_STRING) {
                String text = in.getText();
                return format == Format.RFC_822 ? DateUtils.parseRfc822Date(text) : DateUtils.parseIso8601Date(text);
            }
        } catch (DateTimeException e) {
            throw new SerializationException("STRING_VALUE cannot be converted to milliseconds since epoch");
        }
        throw mismatch(in, token, "milliseconds since epoch");
    }

    @Override
    protected void writeTimestamp(JsonGenerator out, Instant instant, Format format) throws IOException {
        if (format == Format.ISO_8601) {
            out.writeString(DateUtils.formatIso8601Date(instant));
        } else if (format == Format.RFC_822) {
            out.writeString(DateUtils.formatRfc822Date(instant));
        } else if (format == Format.UNIX_TIMESTAMP_MILLIS) {
            out.writeNumber(instant.toEpochMilli());
        } else {
            long millis = instant.toEpochMilli();
            if (millis % 1000 == 0) {
                out.writeNumber(millis / 1000);
            } else {
                out.writeNumber(BigDecimal.valueOf(millis, 3));
            }
        }
    }
}
