package dev.kagemusha.s3.website;

import dev.kagemusha.service.Call;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.WebsiteConfiguration;

/** Where a website's configuration is found. */
@FunctionalInterface
public interface Sites {
    /** The bucket of this name, or null. */
    @Nullable
    Hosted find(Call call, String bucket);

    /**
     * A bucket that may be a website.
     *
     * @param configuration null when it is none
     */
    record Hosted(String region, @Nullable WebsiteConfiguration configuration) {}
}
