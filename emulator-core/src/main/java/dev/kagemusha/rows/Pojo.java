package dev.kagemusha.rows;

import dev.kagemusha.protocol.SerializationException;
import dev.kagemusha.protocol.cbor.CborCodec;
import dev.kagemusha.state.ValueCodec;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.Buildable;

import java.util.function.Supplier;

/**
 * A class of the SDK in its wire form, in CBOR: members are named, so that rows outlive a newer SDK with more of them. What the
 * class does not have is lost; timestamps keep milliseconds.
 */
public final class Pojo<T extends SdkPojo> implements ValueCodec<T> {
    private static final CborCodec CODEC = CborCodec.inSeconds();

    private final Supplier<? extends Buildable> builder;

    private Pojo(Supplier<? extends Buildable> builder) {
        this.builder = builder;
    }

    /** @param builder of the class that the rows are, for example {@code KeyMetadata::builder} */
    public static <T extends SdkPojo> Pojo<T> of(Supplier<? extends Buildable> builder) {
        return new Pojo<>(builder);
    }

    @Override
    public byte[] encode(T value) {
        return CODEC.write(value);
    }

    @Override
    @SuppressWarnings("unchecked")
    public T decode(byte[] bytes) {
        Buildable made = builder.get();
        try {
            CODEC.read(bytes, (SdkPojo) made, "row");
        } catch (SerializationException e) {
            throw new IllegalStateException("a row that is not what was written", e);
        }
        return (T) made.build();
    }
}
