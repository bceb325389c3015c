package dev.kagemusha.protocol.rest;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.QueryString;
import dev.kagemusha.protocol.Inbound;
import dev.kagemusha.protocol.SerializationException;
import dev.kagemusha.protocol.shape.Kind;
import dev.kagemusha.protocol.shape.Member;
import dev.kagemusha.protocol.shape.Scalars;
import dev.kagemusha.protocol.shape.Shape;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Members that travel outside the body: labels, query parameters, headers, header prefixes, the status.
 *
 * <p>Header values stay text as on the wire (Latin-1); S3's RFC 2047 rule for metadata is S3's business.
 */
final class HttpMembers {
    private final String errorCode;

    /** @param errorCode the code of the error for a header, parameter or label of a wrong type */
    HttpMembers(String errorCode) {
        this.errorCode = errorCode;
    }

    void read(Shape shape, SdkPojo builder, Inbound in) throws SerializationException {
        List<Member> labels = shape.labels();
        for (int i = 0; i < labels.size(); i++) {
            Member member = labels.get(i);
            String value = in.labels().get(member.in());
            if (value != null) {
                member.set(builder, scalar(member, value, Format.ISO_8601));
            }
        }
        if (!shape.queries().isEmpty() && !in.head().query().isEmpty()) {
            queries(shape, builder, QueryString.parse(in.head().query()));
        }
        if (!shape.headers().isEmpty()) {
            headers(shape, builder, in);
        }
    }

    private void queries(Shape shape, SdkPojo builder, QueryString query) throws SerializationException {
        for (Member member : shape.queries()) {
            switch (member.kind()) {
                case LIST -> {
                    List<String> texts = query.all(member.in());
                    if (!texts.isEmpty()) {
                        member.set(builder, scalars(member.element(), texts, Format.ISO_8601));
                    }
                }
                case MAP -> {
                    Map<String, Object> rest = unbound(shape, member, query);
                    if (!rest.isEmpty()) {
                        member.set(builder, rest);
                    }
                }
                default -> {
                    String text = query.first(member.in());
                    if (text != null && !(text.isEmpty() && member.kind() != Kind.STRING)) {
                        member.set(builder, scalar(member, text, Format.ISO_8601));
                    }
                }
            }
        }
    }

    /** A map in the query takes every parameter that no other member takes. */
    private static Map<String, Object> unbound(Shape shape, Member map, QueryString query) {
        Set<String> bound = new HashSet<>();
        for (Member member : shape.queries()) {
            if (member.kind() != Kind.MAP) {
                bound.add(member.in());
            }
        }
        Map<String, Object> rest = new LinkedHashMap<>();
        for (int i = 0; i < query.size(); i++) {
            String name = query.name(i);
            if (!bound.contains(name)) {
                if (map.element().kind() == Kind.LIST) {
                    rest.put(name, query.all(name));
                } else {
                    rest.putIfAbsent(name, query.value(i));
                }
            }
        }
        return rest;
    }

