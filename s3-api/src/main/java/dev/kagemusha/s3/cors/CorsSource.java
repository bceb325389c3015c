package dev.kagemusha.s3.cors;

import dev.kagemusha.service.Call;
import org.jspecify.annotations.Nullable;

/** Where the rules of a bucket are found. */
@FunctionalInterface
public interface CorsSource {
    /** The bucket of this name, or null. */
    @Nullable
    Found find(Call call, String bucket);

    /**
     * A bucket.
     *
     * @param rules null while CORS is not configured
     */
    record Found(@Nullable CorsRules rules) {}
}
