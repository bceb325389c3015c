package dev.kagemusha.protocol.xml;

import dev.kagemusha.protocol.SerializationException;
import dev.kagemusha.protocol.shape.Kind;
import dev.kagemusha.protocol.shape.Member;
import dev.kagemusha.protocol.shape.Scalars;
import dev.kagemusha.protocol.shape.Shape;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads structures from XML. Namespaces and unknown elements are ignored. There are no document types and no entities but
 * XML's own five, so nothing outside the document is ever read and nothing in it expands.
 */
public final class XmlReader {
    private static final int MAX_DEPTH = 64;
    private static final String CODE = "MalformedXML";
    private static final String MESSAGE =
            "The XML you provided was not well-formed or did not validate against our published schema";

    private final XMLInputFactory factory;

    public XmlReader() {
        factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("external entity");
        });
    }

    /**
     * Reads a document into a builder.
     *
     * @param root the name its root element must have; empty for any
     */
    public void read(byte[] document, String root, Shape shape, SdkPojo builder) throws SerializationException {
        try {
            XMLStreamReader in = open(document);
            try {
                int event = next(in);
                while (event != XMLStreamConstants.START_ELEMENT) {
                    if (event == XMLStreamConstants.DTD) {
                        throw malformed();
                    }
                    event = next(in);
                }
                if (!root.isEmpty() && !in.getLocalName().equals(root)) {
                    throw malformed();
                }
                struct(in, shape, builder, 1);
                while (in.hasNext()) {
                    next(in); // what follows the root must be well-formed too
                }
            } finally {
                in.close();
            }
        } catch (XMLStreamException e) {
            throw malformed();
        }
    }

    // The JDK's parser answers some broken input with unchecked exceptions. Only its own are the client's fault: those
    // that pass
    // through a structure's setters are bugs, and not to be mistaken for it.

    private XMLStreamReader open(byte[] document) throws XMLStreamException {
        try {
            return factory.createXMLStreamReader(new ByteArrayInputStream(document));
        } catch (RuntimeException e) {
            throw new XMLStreamException(e);
        }
    }

    private static int next(XMLStreamReader in) throws XMLStreamException {
        try {
            return in.next();
        } catch (RuntimeException e) {
            throw new XMLStreamException(e);
        }
    }

    private static String text(XMLStreamReader in) throws XMLStreamException {
        try {
            return in.getElementText();
        } catch (RuntimeException e) {
            throw new XMLStreamException(e);
        }
    }

    private static Object scalar(Member member, String text) throws SerializationException {
        try {
            return Scalars.parse(member, text, Format.ISO_8601);
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
    }

    private static SerializationException malformed() {
        return new SerializationException(CODE, MESSAGE);
    }

    /** Reads the children of the element at which {@code in} stands, to its end. */
    private static void struct(XMLStreamReader in, Shape shape, SdkPojo builder, int depth)
            throws XMLStreamException, SerializationException {
        if (depth > MAX_DEPTH) {
            throw malformed();
        }
        attributes(in, shape, builder);
        @Nullable Map<Member, Object> gathered = null;
        for (int event = next(in); event != XMLStreamConstants.END_ELEMENT; event = next(in)) {
            if (event == XMLStreamConstants.ENTITY_REFERENCE) {
                throw malformed();
            }
            if (event != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            Member member = shape.body(in.getLocalName());
            if (member == null) {
                skip(in, depth);
            } else if (member.kind() == Kind.LIST || member.kind() == Kind.MAP) {
                if (gathered == null) {
                    gathered = new LinkedHashMap<>();
                }
                gather(in, member, gathered, depth);
            } else {
                member.set(builder, value(in, member, depth));
            }
        }
        if (gathered != null) {
            for (Map.Entry<Member, Object> entry : gathered.entrySet()) {
                entry.getKey().set(builder, entry.getValue());
            }
        }
    }

    private static void attributes(XMLStreamReader in, Shape shape, SdkPojo builder) throws SerializationException {
        for (Member member : shape.attributes()) {
            String local = member.in().substring(member.in().indexOf(':') + 1);
            for (int i = 0; i < in.getAttributeCount(); i++) {
                if (in.getAttributeLocalName(i).equals(local)) {
                    member.set(builder, scalar(member, in.getAttributeValue(i)));
                }
            }
        }
    }

    /** A flattened list's or map's elements stand among their siblings, and not always next to each other. */
    @SuppressWarnings("unchecked")
    private static void gather(XMLStreamReader in, Member member, Map<Member, Object> gathered, int depth)
            throws XMLStreamException, SerializationException {
        if (member.kind() == Kind.LIST) {
            List<Object> list = (List<Object>) gathered.computeIfAbsent(member, any -> new ArrayList<>());
            if (member.flattened()) {
                list.add(value(in, member.element(), depth));
            } else {
                elements(in, member, list, depth + 1);
            }
        } else {
            Map<String, Object> map =
                    (Map<String, Object>) gathered.computeIfAbsent(member, any -> new LinkedHashMap<>());
            if (member.flattened()) {
                entry(in, member, map, depth + 1);
            } else {
                entries(in, member, map, depth + 1);
            }
        }
    }

    private static Object value(XMLStreamReader in, Member member, int depth)
            throws XMLStreamException, SerializationException {
        return switch (member.kind()) {
            case STRUCT -> {
                SdkPojo builder = member.newStruct();
                struct(in, member.struct(), builder, depth + 1);
                yield Member.build(builder);
            }
            case LIST -> {
                List<Object> list = new ArrayList<>();
                elements(in, member, list, depth + 1);
                yield list;
            }
            case MAP -> {
                Map<String, Object> map = new LinkedHashMap<>();
                entries(in, member, map, depth + 1);
                yield map;
            }
            default -> scalar(member, text(in));
        };
    }

    private static void elements(XMLStreamReader in, Member list, List<Object> into, int depth)
            throws XMLStreamException, SerializationException {
        if (depth > MAX_DEPTH) {
            throw malformed();
        }
        while (nextElement(in)) {
            if (in.getLocalName().equals(list.elementName())) {
                into.add(value(in, list.element(), depth));
            } else {
                skip(in, depth);
            }
        }
    }

    private static void entries(XMLStreamReader in, Member map, Map<String, Object> into, int depth)
            throws XMLStreamException, SerializationException {
        if (depth > MAX_DEPTH) {
            throw malformed();
        }
        while (nextElement(in)) {
            if (in.getLocalName().equals(map.elementName())) {
                entry(in, map, into, depth + 1);
            } else {
                skip(in, depth);
            }
        }
    }

    private static void entry(XMLStreamReader in, Member map, Map<String, Object> into, int depth)
            throws XMLStreamException, SerializationException {
        @Nullable String key = null;
        @Nullable Object value = null;
        while (nextElement(in)) {
            String name = in.getLocalName();
            if (name.equals(map.keyName())) {
                key = text(in);
            } else if (name.equals(map.valueName())) {
                value = value(in, map.element(), depth);
            } else {
                skip(in, depth);
            }
        }
        if (key == null || value == null) {
            throw malformed();
        }
        into.put(key, value);
    }

    /** Moves to the next child element; false at the parent's end. */
    private static boolean nextElement(XMLStreamReader in) throws XMLStreamException, SerializationException {
        for (int event = next(in); event != XMLStreamConstants.END_ELEMENT; event = next(in)) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                return true;
            }
            if (event == XMLStreamConstants.ENTITY_REFERENCE) {
                throw malformed();
            }
        }
        return false;
    }

    private static void skip(XMLStreamReader in, int depth) throws XMLStreamException, SerializationException {
        int open = 1;
        while (open > 0) {
            int event = next(in);
            if (event == XMLStreamConstants.START_ELEMENT) {
                open++;
                if (depth + open > MAX_DEPTH) {
                    throw malformed();
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                open--;
            }
        }
    }
}
