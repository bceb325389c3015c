package dev.kagemusha.s3.listing;

import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.object.Entry;
import dev.kagemusha.s3.object.Restores;
import dev.kagemusha.state.ReadView;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.OptionalObjectAttributes;
import software.amazon.awssdk.services.s3.model.RestoreStatus;

import java.util.List;

/** What a listing tells of objects only where it is asked to: which of those that are archived are restored. */
record Asking(ReadView view, Home home, long now) {
    private static final String HEADER = "x-amz-optional-object-attributes";

    /** Whether the header asks for it; it is the one thing that there is to ask for. */
    static boolean restores(List<String> attributes) {
        for (String attribute : attributes) {
            if (!attribute.equals(OptionalObjectAttributes.RESTORE_STATUS.toString())) {
                throw S3Errors.invalidArgument("Invalid attribute name specified.", HEADER, attribute);
            }
        }
        return !attributes.isEmpty();
    }

    @Nullable
    RestoreStatus of(String key, Entry entry) {
        return Restores.status(view, home, key, entry, now);
    }
}
