package dev.kagemusha.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.kagemusha.protocol.SerializationException;
import dev.kagemusha.protocol.shape.Member;
import dev.kagemusha.protocol.shape.Shape;
import dev.kagemusha.protocol.shape.Shapes;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkNumber;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes the body members of the SDK's structures as a stream of tokens. Formats differ in how they put blobs
 * and timestamps, and in nothing else.
 *
 * <p>Unknown members are skipped and a member that is null is one that is not there, as on AWS. A wrong type is refused
 * with the words of AWS's own parser, which name the Java types behind its services.
 *
 * <p>Thread-safe. Classes are prepared once and kept, so that no request reflects. It is long because reading and writing of a
 * kind of value belong side by side.
 */
public abstract class TokenCodec {
    /** Names up to this many characters are kept in the table of names that all requests share. */
    protected static final int KEPT_NAME = 1024;

    /** Longer than any service's names: DynamoDB's attributes may have names of 64 KB. */
    protected static final int LONGEST_NAME = 1 << 20;

    /** Deeper than any service allows, and shallow enough for any stack. */
    private static final int DEPTH = 500;

    private static final byte[] NO_BYTES = {};

    private final JsonFactory factory;
    private final JsonFactory patient;
    private final Shapes shapes = new Shapes();

    /**
     * Reads with the first format; what its table of names cannot take is read again with the second, which has no table. So a
     * client that sends names of one hash, or very long ones, neither makes reading slow nor fills the memory of others.
     *
     * @param factory the quick one: keeps names, and gives up when they are too long or too many collide
     * @param patient the same format without a table of names
     */
    protected TokenCodec(JsonFactory factory, JsonFactory patient) {
        this.factory = factory;
        this.patient = patient;
    }

    /** What may be read: values of any length, for the body's limit is theirs. */
    protected static StreamReadConstraints constraints(int longestName) {
        return StreamReadConstraints.builder()
                .maxNestingDepth(DEPTH)
                .maxStringLength(Integer.MAX_VALUE)
                .maxNameLength(longestName)
                .build();
    }

    /** The compiled shapes of what it reads and writes. */
    public final Shapes shapes() {
        return shapes;
    }

    /** Reads a blob; the parser stands at the value's token, which is not null. */
    protected abstract SdkBytes readBlob(JsonParser in, JsonToken token) throws IOException, SerializationException;

    protected abstract void writeBlob(JsonGenerator out, SdkBytes bytes) throws IOException;

    /** Reads a timestamp; the parser stands at the value's token, which is not null. */
    protected abstract Instant readTimestamp(JsonParser in, JsonToken token, Format format)
            throws IOException, SerializationException;

    protected abstract void writeTimestamp(JsonGenerator out, Instant instant, Format format) throws IOException;

    // Reading

    /**
     * Sets the members that the body holds. No body at all is an empty structure.
     *
     * @param builder a builder of the SDK, such as {@code OperationModel.newRequest()}
     * @param namespace the package that AWS's messages name its types with
     * @throws SerializationException when the body is not of the structure's shape
     */
    public void read(byte[] body, SdkPojo builder, String namespace) throws SerializationException {
        if (body.length == 0) {
            return;
        }
        try {
            try {
                read(factory, body, builder, namespace);
            } catch (StreamConstraintsException e) {
                read(patient, body, builder, namespace); // sets what was set before anew
            }
        } catch (IOException | IllegalStateException | ArithmeticException e) {
            // Broken syntax, or a number out of range; AWS says nothing more about it.
            throw new SerializationException("");
        }
    }

    private void read(JsonFactory with, byte[] body, SdkPojo builder, String namespace)
            throws IOException, SerializationException {
        try (JsonParser in = with.createParser(body)) {
            JsonToken token = in.nextToken();
            if (token != JsonToken.START_OBJECT) {
                throw new SerializationException(""); // also null
            }
            members(in, shapes.of(builder), builder, namespace);
            if (in.nextToken() != null) {
                throw new SerializationException("");
            }
        }
    }

    /** The next name, or null at the structure's end. Not every format checks the length of all its names itself. */
    private static @Nullable String nextName(JsonParser in) throws IOException, SerializationException {
        String name = in.nextFieldName();
        if (name != null && name.length() > LONGEST_NAME) {
            throw new SerializationException("");
        }
        return name;
    }

