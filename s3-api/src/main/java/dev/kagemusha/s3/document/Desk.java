package dev.kagemusha.s3.document;

import dev.kagemusha.s3.S3Error;
import dev.kagemusha.s3.bucket.BucketTables;
import dev.kagemusha.s3.bucket.Contents;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.bucket.Versioning;
import dev.kagemusha.s3.configuration.Configurations;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.s3.configuration.Settings;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;
import java.util.function.Supplier;

/** One call about a bucket's configurations: finds the bucket, reads and writes them. */
public final class Desk {
    private final S3Call call;
    private final Configurations configurations;

    public Desk(S3Call call) {
        this.call = call;
        this.configurations = call.configurations();
    }

    /** Configurations go with their bucket. */
    public static Contents contents(Configurations configurations) {
        return new Contents() {
            @Override
            public void remove(Transaction tx, Home home) {
                configurations.deleteAll(tx, home.scope(), home.bucket().id());
            }
        };
    }

    public S3Call call() {
        return call;
    }

    /** The bucket of this name. */
    public Home home(String bucket, @Nullable String expectedOwner) {
        return call.store().read(view -> call.home(view, bucket, expectedOwner));
    }

    /** The bucket of this name, whoever has it; null when there is none. */
    @Nullable
    Home find(String bucket) {
        return call.store().read(view -> call.find(view, bucket));
    }

    /** Whether a bucket keeps versions now. */
    boolean isVersioned(Home home) {
        return home.bucket().versioning() == Versioning.ENABLED;
    }

    /** What is configured of a bucket. */
    public Settings settings(Home home) {
        return configurations.of(home.scope(), home.bucket().id());
    }

    /** The one configuration of a kind, or null. */
    <T> @Nullable T find(String bucket, @Nullable String expectedOwner, Kind<T> kind) {
        return settings(home(bucket, expectedOwner)).get(kind);
    }

    /** The one configuration of a kind. */
    <T> T get(String bucket, @Nullable String expectedOwner, Kind<T> kind, Supplier<S3Error> missing) {
        T found = find(bucket, expectedOwner, kind);
        if (found == null) {
            throw missing.get();
        }
        return found;
    }

    /** Puts the one configuration of a kind. */
    public <T> void put(Home home, Kind<T> kind, T value) {
        change(home, tx -> configurations.put(tx, home.scope(), home.bucket().id(), kind, value));
    }

    /** Removes the one configuration of a kind. */
    public void delete(Home home, Kind<?> kind) {
        change(home, tx -> configurations.delete(tx, home.scope(), home.bucket().id(), kind));
    }

    /** Changes configurations of a bucket under its lock. */
    public void change(Home home, Consumer<Transaction> change) {
        call.store().write(Locks.of(BucketTables.BUCKETS, home.scope(), home.name()), tx -> {
            call.confirm(tx, home);
            change.accept(tx);
            return null;
        });
    }

    public Configurations configurations() {
        return configurations;
    }
}
