package dev.kagemusha.dynamodb.item;

import software.amazon.awssdk.core.SdkBytes;

import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Values as AWS's error messages write them, such as {@code {S:a}} and {@code {B:eg==}}. */
public final class Texts {
    private Texts() {}

    /** The value with its type in braces. */
    public static String of(Value value) {
        StringBuilder text = new StringBuilder();
        append(value, text);
        return text.toString();
    }

    static String base64(SdkBytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe());
    }

    private static void append(Value value, StringBuilder text) {
        text.append('{').append(value.type().code()).append(':');
        switch (value) {
            case Value.S s -> text.append(s.value());
            case Value.N n -> text.append(n.text());
            case Value.B b -> text.append(base64(b.bytes()));
            case Value.Bool bool -> text.append(bool.value());
            case Value.Null ignored -> text.append(true);
            case Value.SS set -> text.append(set.values());
            case Value.NS set -> text.append(set.values());
            case Value.BS set -> appendBinaries(set.values(), text);
            case Value.L list -> appendList(list.values(), text);
            case Value.M map -> appendMap(map.entries(), text);
        }
        text.append('}');
    }

    private static void appendBinaries(List<SdkBytes> values, StringBuilder text) {
        text.append('[');
        for (int i = 0; i < values.size(); i++) {
            text.append(i == 0 ? "" : ", ").append(base64(values.get(i)));
        }
        text.append(']');
    }

    private static void appendList(List<Value> values, StringBuilder text) {
        text.append('[');
        for (int i = 0; i < values.size(); i++) {
            text.append(i == 0 ? "" : ", ");
            append(values.get(i), text);
        }
        text.append(']');
    }

    private static void appendMap(Map<String, Value> entries, StringBuilder text) {
        text.append('{');
        Iterator<Map.Entry<String, Value>> rest = entries.entrySet().iterator();
        while (rest.hasNext()) {
            Map.Entry<String, Value> entry = rest.next();
            text.append(entry.getKey()).append('=');
            append(entry.getValue(), text);
            text.append(rest.hasNext() ? ", " : "");
        }
        text.append('}');
    }
}