    private void headers(Shape shape, SdkPojo builder, Inbound in) throws SerializationException {
        Headers headers = in.head().headers();
        List<Member> members = shape.headers();
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            if (member.kind() == Kind.MAP) {
                Map<String, String> prefixed = prefixed(member.in(), headers);
                if (!prefixed.isEmpty()) {
                    member.set(builder, prefixed);
                }
                continue;
            }
            String text = headers.first(member.in());
            if (text == null) {
                text = in.labels().get(member.name()); // an account in S3 Control's host
            }
            if (text == null) {
                continue;
            }
            if (member.kind() == Kind.LIST) {
                List<String> texts = new ArrayList<>();
                Member element = member.element();
                for (String line : headers.all(member.in())) {
                    split(line, element.kind() == Kind.TIMESTAMP, texts);
                }
                member.set(builder, scalars(element, texts, Format.RFC_822));
            } else if (member.kind() == Kind.TIMESTAMP && !member.in().startsWith("x-amz-")) {
                // A date of HTTP's own headers that is none is ignored (RFC 9110, 13.1.3); S3 keeps any Expires.
                Object date = dateOrNull(member, text);
                if (date != null) {
                    member.set(builder, date);
                }
            } else if (!(text.isEmpty() && member.kind() != Kind.STRING)) {
                member.set(builder, scalar(member, text, Format.RFC_822));
            }
        }
    }

    private static @Nullable Object dateOrNull(Member member, String text) {
        try {
            return Scalars.parse(member, text, Format.RFC_822);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Names without their prefix in lower case, as S3 keeps them; values of a repeated name joined by commas. */
    private static Map<String, String> prefixed(String prefix, Headers headers) {
        Map<String, String> found = new LinkedHashMap<>();
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            if (name.length() > prefix.length() && name.regionMatches(true, 0, prefix, 0, prefix.length())) {
                String key = name.substring(prefix.length()).toLowerCase(Locale.ROOT);
                found.merge(key, headers.value(i), (one, other) -> one + "," + other);
            }
        }
        return found;
    }

    private List<Object> scalars(Member element, List<String> texts, Format usual) throws SerializationException {
        List<Object> values = new ArrayList<>(texts.size());
        for (String text : texts) {
            values.add(scalar(element, text, usual));
        }
        return values;
    }

    private Object scalar(Member member, String text, Format usual) throws SerializationException {
        try {
            if (member.jsonValue()) {
                return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
            }
            return Scalars.parse(member, text, usual);
        } catch (IllegalArgumentException e) {
            String name = member.in();
            throw new SerializationException(
                    errorCode,
                    switch (member.kind()) {
                        case BYTE, SHORT, INTEGER, LONG ->
                            "Provided " + name + " not an integer or within integer range";
                        case BOOLEAN -> "Provided " + name + " must be true or false";
                        case TIMESTAMP -> "Provided " + name + " is not a valid date";
                        default -> "Provided " + name + " is not valid";
                    });
        }
    }

    /** Splits at commas outside quotes; an HTTP date has one comma of its own. */
    private static void split(String line, boolean dates, List<String> into) {
        StringBuilder item = new StringBuilder();
        boolean quoted = false;
        boolean wasQuoted = false;
        int commas = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '\\' && i + 1 < line.length()) {
                item.append(line.charAt(++i));
            } else if (c == '"') {
                quoted = !quoted;
                wasQuoted = true;
            } else if (c == ',' && !quoted && !(dates && commas++ % 2 == 0 && item.length() < 10)) {
                add(item, wasQuoted, into);
                wasQuoted = false;
            } else {
                item.append(c);
            }
        }
        add(item, wasQuoted, into);
    }

    private static void add(StringBuilder item, boolean quoted, List<String> into) {
        String text = quoted ? item.toString() : item.toString().strip();
        if (quoted || !text.isEmpty()) {
            into.add(text);
        }
        item.setLength(0);
    }

    /** Writes header members. */
    void write(Shape shape, SdkPojo response, Headers out) {
        List<Member> members = shape.headers();
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            Object value = member.get(response);
            if (value != null) {
                header(member, value, out);
            }
        }
    }

    private static void header(Member member, Object value, Headers out) {
        switch (member.kind()) {
            case MAP -> {
                for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                    out.add(member.out() + entry.getKey(), clean((String) entry.getValue()));
                }
            }
            case LIST -> {
                StringBuilder line = new StringBuilder();
                Member element = member.element();
                for (Object each : (List<?>) value) {
                    if (line.length() > 0) {
                        line.append(',');
                    }
                    String text = Scalars.format(element, each, Format.RFC_822, true);
                    if (element.kind() == Kind.STRING && (text.indexOf(',') >= 0 || text.indexOf('"') >= 0)) {
                        line.append('"')
                                .append(text.replace("\\", "\\\\").replace("\"", "\\\""))
                                .append('"');
                    } else {
                        line.append(text);
                    }
                }
                out.add(member.out(), clean(line.toString()));
            }
            default -> {
                String text = Scalars.format(member, value, Format.RFC_822, true);
                if (member.jsonValue()) {
                    text = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
                }
                // Some responses have a header twice, once as a date and once as text (S3's Expires).
                if (out.first(member.out()) == null) {
                    out.add(member.out(), clean(text));
                }
            }
        }
    }

    /** No value may end its header line; what Latin-1 has no byte for goes out as UTF-8. */
    private static String clean(String value) {
        boolean plain = true;
        boolean wide = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            plain &= c >= ' ' && c != 0x7f;
            wide |= c > 0xff;
        }
        if (plain && !wide) {
            return value;
        }
        String narrow = wide ? new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1) : value;
        StringBuilder out = new StringBuilder(narrow.length());
        for (int i = 0; i < narrow.length(); i++) {
            char c = narrow.charAt(i);
            out.append((c < ' ' && c != '\t') || c == 0x7f ? ' ' : c);
        }
        return out.toString();
    }

    /** The status of a response: what a member says, else what its operation has. */
    static int status(Shape shape, SdkPojo response, int usual) {
        @Nullable Member member = shape.status();
        Object value = member == null ? null : member.get(response);
        return value instanceof Integer status && status > 0 ? status : usual;
    }
}