    private void members(JsonParser in, Shape shape, SdkPojo builder, String namespace)
            throws IOException, SerializationException {
        String name = nextName(in);
        while (name != null) {
            Member type = shape.body(name);
            JsonToken token = in.nextToken();
            if (type == null) {
                in.skipChildren();
            } else if (token != JsonToken.VALUE_NULL) {
                type.set(builder, value(in, token, type, false, namespace));
            }
            name = nextName(in);
        }
        if (in.currentToken() != JsonToken.END_OBJECT) {
            throw new SerializationException("");
        }
    }

    private Object value(JsonParser in, @Nullable JsonToken token, Member type, boolean inCollection, String namespace)
            throws IOException, SerializationException {
        if (token == null) {
            throw new SerializationException("");
        }
        return switch (type.kind()) {
            case STRING -> {
                if (token != JsonToken.VALUE_STRING) {
                    throw mismatch(in, token, "String");
                }
                yield in.getText();
            }
            case STRUCT -> struct(in, token, type, inCollection, namespace);
            case LIST -> list(in, token, type, namespace);
            case MAP -> map(in, token, type, namespace);
            case INTEGER -> {
                if (token == JsonToken.VALUE_NUMBER_INT) {
                    yield in.getIntValue();
                }
                yield Math.toIntExact(truncated(in, token, "Integer"));
            }
            case LONG -> {
                if (token == JsonToken.VALUE_NUMBER_INT) {
                    yield in.getLongValue();
                }
                yield truncated(in, token, "Long");
            }
            case SHORT -> exactShort(in, token);
            case BYTE -> exactByte(in, token);
            case FLOAT -> (float) decimal(in, token, "Float");
            case DOUBLE -> decimal(in, token, "Double");
            case DECIMAL -> {
                if (!token.isNumeric()) {
                    throw mismatch(in, token, "BigDecimal");
                }
                yield in.getDecimalValue();
            }
            case BOOLEAN -> bool(in, token);
            case TIMESTAMP -> readTimestamp(in, token, type.format(Format.UNIX_TIMESTAMP));
            case BYTES -> readBlob(in, token);
            case DOCUMENT -> document(in, token);
        };
    }

    private SdkPojo struct(JsonParser in, JsonToken token, Member type, boolean inCollection, String namespace)
            throws IOException, SerializationException {
        SdkPojo builder = type.newStruct();
        if (token != JsonToken.START_OBJECT) {
            if (token == JsonToken.START_ARRAY) {
                throw new SerializationException("Unrecognized collection type class " + javaType(type, namespace));
            }
            throw new SerializationException(
                    inCollection ? "Unexpected value type in payload" : "Unexpected field type");
        }
        members(in, type.struct(), builder, namespace);
        return Member.build(builder);
    }

    private List<Object> list(JsonParser in, JsonToken token, Member type, String namespace)
            throws IOException, SerializationException {
        if (token != JsonToken.START_ARRAY) {
            throw new SerializationException(
                    token == JsonToken.START_OBJECT
                            ? "Start of structure or map found where not expected"
                            : "Unexpected field type");
        }
        Member inner = type.element();
        List<Object> list = new ArrayList<>();
        JsonToken next = in.nextToken();
        while (next != JsonToken.END_ARRAY) {
            Object element = next == JsonToken.VALUE_NULL ? absent(inner) : value(in, next, inner, true, namespace);
            if (element != null) {
                list.add(element);
            }
            next = in.nextToken();
        }
        return list;
    }

    private Map<String, Object> map(JsonParser in, JsonToken token, Member type, String namespace)
            throws IOException, SerializationException {
        if (token != JsonToken.START_OBJECT) {
            throw new SerializationException(
                    token == JsonToken.START_ARRAY
                            ? "Unrecognized collection type " + javaType(type, namespace)
                            : "Unexpected field type");
        }
        Member inner = type.element();
        Map<String, Object> map = new LinkedHashMap<>();
        String name = nextName(in);
        while (name != null) {
            JsonToken next = in.nextToken();
            Object value = next == JsonToken.VALUE_NULL ? absent(inner) : value(in, next, inner, true, namespace);
            if (value != null) {
                map.put(name, value);
            }
            name = nextName(in);
        }
        if (in.currentToken() != JsonToken.END_OBJECT) {
            throw new SerializationException("");
        }
        return map;
    }

    /**
     * A null among elements: an empty structure, so that the service refuses it as it refuses one that is empty; nothing
     * for the rest.
     */
    private static @Nullable Object absent(Member inner) {
        return switch (inner.kind()) {
            case STRUCT -> Member.build(inner.newStruct());
            case DOCUMENT -> Document.fromNull();
            default -> null;
        };
    }

