package dev.kagemusha.protocol;

import java.util.Map;

/** An exception of a service that carries elements which the SDK does not model, such as S3's {@code <BucketName>}. */
public interface ErrorElements {
    /** Element name to text, in order. */
    Map<String, String> elements();
}
