package dev.kagemusha.dynamodb.item;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Items as bytes for storage.
 *
 * <pre>
 * item  := version(1) count(varint) { name(text) value }
 * text  := length(varint) UTF-8 bytes
 * value := tag(1) payload
 * S, B  := length(varint) bytes            N   := zigzag varint when it fits a long, else text
 * SS, NS, BS := bytes(4) count(varint) { element }
 * L, M  := bytes(4) count(varint) { value } or { name value }
 * </pre>
 *
 * <p>Every payload can be stepped over without reading it, so that {@link #decode(byte[], Set)} and {@link #get} build
 * only what they are asked for. The first byte is the version of the format; a reader refuses one it does not know.
 */
public final class ItemCodec {
    private static final byte VERSION = 1;

    private static final int TAG_S = 1;
    private static final int TAG_N_LONG = 2;
    private static final int TAG_N_TEXT = 3;
    private static final int TAG_B = 4;
    private static final int TAG_FALSE = 5;
    private static final int TAG_TRUE = 6;
    private static final int TAG_NULL = 7;
    private static final int TAG_SS = 8;
    private static final int TAG_NS = 9;
    private static final int TAG_BS = 10;
    private static final int TAG_L = 11;
    private static final int TAG_M = 12;

    private ItemCodec() {}

    /** The bytes of {@code item}. */
    public static byte[] encode(Item item) {
        ByteWriter out = new ByteWriter(256);
        out.write(VERSION);
        out.writeVarint(item.count());
        for (Map.Entry<String, Value> attribute : item) {
            out.writeText(attribute.getKey());
            write(attribute.getValue(), out);
        }
        return out.toByteArray();
    }

    /** The item that {@code bytes} hold. */
    public static Item decode(byte[] bytes) {
        Reader in = new Reader(bytes);
        int count = in.begin();
        Map<String, Value> attributes = LinkedHashMap.newLinkedHashMap(count);
        for (int i = 0; i < count; i++) {
            attributes.put(in.text(), in.value());
        }
        return Item.of(attributes);
    }

    /** Only the top-level attributes {@code names} of the item that {@code bytes} hold. */
    public static Item decode(byte[] bytes, Set<String> names) {
        Reader in = new Reader(bytes);
        int count = in.begin();
        Map<String, Value> attributes = LinkedHashMap.newLinkedHashMap(Math.min(count, names.size()));
        for (int i = 0; i < count && attributes.size() < names.size(); i++) {
            String name = in.text();
            if (names.contains(name)) {
                attributes.put(name, in.value());
            } else {
                in.skip();
            }
        }
        return Item.of(attributes);
    }

    /** The top-level attribute {@code name} of the item that {@code bytes} hold, or null. */
    public static @Nullable Value get(byte[] bytes, String name) {
        return decode(bytes, Set.of(name)).get(name);
    }

    private static void write(Value value, ByteWriter out) {
        switch (value) {
            case Value.S s -> {
                out.write(TAG_S);
                out.writeText(s.value());
            }
            case Value.N n -> writeNumber(n.text(), out);
            case Value.B b -> {
                out.write(TAG_B);
                out.writeBytes(b.bytes().asByteArrayUnsafe());
            }
            case Value.Bool bool -> out.write(bool.value() ? TAG_TRUE : TAG_FALSE);
            case Value.Null ignored -> out.write(TAG_NULL);
            case Value.SS set -> {
                int start = begin(TAG_SS, set.values().size(), out);
                for (String element : set.values()) {
                    out.writeText(element);
                }
                out.endSized(start);
            }
            case Value.NS set -> {
                int start = begin(TAG_NS, set.values().size(), out);
                for (String element : set.values()) {
                    writeNumber(element, out);
                }
                out.endSized(start);
            }
            case Value.BS set -> {
                int start = begin(TAG_BS, set.values().size(), out);
                for (SdkBytes element : set.values()) {
                    out.writeBytes(element.asByteArrayUnsafe());
                }
                out.endSized(start);
            }
            case Value.L list -> {
                int start = begin(TAG_L, list.values().size(), out);
                for (Value element : list.values()) {
                    write(element, out);
                }
                out.endSized(start);
            }
            case Value.M map -> {
                int start = begin(TAG_M, map.entries().size(), out);
                for (Map.Entry<String, Value> entry : map.entries().entrySet()) {
                    out.writeText(entry.getKey());
                    write(entry.getValue(), out);
                }
                out.endSized(start);
            }
        }
    }

    private static int begin(int tag, int count, ByteWriter out) {
        out.write(tag);
        int start = out.beginSized();
        out.writeVarint(count);
        return start;
    }

    private static void writeNumber(String text, ByteWriter out) {
        if (Numbers.isShortInteger(text)) {
            long number = Long.parseLong(text);
            out.write(TAG_N_LONG);
            out.writeVarint((number << 1) ^ (number >> 63));
        } else {
            out.write(TAG_N_TEXT);
            out.writeText(text);
        }
    }

    private static final class Reader {
        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        int begin() {
            if (bytes[at++] != VERSION) {
                throw new IllegalStateException("an item in unknown format " + bytes[0]);
            }
            return length();
        }

        Value value() {
            int tag = bytes[at++];
            return switch (tag) {
                case TAG_S -> new Value.S(text());
                case TAG_N_LONG, TAG_N_TEXT -> new Value.N(number(tag));
                case TAG_B -> new Value.B(binary());
                case TAG_FALSE -> Value.Bool.FALSE;
                case TAG_TRUE -> Value.Bool.TRUE;
                case TAG_NULL -> Value.Null.NULL;
                case TAG_SS -> new Value.SS(strings());
                case TAG_NS -> new Value.NS(numbers());
                case TAG_BS -> new Value.BS(binaries());
                case TAG_L -> new Value.L(list());
                case TAG_M -> new Value.M(map());
                default -> throw unknown(tag);
            };
        }

        void skip() {
            int tag = bytes[at++];
            switch (tag) {
                case TAG_S, TAG_B, TAG_N_TEXT -> {
                    int length = length();
                    at += length;
                }
                case TAG_N_LONG -> varint();
                case TAG_FALSE, TAG_TRUE, TAG_NULL -> {}
                case TAG_SS, TAG_NS, TAG_BS, TAG_L, TAG_M -> {
                    int size = (bytes[at] & 0xFF) << 24
                            | (bytes[at + 1] & 0xFF) << 16
                            | (bytes[at + 2] & 0xFF) << 8
                            | (bytes[at + 3] & 0xFF);
                    at += 4 + size;
                }
                default -> throw unknown(tag);
            }
        }

        String text() {
            int length = length();
            String text = new String(bytes, at, length, StandardCharsets.UTF_8);
            at += length;
            return text;
        }

        private String number(int tag) {
            if (tag == TAG_N_TEXT) {
                return text();
            }
            long zigzag = varint();
            return Long.toString((zigzag >>> 1) ^ -(zigzag & 1));
        }

        private SdkBytes binary() {
            int length = length();
            SdkBytes binary = SdkBytes.fromByteArrayUnsafe(Arrays.copyOfRange(bytes, at, at + length));
            at += length;
            return binary;
        }

        private List<String> strings() {
            int count = count();
            List<String> strings = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                strings.add(text());
            }
            return strings;
        }

        private List<String> numbers() {
            int count = count();
            List<String> numbers = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                numbers.add(number(bytes[at++]));
            }
            return numbers;
        }

        private List<SdkBytes> binaries() {
            int count = count();
            List<SdkBytes> binaries = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                binaries.add(binary());
            }
            return binaries;
        }

        private List<Value> list() {
            int count = count();
            List<Value> list = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                list.add(value());
            }
            return list;
        }

        private Map<String, Value> map() {
            int count = count();
            Map<String, Value> map = LinkedHashMap.newLinkedHashMap(count);
            for (int i = 0; i < count; i++) {
                map.put(text(), value());
            }
            return map;
        }

        private int count() {
            at += 4;
            return length();
        }

        private int length() {
            return (int) varint();
        }

        private long varint() {
            long result = 0;
            int shift = 0;
            byte next;
            do {
                next = bytes[at++];
                result |= (next & 0x7FL) << shift;
                shift += 7;
            } while (next < 0);
            return result;
        }

        private IllegalStateException unknown(int tag) {
            return new IllegalStateException("an unknown value tag " + tag + " at " + (at - 1));
        }
    }
}
