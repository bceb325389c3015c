package dev.kagemusha.dynamodb.movement;

import com.amazon.ion.IonReader;
import com.amazon.ion.IonType;
import com.amazon.ion.IonWriter;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.Value;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Items in Amazon Ion, as exports write them and imports read them: numbers are decimals, sets are lists with the annotation
 * {@code $dynamodb_SS}, {@code $dynamodb_NS} or {@code $dynamodb_BS}.
 */
final class Ion {
    private static final String TEXTS = "$dynamodb_SS";
    private static final String NUMBERS = "$dynamodb_NS";
    private static final String BINARIES = "$dynamodb_BS";

    private Ion() {}

    static void write(IonWriter out, Item item) throws IOException {
        write(out, item.attributes());
    }

    private static void write(IonWriter out, Map<String, Value> members) throws IOException {
        out.stepIn(IonType.STRUCT);
        for (Map.Entry<String, Value> member : members.entrySet()) {
            out.setFieldName(member.getKey());
            write(out, member.getValue());
        }
        out.stepOut();
    }

    private static void write(IonWriter out, Value value) throws IOException {
        switch (value) {
            case Value.S text -> out.writeString(text.value());
            case Value.N number -> out.writeDecimal(new BigDecimal(number.text()));
            case Value.B binary -> out.writeBlob(binary.bytes().asByteArray());
            case Value.Bool truth -> out.writeBool(truth == Value.Bool.TRUE);
            case Value.Null ignored -> out.writeNull();
            case Value.M map -> write(out, map.entries());
            case Value.L list -> {
                out.stepIn(IonType.LIST);
                for (Value each : list.values()) {
                    write(out, each);
                }
                out.stepOut();
            }
            case Value.SS texts -> {
                begin(out, TEXTS);
                for (String each : texts.values()) {
                    out.writeString(each);
                }
                out.stepOut();
            }
            case Value.NS numbers -> {
                begin(out, NUMBERS);
                for (String each : numbers.values()) {
                    out.writeDecimal(new BigDecimal(each));
                }
                out.stepOut();
            }
            case Value.BS binaries -> {
                begin(out, BINARIES);
                for (SdkBytes each : binaries.values()) {
                    out.writeBlob(each.asByteArray());
                }
                out.stepOut();
            }
        }
    }

    private static void begin(IonWriter out, String annotation) throws IOException {
        out.setTypeAnnotations(annotation);
        out.stepIn(IonType.LIST);
    }

    /** The struct that the reader stands before its members of. */
    static Map<String, AttributeValue> readStruct(IonReader in) {
        Map<String, AttributeValue> members = new LinkedHashMap<>();
        in.stepIn();
        while (in.next() != null) {
            members.put(in.getFieldName(), read(in));
        }
        in.stepOut();
        return members;
    }

    private static AttributeValue read(IonReader in) {
        if (in.isNullValue()) {
            return AttributeValue.fromNul(true);
        }
        return switch (in.getType()) {
            case STRING, SYMBOL -> AttributeValue.fromS(in.stringValue());
            case INT -> AttributeValue.fromN(in.bigIntegerValue().toString());
            case DECIMAL -> AttributeValue.fromN(in.bigDecimalValue().toPlainString());
            case FLOAT -> AttributeValue.fromN(new BigDecimal(in.doubleValue()).toPlainString());
            case BOOL -> AttributeValue.fromBool(in.booleanValue());
            case BLOB, CLOB -> AttributeValue.fromB(SdkBytes.fromByteArray(in.newBytes()));
            case TIMESTAMP -> AttributeValue.fromS(in.timestampValue().toString());
            case STRUCT -> AttributeValue.fromM(readStruct(in));
            case LIST, SEXP -> list(in, in.getTypeAnnotations());
            default -> AttributeValue.fromNul(true);
        };
    }

    private static AttributeValue list(IonReader in, String[] annotations) {
        @Nullable String set = annotations.length == 0 ? null : annotations[0];
        List<AttributeValue> values = new ArrayList<>();
        in.stepIn();
        while (in.next() != null) {
            values.add(read(in));
        }
        in.stepOut();
        if (set == null) {
            return AttributeValue.fromL(values);
        }
        return switch (set) {
            case TEXTS ->
                AttributeValue.fromSs(values.stream().map(AttributeValue::s).toList());
            case NUMBERS ->
                AttributeValue.fromNs(values.stream().map(AttributeValue::n).toList());
            case BINARIES ->
                AttributeValue.fromBs(values.stream().map(AttributeValue::b).toList());
            default -> AttributeValue.fromL(values);
        };
    }
}
