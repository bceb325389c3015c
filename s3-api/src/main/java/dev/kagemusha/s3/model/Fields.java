package dev.kagemusha.s3.model;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.LocationTrait;
import software.amazon.awssdk.core.traits.PayloadTrait;

import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Members of structures as the SDK's generated classes describe theirs. */
final class Fields {
    private Fields() {}

    /**
     * A text.
     *
     * @param name on the wire
     */
    static <T, B> SdkField<String> text(
            Class<T> type,
            Class<B> builder,
            String member,
            MarshallLocation in,
            String name,
            Function<T, @Nullable String> get,
            BiConsumer<B, String> set) {
        return SdkField.<String>builder(MarshallingType.STRING)
                .memberName(member)
                .getter(object -> get.apply(type.cast(object)))
                .setter((object, value) -> set.accept(builder.cast(object), value))
                .traits(location(in, name))
                .build();
    }

    /**
     * A structure inside another, or the document itself.
     *
     * @param name on the wire
     */
    static <T, B, M extends SdkPojo> SdkField<M> structure(
            Class<T> type,
            Class<B> builder,
            String member,
            boolean payload,
            String name,
            Function<T, @Nullable M> get,
            BiConsumer<B, M> set,
            Supplier<SdkPojo> empty) {
        SdkField.Builder<M> field = SdkField.<M>builder(MarshallingType.SDK_POJO)
                .memberName(member)
                .getter(object -> get.apply(type.cast(object)))
                .setter((object, value) -> set.accept(builder.cast(object), value))
                .constructor(empty);
        LocationTrait at = location(MarshallLocation.PAYLOAD, name);
        return (payload ? field.traits(at, PayloadTrait.create()) : field.traits(at)).build();
    }

    private static LocationTrait location(MarshallLocation in, String name) {
        return LocationTrait.builder()
                .location(in)
                .locationName(name)
                .unmarshallLocationName(name)
                .build();
    }
}
