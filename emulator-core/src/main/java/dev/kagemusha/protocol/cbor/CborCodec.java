package dev.kagemusha.protocol.cbor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORFactoryBuilder;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import dev.kagemusha.protocol.SerializationException;
import dev.kagemusha.protocol.json.TokenCodec;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;

/** CBOR: blobs are byte strings, timestamps are numbers under tag 1, in seconds or (Kinesis) in milliseconds. */
public final class CborCodec extends TokenCodec {
    private static final int EPOCH_TAG = 1;

    private final boolean millis;

    private CborCodec(boolean millis) {
        super(
                factory(KEPT_NAME).build(),
                factory(LONGEST_NAME)
                        .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, false)
                        .build());
        this.millis = millis;
    }

    private static CBORFactoryBuilder factory(int longestName) {
        return CBORFactory.builder()
                // A text that JSON brought with half a surrogate pair has no UTF-8: U+FFFD stands for it.
                .enable(CBORGenerator.Feature.LENIENT_UTF_ENCODING)
                .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false) // keys of maps are the clients' to choose
                .streamReadConstraints(constraints(longestName));
    }

    /** As RFC 8949 and Smithy have it. */
    public static CborCodec inSeconds() {
        return new CborCodec(false);
    }

    /** As {@code application/x-amz-cbor-1.1} has it. */
    public static CborCodec inMilliseconds() {
        return new CborCodec(true);
    }

    @Override
    protected SdkBytes readBlob(JsonParser in, JsonToken token) throws IOException, SerializationException {
        if (token != JsonToken.VALUE_EMBEDDED_OBJECT || !(in.getEmbeddedObject() instanceof byte[] bytes)) {
            throw mismatch(in, token, "ByteBuffer");
        }
        return SdkBytes.fromByteArrayUnsafe(bytes);
    }

    @Override
    protected void writeBlob(JsonGenerator out, SdkBytes bytes) throws IOException {
        out.writeBinary(bytes.asByteArrayUnsafe());
    }

    @Override
    protected Instant readTimestamp(JsonParser in, JsonToken token, Format format)
            throws IOException, SerializationException {
        if (!token.isNumeric()) {
            throw mismatch(in, token, "milliseconds since epoch");
        }
        try {
            if (token == JsonToken.VALUE_NUMBER_INT) {
                return millis ? Instant.ofEpochMilli(in.getLongValue()) : Instant.ofEpochSecond(in.getLongValue());
            }
            double value = in.getDoubleValue();
            if (!(Math.abs(value) < 1e17)) {
                throw new SerializationException("");
            }
            return Instant.ofEpochMilli(Math.round(millis ? value : value * 1000));
        } catch (DateTimeException e) {
            throw new SerializationException("");
        }
    }

    @Override
    protected void writeTimestamp(JsonGenerator out, Instant instant, Format format) throws IOException {
        ((CBORGenerator) out).writeTag(EPOCH_TAG);
        if (millis) {
            out.writeNumber(instant.toEpochMilli());
        } else {
            out.writeNumber(BigDecimal.valueOf(instant.toEpochMilli(), 3).doubleValue());
        }
    }
}
