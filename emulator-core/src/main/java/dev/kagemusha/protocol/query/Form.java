package dev.kagemusha.protocol.query;

import dev.kagemusha.http.QueryString;
import dev.kagemusha.protocol.SerializationException;
import dev.kagemusha.protocol.shape.Member;
import dev.kagemusha.protocol.shape.Scalars;
import dev.kagemusha.protocol.shape.Shape;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A form's parameters as the tree that their dotted names ({@code Tags.member.1.Key}) describe. Of a repeated name the first
 * counts; a name of too many parts is left out, as it can belong to no structure.
 */
final class Form {
    /** The deepest of AWS's, a metric's dimension in a query of CloudWatch, has nine parts. */
    private static final int MAX_DEPTH = 16;

    private static final String COMPLEX = "Unexpected complex element termination";
    private static final String LIST = "Unexpected list element termination";

    private Map<String, Form> children = Map.of();
    private @Nullable String value;

    private Form() {}

    static Form of(QueryString parameters) {
        Form root = new Form();
        for (int i = 0; i < parameters.size(); i++) {
            root.put(parameters.name(i), parameters.value(i));
        }
        return root;
    }

    private void put(String name, String text) {
        int parts = 1;
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == '.' && ++parts > MAX_DEPTH) {
                return;
            }
        }
        Form node = this;
        int start = 0;
        while (start <= name.length()) {
            int dot = name.indexOf('.', start);
            int end = dot < 0 ? name.length() : dot;
            node = node.child(name.substring(start, end));
            start = end + 1;
        }
        if (node.value == null) {
            node.value = text;
        }
    }

    /** Most nodes have no child or one: a body of ten megabytes can be a million of them. */
    private Form child(String name) {
        Form known = children.get(name);
        if (known != null) {
            return known;
        }
        if (children.isEmpty()) {
            Form only = new Form();
            children = Map.of(name, only);
            return only;
        }
        if (children.size() == 1) {
            children = new HashMap<>(children);
        }
        Form made = new Form();
        children.put(name, made);
        return made;
    }

    void read(Shape shape, SdkPojo builder) throws SerializationException {
        for (Member member : shape.body()) {
            Form child = children.get(member.in());
            Object read = child == null ? null : child.value(member, member.flattened());
            if (read != null) {
                member.set(builder, read);
            }
        }
    }

    /** The value of a member, or null when nothing below this name belongs to it. */
    private @Nullable Object value(Member member, boolean flattened) throws SerializationException {
        return switch (member.kind()) {
            case STRUCT -> {
                if (children.isEmpty() && value != null && !value.isEmpty()) {
                    throw malformed(COMPLEX);
                }
                SdkPojo builder = member.newStruct();
                read(member.struct(), builder);
                yield Member.build(builder);
            }
            case LIST -> list(member, flattened);
            case MAP -> map(member, flattened);
            case DOCUMENT -> null; // has no form here
            default -> {
                if (value == null) {
                    throw malformed(COMPLEX);
                }
                yield scalar(member, value);
            }
        };
    }

    private @Nullable Object list(Member member, boolean flattened) throws SerializationException {
        Form entries = flattened ? this : children.get(member.elementName());
        if (entries == null || entries.children.isEmpty()) {
            if (children.isEmpty() && value != null && !value.isEmpty()) {
                throw malformed(LIST);
            }
            return isEmptyCollection() ? new ArrayList<>() : null;
        }
        List<Object> list = new ArrayList<>();
        for (Form entry : entries.numbered()) {
            Object element = entry.value(member.element(), false);
            if (element != null) {
                list.add(element);
            }
        }
        return list;
    }

    private @Nullable Object map(Member member, boolean flattened) throws SerializationException {
        Form entries = flattened ? this : children.get(member.elementName());
        if (entries == null || entries.children.isEmpty()) {
            return isEmptyCollection() ? new LinkedHashMap<>() : null;
        }
        Map<String, Object> map = new LinkedHashMap<>();
        for (Form entry : entries.numbered()) {
            Form key = entry.children.get(member.keyName());
            Form content = entry.children.get(member.valueName());
            Object read = content == null ? null : content.value(member.element(), false);
            if (key == null || key.value == null || read == null) {
                throw malformed(COMPLEX);
            }
            map.put(key.value, read);
        }
        return map;
    }

    /** A list that a client has set to be empty is its name without a value. */
    private boolean isEmptyCollection() {
        return children.isEmpty() && value != null && value.isEmpty();
    }

    private Iterable<Form> numbered() throws SerializationException {
        TreeMap<Integer, Form> sorted = new TreeMap<>();
        for (Map.Entry<String, Form> child : children.entrySet()) {
            try {
                sorted.put(Integer.valueOf(child.getKey()), child.getValue());
            } catch (NumberFormatException e) {
                throw malformed(LIST);
            }
        }
        return sorted.values();
    }

    private static Object scalar(Member member, String text) throws SerializationException {
        try {
            return Scalars.parse(member, text, Format.ISO_8601);
        } catch (IllegalArgumentException e) {
            throw malformed(
                    switch (member.kind()) {
                        case TIMESTAMP -> "timestamp must follow ISO8601";
                        case BOOLEAN -> "boolean must follow xsd1.1 definition";
                        default -> "";
                    });
        }
    }

    /** As AWS's query front end words it. */
    private static SerializationException malformed(String message) {
        return new SerializationException("MalformedInput", message);
    }
}
