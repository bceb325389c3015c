package dev.kagemusha.protocol;

import dev.kagemusha.http.Headers;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

import java.util.Map;

/**
 * An error on its way out.
 *
 * @param code as on the wire, for example {@code NoSuchKey}
 * @param status HTTP status
 * @param modelled the SDK's exception when its members are to be written too
 * @param elements unmodelled members, see {@link ErrorElements}
 * @param headers unmodelled headers
 */
public record WireError(
        String code,
        String message,
        int status,
        @Nullable SdkPojo modelled,
        Map<String, String> elements,
        Headers headers) {

    public static WireError of(String code, int status, String message) {
        return new WireError(code, message, status, null, Map.of(), new Headers());
    }

    /** Whether the caller is at fault. */
    public boolean sender() {
        return status < 500;
    }
}
