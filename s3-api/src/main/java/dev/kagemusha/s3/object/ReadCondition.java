package dev.kagemusha.s3.object;

import dev.kagemusha.s3.EntityTag;
import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * What a read asks of an object. A tag outranks a date: with both, only the tag counts (RFC 9110 §13.2.2, and the S3 API
 * reference of GetObject).
 */
public record ReadCondition(
        @Nullable String ifMatch,
        @Nullable String ifNoneMatch,
        @Nullable Instant ifModifiedSince,
        @Nullable Instant ifUnmodifiedSince) {

    /**
     * The condition that does not hold, or null.
     *
     * @param now a later If-Modified-Since is ignored
     */
    @Nullable
    Failed failed(Entry entry, Instant now) {
        Instant modified = entry.lastModified();
        if (ifMatch != null) {
            if (!EntityTag.matches(ifMatch, entry.etag())) {
                return Failed.IF_MATCH;
            }
        } else if (ifUnmodifiedSince != null && modified.isAfter(ifUnmodifiedSince)) {
            return Failed.IF_UNMODIFIED_SINCE;
        }
        if (ifNoneMatch != null) {
            if (EntityTag.matches(ifNoneMatch, entry.etag())) {
                return Failed.IF_NONE_MATCH;
            }
        } else if (ifModifiedSince != null && !ifModifiedSince.isAfter(now) && !modified.isAfter(ifModifiedSince)) {
            return Failed.IF_MODIFIED_SINCE;
        }
        return null;
    }

    /** A condition by its header. */
    enum Failed {
        IF_MATCH("If-Match", false),
        IF_UNMODIFIED_SINCE("If-Unmodified-Since", false),
        IF_NONE_MATCH("If-None-Match", true),
        IF_MODIFIED_SINCE("If-Modified-Since", true);

        private final String header;
        private final boolean notModified;

        Failed(String header, boolean notModified) {
            this.header = header;
            this.notModified = notModified;
        }

        String header() {
            return header;
        }

        /** Whether a GET is answered 304 instead of 412. */
        boolean notModified() {
            return notModified;
        }
    }
}