    private static long truncated(JsonParser in, JsonToken token, String javaType)
            throws IOException, SerializationException {
        if (!token.isNumeric()) {
            throw mismatch(in, token, javaType);
        }
        return token == JsonToken.VALUE_NUMBER_INT ? in.getLongValue() : (long) in.getDoubleValue();
    }

    private static short exactShort(JsonParser in, JsonToken token) throws IOException, SerializationException {
        long value = truncated(in, token, "Short");
        if (value != (short) value) {
            throw new SerializationException("");
        }
        return (short) value;
    }

    private static byte exactByte(JsonParser in, JsonToken token) throws IOException, SerializationException {
        long value = truncated(in, token, "Byte");
        if (value != (byte) value) {
            throw new SerializationException("");
        }
        return (byte) value;
    }

    private static double decimal(JsonParser in, JsonToken token, String javaType)
            throws IOException, SerializationException {
        if (token == JsonToken.VALUE_STRING) {
            switch (in.getText()) {
                case "NaN" -> {
                    return Double.NaN;
                }
                case "Infinity" -> {
                    return Double.POSITIVE_INFINITY;
                }
                case "-Infinity" -> {
                    return Double.NEGATIVE_INFINITY;
                }
                default -> {}
            }
        }
        if (!token.isNumeric()) {
            throw mismatch(in, token, javaType);
        }
        return in.getDoubleValue();
    }

    /** AWS's parser reads a few words as booleans and refuses the rest. */
    private static boolean bool(JsonParser in, JsonToken token) throws IOException, SerializationException {
        if (token.isBoolean()) {
            return token == JsonToken.VALUE_TRUE;
        }
        if (token != JsonToken.VALUE_STRING) {
            throw mismatch(in, token, "Boolean");
        }
        String word = in.getText();
        if (word.equalsIgnoreCase("true") || word.equals("1") || word.equalsIgnoreCase("yes")) {
            return true;
        }
        if (word.equalsIgnoreCase("false") || word.equals("0") || word.equalsIgnoreCase("no")) {
            return false;
        }
        throw new SerializationException("Unexpected token received from parser");
    }

    private Document document(JsonParser in, @Nullable JsonToken token) throws IOException, SerializationException {
        if (token == null) {
            throw new SerializationException("");
        }
        return switch (token) {
            case START_OBJECT -> {
                Map<String, Document> map = new LinkedHashMap<>();
                for (String name = nextName(in); name != null; name = nextName(in)) {
                    map.put(name, document(in, in.nextToken()));
                }
                if (in.currentToken() != JsonToken.END_OBJECT) {
                    throw new SerializationException("");
                }
                yield Document.fromMap(map);
            }
            case START_ARRAY -> {
                List<Document> list = new ArrayList<>();
                for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
                    list.add(document(in, next));
                }
                yield Document.fromList(list);
            }
            case VALUE_STRING -> Document.fromString(in.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Document.fromNumber(in.getDecimalValue());
            case VALUE_TRUE -> Document.fromBoolean(true);
            case VALUE_FALSE -> Document.fromBoolean(false);
            case VALUE_NULL -> Document.fromNull();
            default -> throw new SerializationException("");
        };
    }

    /** AWS's words for a token that is not of a simple type. */
    protected static SerializationException mismatch(JsonParser in, JsonToken token, String javaType)
            throws IOException {
        return new SerializationException(
                switch (token) {
                    case START_OBJECT -> "Start of structure or map found where not expected";
                    case START_ARRAY -> "Unrecognized collection type class java.lang." + javaType;
                    default -> tokenName(in, token) + " cannot be converted to " + javaType;
                });
    }

