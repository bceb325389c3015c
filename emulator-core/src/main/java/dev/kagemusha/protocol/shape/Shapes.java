package dev.kagemusha.protocol.shape;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

import java.util.concurrent.ConcurrentHashMap;

/** Compiled shapes by class of the SDK's objects and builders. Thread-safe; each class is compiled at its first use. */
public final class Shapes {
    private final ConcurrentHashMap<Class<?>, Shape> compiled = new ConcurrentHashMap<>();

    /** The shape of an object or of a builder; both describe the same fields. */
    public Shape of(SdkPojo pojo) {
        @Nullable Shape known = compiled.get(pojo.getClass());
        if (known != null) {
            return known;
        }
        Shape made = new Shape(this, pojo);
        @Nullable Shape raced = compiled.putIfAbsent(pojo.getClass(), made);
        return raced == null ? made : raced;
    }
}
