package dev.kagemusha.s3.document;

import dev.kagemusha.s3.S3Errors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.RequiredTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.services.s3.model.FilterRuleName;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What S3's published schema demands of a document: members that are required, and values out of a list. The SDK's classes say both:
 * by a trait, and by getters that answer with an enumeration's {@code UNKNOWN_TO_SDK_VERSION}.
 */
public final class Schema {
    private static final String UNKNOWN = "UNKNOWN_TO_SDK_VERSION";

    private final ConcurrentHashMap<Class<?>, List<MethodHandle>> enumerations = new ConcurrentHashMap<>();

    /** A document that has to be there and has to keep the schema. @throws dev.kagemusha.s3.S3Error MalformedXML */
    public <T extends SdkPojo> T check(@Nullable T document) {
        if (document == null) {
            throw S3Errors.malformedXml();
        }
        walk(document);
        return document;
    }

    private void walk(SdkPojo pojo) {
        for (SdkField<?> field : pojo.sdkFields()) {
            Object value = field.getValueOrDefault(pojo);
            boolean absent = value == null || value instanceof SdkAutoConstructList;
            boolean empty = absent || (value instanceof Collection<?> collection && collection.isEmpty());
            if (empty && field.containsTrait(RequiredTrait.class)) {
                throw S3Errors.malformedXml();
            }
            if (value instanceof SdkPojo inner) {
                walk(inner);
            } else if (!absent && value instanceof Collection<?> collection) {
                for (Object each : collection) {
                    if (each == null) {
                        throw S3Errors.malformedXml();
                    }
                    if (each instanceof SdkPojo inner) {
                        walk(inner);
                    }
                }
            }
        }
        for (MethodHandle getter : enumerations.computeIfAbsent(pojo.getClass(), Schema::enumerations)) {
            if (isUnknown(value(getter, pojo))) {
                throw S3Errors.malformedXml();
            }
        }
    }

    private static boolean isUnknown(@Nullable Object value) {
        if (value instanceof Collection<?> collection) {
            return collection.stream().anyMatch(Schema::isUnknown);
        }
        return value instanceof Enum<?> constant
                && constant.name().equals(UNKNOWN)
                && !(constant instanceof FilterRuleName); // which has capitals that clients need not send
    }

    private static @Nullable Object value(MethodHandle getter, SdkPojo pojo) {
        try {
            return getter.invoke(pojo);
        } catch (Throwable e) {
            throw new IllegalStateException(e); // a getter of the SDK
        }
    }

    /** The getters of a class that have a twin which answers the same as text. */
    private static List<MethodHandle> enumerations(Class<?> type) {
        List<MethodHandle> found = new ArrayList<>();
        for (Method method : type.getMethods()) {
            if (method.getParameterCount() == 0
                    && (isGetter(type, method.getName() + "AsString")
                            || isGetter(type, method.getName() + "AsStrings"))) {
                try {
                    found.add(MethodHandles.publicLookup().unreflect(method));
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e); // they are public
                }
            }
        }
        return List.copyOf(found);
    }

    private static boolean isGetter(Class<?> type, String name) {
        try {
            return type.getMethod(name).getParameterCount() == 0;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    /** Whether a text is an ARN of S3 that names a bucket. */
    static @Nullable String bucketOf(@Nullable String arn) {
        if (arn == null) {
            return null;
        }
        String[] fields = arn.split(":", 6);
        boolean bucket = fields.length == 6
                && fields[0].equals("arn")
                && fields[1].toLowerCase(Locale.ROOT).startsWith("aws")
                && fields[2].equals("s3")
                && fields[3].isEmpty()
                && fields[4].isEmpty()
                && !fields[5].isEmpty()
                && fields[5].indexOf('/') < 0;
        return bucket ? fields[5] : null;
    }
}
