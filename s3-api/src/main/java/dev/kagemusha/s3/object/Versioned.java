package dev.kagemusha.s3.object;

import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.bucket.Versioning;
import dev.kagemusha.state.ReadView;
import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A version that was found: the current object of a key, or what a request names.
 *
 * @param object null for a delete marker
 * @param modified of the marker, epoch milliseconds
 * @param current whether it is the newest of its key and an object
 */
public record Versioned(
        Home home, String key, Version version, @Nullable StoredObject object, long modified, boolean current) {

    /**
     * The object that a request means.
     *
     * @param id as the request names it, or null for the current one
     * @throws dev.kagemusha.s3.S3Error when there is none, or it is a delete marker
     */
    public static Versioned find(
            S3Call call, String bucket, String key, @Nullable String id, @Nullable String expectedOwner) {
        Home[] home = new Home[1];
        Versioned found = call.store().read(view -> {
            home[0] = call.home(view, bucket, expectedOwner);
            return find(view, home[0], key, id);
        });
        return found(call, home[0], key, id, found);
    }

    /** The same for what was found in a view: refuses nothing and markers. */
    static Versioned found(S3Call call, Home home, String key, @Nullable String id, @Nullable Versioned found) {
        if (found == null) {
            if (id != null && !(id.equals(Version.NULL) && home.bucket().versioning() == Versioning.OFF)) {
                throw S3Errors.noSuchVersion(key, id);
            }
            throw call.missing(home, key);
        }
        if (found.object == null) {
            throw id == null
                    ? call.missing(home, key)
                            .header("x-amz-delete-marker", "true")
                            .header("x-amz-version-id", found.version.id(key))
                    : S3Errors.deleteMarker(
                            call.call().head().method(), Instant.ofEpochMilli(found.modified), found.version.id(key));
        }
        return found;
    }

    /** The version, object or marker; the newest when {@code id} is null. Null when there is none. */
    public static @Nullable Versioned find(ReadView view, Home home, String key, @Nullable String id) {
        if (id == null) {
            StoredObject object = Shelf.object(view, home, key);
            if (object != null) {
                return current(home, key, object);
            }
            return home.bucket().versioning() == Versioning.OFF ? null : Shelf.newestAside(view, home, key);
        }
        if (!Version.formed(id)) {
            throw S3Errors.invalidVersionId(id);
        }
        Entry entry = Shelf.entry(view, home, key);
        long order = id.equals(Version.NULL) ? -1 : Version.order(key, id);
        if (entry != null
                && (order < 0
                        ? id.equals(Version.NULL) && !entry.version().named()
                        : entry.version().order() == order)) {
            StoredObject object = Shelf.object(view, home, key);
            return object == null ? null : current(home, key, object);
        }
        if (home.bucket().versioning() == Versioning.OFF) {
            return null;
        }
        if (id.equals(Version.NULL)) {
            Long unnamed = view.get(ObjectTables.NULLS, home.scope(), home.key(key));
            return unnamed == null ? null : Shelf.aside(view, home, key, unnamed);
        }
        return order < 0 ? null : Shelf.aside(view, home, key, order);
    }

    /**
     * Where a version that a listing goes on after stands: it need not be there any more.
     *
     * @return −1 when nothing tells
     */
    public static long order(ReadView view, Home home, String key, String id) {
        if (!Version.formed(id)) {
            throw S3Errors.invalidVersionId(id);
        }
        if (!id.equals(Version.NULL)) {
            return Version.order(key, id);
        }
        Versioned version = find(view, home, key, id);
        return version == null ? -1 : version.version.order();
    }

    private static Versioned current(Home home, String key, StoredObject object) {
        return new Versioned(
                home, key, object.entry().version(), object, object.entry().modified(), true);
    }

    /** The object of a version that {@link #find} said is none but an object. */
    public StoredObject stored() {
        if (object == null) {
            throw new IllegalStateException("a delete marker");
        }
        return object;
    }

    /** The id as answers tell it: not at all in buckets that never kept versions. */
    public @Nullable String told() {
        return home.bucket().versioning() == Versioning.OFF ? null : version.id(key);
    }
}
