package dev.kagemusha.s3.object;

import dev.kagemusha.s3.EntityTag;
import dev.kagemusha.s3.S3Errors;
import org.jspecify.annotations.Nullable;

/**
 * What a write asks of the object that is there. Checked once before the body is taken in and once more in the commit, so
 * that of two conditional writes one wins.
 */
public record WriteCondition(
        @Nullable String ifMatch, @Nullable String ifNoneMatch) {
    static final WriteCondition NONE = new WriteCondition(null, null);

    public static WriteCondition of(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
        if (ifMatch == null && ifNoneMatch == null) {
            return NONE;
        }
        if (ifNoneMatch != null && (ifMatch != null || !ifNoneMatch.strip().equals("*"))) {
            throw S3Errors.notImplemented("If-None-Match"); // writes know no other value than *
        }
        return new WriteCondition(ifMatch, ifNoneMatch);
    }

    boolean present() {
        return ifMatch != null || ifNoneMatch != null;
    }

    /**
     * @param current the object that is there
     * @param held whether the condition held when the request began: an object that vanished since is a conflict
     */
    public void check(@Nullable Entry current, String key, boolean held) {
        if (ifNoneMatch != null && current != null) {
            throw S3Errors.preconditionFailed("If-None-Match");
        }
        if (ifMatch != null) {
            if (current == null) {
                throw held ? S3Errors.conditionalRequestConflict("If-Match", key) : S3Errors.noSuchKey(key);
            }
            if (!EntityTag.matches(ifMatch, current.etag())) {
                throw S3Errors.preconditionFailed("If-Match");
            }
        }
    }
}
