package dev.kagemusha.s3.object;

import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.bucket.Versioning;
import dev.kagemusha.s3.event.Happening;
import dev.kagemusha.s3.event.Journal;
import dev.kagemusha.s3.event.ObjectEvent;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;

/** Tells those who follow a bucket what a request does to its objects. Made outside transactions, used in them. */
public final class Telling {
    private final Journal.Pen pen;
    private final S3Call call;

    public Telling(S3Call call, Home home) {
        this.pen = call.pen(home);
        this.call = call;
    }

    /** Something was done to an object that is there. */
    public void of(Transaction tx, Happening what, String key, @Nullable String versionId, Entry entry) {
        of(tx, what, key, versionId, entry, "");
    }

    /** The same with what this kind of thing has beside. */
    void of(Transaction tx, Happening what, String key, @Nullable String versionId, Entry entry, String detail) {
        if (pen.writes()) {
            pen.write(tx, new ObjectEvent(what, key, versionId, entry.size(), bare(entry), detail, call.origin()));
        }
    }

    /** An object or a version of it went, or a delete marker came. */
    public void gone(Transaction tx, Happening what, String key, @Nullable String versionId) {
        if (pen.writes()) {
            pen.write(tx, new ObjectEvent(what, key, versionId, 0, "", "", call.origin()));
        }
    }

    /** A version's id as events have it: none in a bucket that was never versioned. */
    static @Nullable String versionId(Home home, String key, Entry entry) {
        return home.bucket().versioning() == Versioning.OFF
                ? null
                : entry.version().id(key);
    }

    /** An ETag without its quotes, as events have it. */
    public static String bare(Entry entry) {
        String quoted = entry.etag();
        return quoted.substring(1, quoted.length() - 1);
    }
}
