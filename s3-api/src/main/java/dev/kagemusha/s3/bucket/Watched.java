package dev.kagemusha.s3.bucket;

import dev.kagemusha.s3.configuration.Settings;
import dev.kagemusha.s3.event.Site;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/** What a call has to do with a bucket whose requests are written down, counted or analysed: a note of its audit record. */
public final class Watched {
    /** Begins the name of the note that an operation makes of a bucket it works in. */
    public static final String FOUND = "bucket ";

    /** Begins the name of the note made when a permission on a bucket is asked for: all there is of a refused call. */
    public static final String ASKED = "asked of ";

    /** The note of a call's record that has the ARN of the access point it came through. */
    public static final String ACCESS_POINT = "access point";

    private final Site site;
    private final Settings settings;
    private final boolean source;
    private final @Nullable Watched before;
    private @Nullable About about;
    private @Nullable String key;

    /**
     * @param source whether something is copied from there into another bucket
     * @param before of another bucket in the same call
     */
    Watched(Site site, Settings settings, boolean source, @Nullable Watched before) {
        this.site = site;
        this.settings = settings;
        this.source = source;
        this.before = before;
    }

    /**
     * Of a request that was refused before it was known what it asks for.
     *
     * @param key that its path names, or null
     */
    public static Watched refused(Site site, Settings settings, @Nullable String key) {
        Watched watched = new Watched(site, settings, false, null);
        watched.key = key;
        return watched;
    }

    /**
     * The object that a call read or wrote.
     *
     * @param size bytes
     * @param storageClass as AWS names it
     * @param modified epoch milliseconds
     */
    public record About(long size, String storageClass, long modified, Map<String, String> tags) {}

    public Site site() {
        return site;
    }

    public Settings settings() {
        return settings;
    }

    /** Whether something is copied from there into another bucket. */
    public boolean source() {
        return source;
    }

    @Nullable
    Watched before() {
        return before;
    }

    /** Says which object it is about. */
    public void about(About object) {
        about = object;
    }

    /** The object, where the call got so far. */
    public @Nullable About about() {
        return about;
    }

    /** The key in the path of a request that was refused early. */
    public @Nullable String key() {
        return key;
    }

    @Override
    public String toString() {
        return site.name();
    }
}