    private static String tokenName(JsonParser in, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_TRUE -> "TRUE_VALUE";
            case VALUE_FALSE -> "FALSE_VALUE";
            case VALUE_STRING -> "STRING_VALUE";
            case VALUE_NUMBER_INT -> "NUMBER_VALUE";
            // 1.0 is a whole number to AWS's parser.
            case VALUE_NUMBER_FLOAT -> in.getDoubleValue() % 1 == 0 ? "NUMBER_VALUE" : "DECIMAL_VALUE";
            default -> token.name();
        };
    }

    private static String javaType(Member type, String namespace) {
        return switch (type.kind()) {
            case STRUCT ->
                namespace + '.' + Member.build(type.newStruct()).getClass().getSimpleName();
            case MAP -> "java.util.Map<java.lang.String, " + javaType(type.element(), namespace) + '>';
            case LIST -> "java.util.List<" + javaType(type.element(), namespace) + '>';
            default -> type.javaType().getName();
        };
    }

    // Writing

    /** The body members of a structure, or no bytes at all when it has no members of any kind. */
    public byte[] write(SdkPojo pojo) {
        Shape shape = shapes.of(pojo);
        return shape.empty() ? NO_BYTES : write(out -> object(out, shape, pojo));
    }

    /** Writes what {@code content} writes. */
    public byte[] write(Content content) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(512)) {
            try (JsonGenerator out = factory.createGenerator(bytes)) {
                content.writeTo(out);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not of memory
        }
    }

    /** Writes the body members of a structure into an object that has been begun. */
    public void members(JsonGenerator out, SdkPojo pojo) throws IOException {
        members(out, shapes.of(pojo), pojo);
    }

    /** Something to be written. */
    @FunctionalInterface
    public interface Content {
        void writeTo(JsonGenerator out) throws IOException;
    }

    private void object(JsonGenerator out, Shape shape, SdkPojo pojo) throws IOException {
        out.writeStartObject();
        members(out, shape, pojo);
        out.writeEndObject();
    }

    private void members(JsonGenerator out, Shape shape, SdkPojo pojo) throws IOException {
        for (Member member : shape.bodyMembers()) {
            Object value = member.get(pojo);
            if (value != null) {
                out.writeFieldName(member.outToken());
                write(out, member, value);
            }
        }
    }

    private void write(JsonGenerator out, Member type, @Nullable Object value) throws IOException {
        if (value == null) {
            out.writeNull();
            return;
        }
        switch (type.kind()) {
            case STRING -> out.writeString((String) value);
            case STRUCT -> {
                SdkPojo pojo = (SdkPojo) value;
                object(out, type.struct(), pojo);
            }
            case LIST -> {
                Member inner = type.element();
                List<?> list = (List<?>) value;
                out.writeStartArray(list, list.size());
                for (int i = 0; i < list.size(); i++) {
                    write(out, inner, list.get(i));
                }
                out.writeEndArray();
            }
            case MAP -> {
                Member inner = type.element();
                Map<?, ?> map = (Map<?, ?>) value;
                out.writeStartObject(map, map.size());
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    out.writeFieldName((String) entry.getKey());
                    write(out, inner, entry.getValue());
                }
                out.writeEndObject();
            }
            case INTEGER -> out.writeNumber((Integer) value);
            case LONG -> out.writeNumber((Long) value);
            case SHORT -> out.writeNumber((Short) value);
            case BYTE -> out.writeNumber((Byte) value);
            case FLOAT -> out.writeNumber((Float) value);
            case DOUBLE -> out.writeNumber((Double) value);
            case DECIMAL -> out.writeNumber((BigDecimal) value);
            case BOOLEAN -> out.writeBoolean((Boolean) value);
            case TIMESTAMP -> writeTimestamp(out, (Instant) value, type.format(Format.UNIX_TIMESTAMP));
            case BYTES -> writeBlob(out, (SdkBytes) value);
            case DOCUMENT -> write(out, (Document) value);
        }
    }

    private void write(JsonGenerator out, Document document) throws IOException {
        if (document.isNull()) {
            out.writeNull();
        } else if (document.isString()) {
            out.writeString(document.asString());
        } else if (document.isBoolean()) {
            out.writeBoolean(document.asBoolean());
        } else if (document.isNumber()) {
            write(out, document.asNumber());
        } else if (document.isList()) {
            out.writeStartArray();
            for (Document element : document.asList()) {
                write(out, element);
            }
            out.writeEndArray();
        } else {
            out.writeStartObject();
            for (Map.Entry<String, Document> entry : document.asMap().entrySet()) {
                out.writeFieldName(entry.getKey());
                write(out, entry.getValue());
            }
            out.writeEndObject();
        }
    }

    private static void write(JsonGenerator out, SdkNumber number) throws IOException {
        BigDecimal exact = new BigDecimal(number.stringValue());
        BigInteger whole = exact.scale() <= 0 && exact.precision() - exact.scale() < 40 ? exact.toBigInteger() : null;
        if (whole != null) {
            out.writeNumber(whole);
        } else {
            out.writeNumber(exact);
        }
    }
}
