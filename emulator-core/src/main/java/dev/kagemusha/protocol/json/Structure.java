package dev.kagemusha.protocol.json;

import com.fasterxml.jackson.core.io.SerializedString;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A class of the SDK prepared for reading and writing: its body members, found by name without reflection. Structures
 * below it are prepared when first met, since classes such as AttributeValue hold themselves.
 */
final class Structure {
    private final Map<String, ValueType> byName;
    final ValueType[] members;
    final SerializedString[] names;
    /** Whether it has any members at all, in the body or elsewhere. */
    final boolean empty;

    private Structure(List<SdkField<?>> fields) {
        this.byName = HashMap.newHashMap(2 * fields.size());
        this.empty = fields.isEmpty();
        List<ValueType> inBody = new ArrayList<>();
        List<SerializedString> written = new ArrayList<>();
        for (SdkField<?> field : fields) {
            if (field.location() != MarshallLocation.PAYLOAD || field.containsTrait(PayloadTrait.class)) {
                continue;
            }
            ValueType type = new ValueType(field);
            byName.put(field.locationName(), type);
            inBody.add(type);
            written.add(new SerializedString(field.unmarshallLocationName()));
        }
        this.members = inBody.toArray(new ValueType[0]);
        this.names = written.toArray(new SerializedString[0]);
    }

    static Structure of(SdkPojo pojo) {
        return new Structure(pojo.sdkFields());
    }

    @Nullable
    ValueType member(String name) {
        return byName.get(name);
    }

    /** What a member, an element of a list or a value of a map holds. */
    static final class ValueType {
        final SdkField<?> field;
        final MarshallingKnownType kind;
        /** Of a list's elements or a map's values. */
        private final @Nullable ValueType inner;

        private final @Nullable Supplier<SdkPojo> constructor;
        final TimestampFormatTrait.@Nullable Format format;
        private @Nullable Structure structure; // a benign race: every thread makes an equal one

        ValueType(SdkField<?> field) {
            this.field = field;
            this.kind = field.marshallingType().getKnownType();
            this.constructor = field.constructor();
            TimestampFormatTrait timestamp = field.getTrait(TimestampFormatTrait.class);
            this.format = timestamp == null ? null : timestamp.format();
            ListTrait list = field.getTrait(ListTrait.class);
            MapTrait map = field.getTrait(MapTrait.class);
            if (list != null) {
                this.inner = new ValueType(list.memberFieldInfo());
            } else {
                this.inner = map == null ? null : new ValueType(map.valueFieldInfo());
            }
        }

        ValueType inner() {
            return Objects.requireNonNull(inner);
        }

        SdkPojo construct() {
            return Objects.requireNonNull(constructor).get();
        }

        Structure structure(SdkPojo made) {
            Structure known = structure;
            if (known == null) {
                known = of(made);
                structure = known;
            }
            return known;
        }
    }
}
