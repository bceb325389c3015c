package dev.kagemusha.protocol.xml;

import dev.kagemusha.protocol.shape.Kind;
import dev.kagemusha.protocol.shape.Member;
import dev.kagemusha.protocol.shape.Scalars;
import dev.kagemusha.protocol.shape.Shape;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;
import software.amazon.awssdk.core.traits.XmlAttributesTrait;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One XML document, written straight into UTF-8 bytes: names come as bytes from the compiled shapes, and text that needs no
 * escape is copied.
 *
 * <p>Characters that XML 1.0 has no form for are written as references (U+0001 as {@literal &}#x1;), which most parsers refuse. S3 does
 * the same, and offers {@code encoding-type=url} for such keys.
 */
public final class XmlWriter {
    private static final byte[] DECLARATION =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.UTF_8);

    private final Buffers buffers;
    private final boolean millis;
    private byte[] bytes;
    private int length;

    /** @param millis whether timestamps always have milliseconds, as S3 writes them */
    public XmlWriter(Buffers buffers, boolean millis) {
        this.buffers = buffers;
        this.bytes = buffers.take();
        this.millis = millis;
    }

    public XmlWriter declaration() {
        return raw(DECLARATION);
    }

    /** {@code <name xmlns="…">}. */
    public XmlWriter open(String name, @Nullable String namespace) {
        ascii("<").text(name);
        if (namespace != null) {
            ascii(" xmlns=\"").text(namespace).ascii("\"");
        }
        return ascii(">");
    }

    public XmlWriter close(String name) {
        return ascii("</").text(name).ascii(">");
    }

    /** An element that holds text. */
    public XmlWriter element(String name, String text) {
        return open(name, null).text(text).close(name);
    }

    /** The members of a structure that travel in the body, in the model's order. */
    public XmlWriter members(Shape shape, SdkPojo pojo) {
        List<Member> body = shape.body();
        for (int i = 0; i < body.size(); i++) {
            Member member = body.get(i);
            Object value = member.get(pojo);
            if (value != null) {
                member(member, value);
            }
        }
        return this;
    }

    /**
     * The same, with the elements of some flattened lists in one order: each under its list's name, where the first of these lists stands.
     *
     * @param mixed elements of the structure's lists, all of each list's
     */
    public XmlWriter members(Shape shape, SdkPojo pojo, List<? extends SdkPojo> mixed) {
        if (mixed.isEmpty()) {
            return members(shape, pojo);
        }
        IdentityHashMap<Object, Member> lists = new IdentityHashMap<>();
        for (Member member : shape.body()) {
            if (member.flattened() && member.get(pojo) instanceof List<?> elements) {
                elements.forEach(element -> lists.put(element, member));
            }
        }
        Set<Member> theirs = new HashSet<>();
        mixed.forEach(element -> theirs.add(Objects.requireNonNull(lists.get(element))));
        boolean written = false;
        for (Member member : shape.body()) {
            Object value = member.get(pojo);
            if (!theirs.contains(member)) {
                if (value != null) {
                    member(member, value);
                }
            } else if (!written) {
                written = true;
                for (SdkPojo element : mixed) {
                    Member list = Objects.requireNonNull(lists.get(element));
                    value(list.outBytes(), list.element(), element);
                }
            }
        }
        return this;
    }

    private void member(Member member, Object value) {
        switch (member.kind()) {
            case LIST -> list(member, (List<?>) value);
            case MAP -> map(member, (Map<?, ?>) value);
            default -> value(member.outBytes(), member, value);
        }
    }

    private void list(Member member, List<?> values) {
        byte[] name = member.flattened() ? member.outBytes() : member.elementBytes();
        if (!member.flattened()) {
            open(member.outBytes());
        }
        Member element = member.element();
        for (int i = 0; i < values.size(); i++) {
            value(name, element, values.get(i));
        }
        if (!member.flattened()) {
            close(member.outBytes());
        }
    }

    private void map(Member member, Map<?, ?> entries) {
        byte[] name = member.flattened() ? member.outBytes() : member.elementBytes();
        if (!member.flattened()) {
            open(member.outBytes());
        }
        byte[] valueName = member.valueName().getBytes(StandardCharsets.UTF_8);
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            open(name);
            element(member.keyName(), (String) entry.getKey());
            value(valueName, member.element(), entry.getValue());
            close(name);
        }
        if (!member.flattened()) {
            close(member.outBytes());
        }
    }

    /** A value under a name of its own; a list inside a list or map is always wrapped. */
    private void value(byte[] name, Member member, @Nullable Object value) {
        if (value == null) {
            open(name);
            close(name);
            return;
        }
        switch (member.kind()) {
            case STRUCT -> {
                SdkPojo pojo = (SdkPojo) value;
                Map<String, XmlAttributesTrait.AttributeAccessors> attributes = member.xmlAttributes();
                if (attributes == null) {
                    open(name);
                } else {
                    ascii("<").raw(name);
                    attributes(attributes, pojo);
                    ascii(">");
                }
                members(member.struct(), pojo);
            }
            case LIST -> {
                open(name);
                for (Object each : (List<?>) value) {
                    value(member.elementBytes(), member.element(), each);
                }
            }
            case MAP -> {
                open(name);
                for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                    open(member.elementBytes());
                    element(member.keyName(), (String) entry.getKey());
                    value(member.valueName().getBytes(StandardCharsets.UTF_8), member.element(), entry.getValue());
                    close(member.elementBytes());
                }
            }
            default -> {
                open(name);
                scalar(member, value);
            }
        }
        close(name);
    }

    private void attributes(Map<String, XmlAttributesTrait.AttributeAccessors> attributes, SdkPojo pojo) {
        for (Map.Entry<String, XmlAttributesTrait.AttributeAccessors> attribute : attributes.entrySet()) {
            String value = attribute.getValue().attributeGetter().apply(pojo);
            if (value != null) {
                ascii(" ")
                        .text(attribute.getKey())
                        .ascii("=\"")
                        .attribute(value)
                        .ascii("\"");
            }
        }
    }

    private void scalar(Member member, Object value) {
        Kind kind = member.kind();
        if (kind == Kind.STRING) {
            text((String) value);
        } else if (kind == Kind.LONG || kind == Kind.INTEGER) {
            number(((Number) value).longValue());
        } else {
            text(Scalars.format(member, value, Format.ISO_8601, millis));
        }
    }

    private void number(long value) {
        if (value < 0) {
            text(Long.toString(value));
            return;
        }
        ensure(20);
        int digits = 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    /** Escaped text of an attribute, where a reader makes blanks of tabs and line feeds that are no references. */
    private XmlWriter attribute(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\t' || c == '\n') {
                ensure(8);
                reference(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < text.length()) {
                text(text.substring(i, i + 2));
                i++;
            } else {
                text(String.valueOf(c));
            }
        }
        return this;
    }

    /** Escaped text of an element. */
    public XmlWriter text(String text) {
        int count = text.length();
        ensure(count * 3);
        int at = 0;
        while (at < count) {
            at = plain(text, at, count);
            if (at < count) {
                at = special(text, at) + 1;
                ensure((count - at) * 3);
            }
        }
        return this;
    }

    /** Copies up to the first character that is not plain ASCII; in locals, which the compiler keeps in registers. */
    private int plain(String text, int from, int count) {
        byte[] out = bytes;
        int to = length;
        int at = from;
        while (at < count) {
            char c = text.charAt(at);
            if (c < ' ' || c >= 0x7f || c == '<' || c == '&' || c == '>' || c == '"') {
                break;
            }
            out[to++] = (byte) c;
            at++;
        }
        length = to;
        return at;
    }

    /** Writes what is not plain ASCII; returns the index of the last character it took. */
    private int special(String text, int at) {
        char c = text.charAt(at);
        ensure(12);
        switch (c) {
            case '<' -> ascii("&lt;");
            case '>' -> ascii("&gt;");
            case '&' -> ascii("&amp;");
            case '"' -> ascii("&quot;");
            case '\t', '\n' -> bytes[length++] = (byte) c;
            default -> {
                if (c < ' ' || c == 0x7f || c == 0xfffe || c == 0xffff) {
                    reference(c);
                } else if (c < 0x800) {
                    bytes[length++] = (byte) (0xc0 | (c >> 6));
                    bytes[length++] = (byte) (0x80 | (c & 0x3f));
                } else if (Character.isHighSurrogate(c)
                        && at + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(at + 1))) {
                    int point = Character.toCodePoint(c, text.charAt(at + 1));
                    bytes[length++] = (byte) (0xf0 | (point >> 18));
                    bytes[length++] = (byte) (0x80 | ((point >> 12) & 0x3f));
                    bytes[length++] = (byte) (0x80 | ((point >> 6) & 0x3f));
                    bytes[length++] = (byte) (0x80 | (point & 0x3f));
                    return at + 1;
                } else if (Character.isSurrogate(c)) {
                    bytes[length++] = '?'; // half a character has no form in UTF-8
                } else {
                    bytes[length++] = (byte) (0xe0 | (c >> 12));
                    bytes[length++] = (byte) (0x80 | ((c >> 6) & 0x3f));
                    bytes[length++] = (byte) (0x80 | (c & 0x3f));
                }
            }
        }
        return at;
    }

    /** A carriage return must be a reference, or the reader's parser makes a line feed of it. */
    private void reference(char c) {
        ascii("&#x");
        boolean leading = true;
        for (int shift = 12; shift >= 0; shift -= 4) {
            int digit = (c >> shift) & 0xf;
            if (digit != 0 || !leading || shift == 0) {
                bytes[length++] = HEX[digit];
                leading = false;
            }
        }
        bytes[length++] = ';';
    }

    private void open(byte[] name) {
        ensure(name.length + 2);
        bytes[length++] = '<';
        System.arraycopy(name, 0, bytes, length, name.length);
        length += name.length;
        bytes[length++] = '>';
    }

    private void close(byte[] name) {
        ensure(name.length + 3);
        bytes[length++] = '<';
        bytes[length++] = '/';
        System.arraycopy(name, 0, bytes, length, name.length);
        length += name.length;
        bytes[length++] = '>';
    }

    private XmlWriter raw(byte[] more) {
        ensure(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
        return this;
    }

    private XmlWriter ascii(String text) {
        ensure(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
        return this;
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    /** The document; the writer is of no use after it. */
    public byte[] toBytes() {
        byte[] document = Arrays.copyOf(bytes, length);
        buffers.giveBack(bytes);
        bytes = document;
        return document;
    }
}
