package dev.kagemusha.protocol.shape;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.JsonValueTrait;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.core.traits.RequiredTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import software.amazon.awssdk.core.traits.XmlAttributeTrait;
import software.amazon.awssdk.core.traits.XmlAttributesTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.utils.builder.Buildable;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A member of a structure, or the element of a list or map: an {@link SdkField} whose traits are looked up once.
 *
 * <p>Its name on the way in ({@link #in}) and on the way out ({@link #out}) may differ.
 */
public final class Member {
    private final Shapes shapes;
    private final SdkField<?> field;
    private final Kind kind;
    private final boolean payload;
    private final boolean attribute;
    private final boolean required;
    private final boolean jsonValue;
    private final String in;
    private final String out;
    private final byte[] outBytes;
    private final SerializableString outToken;
    private final TimestampFormatTrait.@Nullable Format format;
    private final boolean flattened;
    private final @Nullable Member element;
    private final String elementName;
    private final byte[] elementBytes;
    private final String keyName;
    private final String valueName;
    private final @Nullable Map<String, XmlAttributesTrait.AttributeAccessors> xmlAttributes;
    private @Nullable Shape struct; // a benign race: a shape never changes, and every thread finds the same one

    Member(Shapes shapes, SdkField<?> field) {
        this.shapes = shapes;
        this.field = field;
        this.kind = Kind.of(field.marshallingType());
        this.payload = field.containsTrait(PayloadTrait.class);
        this.attribute = field.containsTrait(XmlAttributeTrait.class);
        this.required = field.containsTrait(RequiredTrait.class);
        this.jsonValue = field.containsTrait(JsonValueTrait.class);
        this.in = orEmpty(field.locationName());
        this.out = orEmpty(field.unmarshallLocationName());
        this.outBytes = out.getBytes(StandardCharsets.UTF_8);
        this.outToken = new SerializedString(out);
        TimestampFormatTrait timestamp = field.getTrait(TimestampFormatTrait.class);
        this.format = timestamp == null ? null : timestamp.format();
        XmlAttributesTrait outer = field.getTrait(XmlAttributesTrait.class);
        this.xmlAttributes = outer == null ? null : outer.attributes();
        ListTrait list = field.getTrait(ListTrait.class);
        MapTrait map = field.getTrait(MapTrait.class);
        if (list != null) {
            this.flattened = list.isFlattened();
            this.element = new Member(shapes, list.memberFieldInfo());
            this.elementName = list.memberLocationName() == null ? "member" : list.memberLocationName();
        } else if (map != null) {
            this.flattened = map.isFlattened();
            this.element = new Member(shapes, map.valueFieldInfo());
            this.elementName = "entry";
        } else {
            this.flattened = false;
            this.element = null;
            this.elementName = "";
        }
        this.elementBytes = elementName.getBytes(StandardCharsets.UTF_8);
        this.keyName = map == null || map.keyLocationName() == null ? "key" : map.keyLocationName();
        this.valueName = map == null || map.valueLocationName() == null ? "value" : map.valueLocationName();
    }

    // The SDK leaves the element of a list without a name, whatever its annotations say.
    @SuppressWarnings("NullAway")
    private static String orEmpty(@Nullable String name) {
        return name == null ? "" : name;
    }

    /** As the model names it. */
    public String name() {
        return field.memberName();
    }

    /** Name on the wire on the way in. */
    public String in() {
        return in;
    }

    /** Name on the wire on the way out. */
    public String out() {
        return out;
    }

    /** {@link #out} as JSON and CBOR write it. */
    public SerializableString outToken() {
        return outToken;
    }

    /** {@link #out} in UTF-8; not to be changed. */
    public byte[] outBytes() {
        return outBytes;
    }

    public Kind kind() {
        return kind;
    }

    /** The class of its values. */
    public Class<?> javaType() {
        return field.marshallingType().getTargetClass();
    }

    /** Whether it is the whole body. */
    public boolean payload() {
        return payload;
    }

    /** Whether it travels as an XML attribute. */
    public boolean attribute() {
        return attribute;
    }

    public boolean required() {
        return required;
    }

    /** Whether its header carries base64 of the text. */
    public boolean jsonValue() {
        return jsonValue;
    }

    /** The timestamp's format where it is not the usual one of its place. */
    public TimestampFormatTrait.Format format(TimestampFormatTrait.Format usual) {
        return format == null ? usual : format;
    }

    /** Whether a list or map has no element of its own around its entries. */
    public boolean flattened() {
        return flattened;
    }

    /** The element of a list, the value of a map. */
    public Member element() {
        if (element == null) {
            throw new IllegalStateException(name());
        }
        return element;
    }

    /** Name of a list's or map's entry inside its element, for example {@code member}. */
    public String elementName() {
        return elementName;
    }

    /** {@link #elementName} in UTF-8; not to be changed. */
    public byte[] elementBytes() {
        return elementBytes;
    }

    public String keyName() {
        return keyName;
    }

    public String valueName() {
        return valueName;
    }

    /** Attributes that the element of this structure carries. */
    public @Nullable Map<String, XmlAttributesTrait.AttributeAccessors> xmlAttributes() {
        return xmlAttributes;
    }

    /** The structure's shape. */
    public Shape struct() {
        Shape known = struct;
        if (known == null) {
            known = shapes.of(newStruct());
            struct = known;
        }
        return known;
    }

    /** A new builder of the structure. */
    public SdkPojo newStruct() {
        return field.constructor().get();
    }

    /** The value, or null when it was never set: a list that is empty because somebody set it so is a value. */
    public @Nullable Object get(SdkPojo pojo) {
        Object value = field.getValueOrDefault(pojo);
        return value == null || value instanceof SdkAutoConstructList || value instanceof SdkAutoConstructMap
                ? null
                : value;
    }

    public void set(SdkPojo builder, Object value) {
        field.set(builder, value);
    }

    /** The object that a builder of a structure, request or response makes. */
    public static SdkPojo build(SdkPojo builder) {
        return (SdkPojo) ((Buildable) builder).build();
    }

    @Override
    public String toString() {
        return name();
    }
}
