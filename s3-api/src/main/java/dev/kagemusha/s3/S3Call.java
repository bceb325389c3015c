package dev.kagemusha.s3;

import dev.kagemusha.auth.Caller;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Permission;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** One call with what every chapter asks of it: which bucket is meant, and whether the caller may know. */
final class S3Call {
    private final Call call;
    private final StateStore store;
    private final BucketKeys bucketKeys;

    S3Call(Call call, StateStore store, BucketKeys bucketKeys) {
        this.call = call;
        this.store = store;
        this.bucketKeys = bucketKeys;
    }

    Call call() {
        return call;
    }

    BucketKeys bucketKeys() {
        return bucketKeys;
    }

    StateStore store() {
        return store;
    }

    long now() {
        return call.clock().millis();
    }

    String bucketArn(String bucket) {
        return "arn:" + call.partition() + ":s3:::" + bucket;
    }

    String objectArn(String bucket, String key) {
        return bucketArn(bucket) + "/" + key;
    }

    /**
     * Finds a bucket for this caller. Nothing but the owner's account may use it while there are no bucket policies.
     *
     * @param expectedOwner the account that {@code x-amz-expected-bucket-owner} names
     */
    Home home(ReadView view, String bucket, @Nullable String expectedOwner) {
        if (expectedOwner != null && !isAccount(expectedOwner)) {
            throw S3Errors.invalidBucketOwner(expectedOwner);
        }
        Home home = find(view, bucket);
        if (home == null) {
            throw S3Errors.noSuchBucket(bucket);
        }
        boolean owner =
                !(call.caller() instanceof Caller.Anonymous) && home.account().equals(call.account());
        if (!owner || (expectedOwner != null && !expectedOwner.equals(home.account()))) {
            throw S3Errors.accessDenied();
        }
        return home;
    }

    private static boolean isAccount(String text) {
        boolean digits = text.length() == 12;
        for (int i = 0; digits && i < 12; i++) {
            digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return digits;
    }

    /** The bucket of this name, whoever has it; null when the name is free. */
    @Nullable
    Home find(ReadView view, String bucket) {
        Holder holder = view.get(Tables.NAMES, call.globalScope(), bucket);
        if (holder == null || !store.live(holder.scope())) {
            return null;
        }
        BucketRow row = view.get(Tables.BUCKETS, holder.scope(), bucket);
        return row == null ? null : new Home(bucket, holder.scope(), holder.account(), holder.region(), row);
    }

    /** An object that may be named with the one version it has. */
    StoredObject object(String bucket, String key, @Nullable String version, @Nullable String expectedOwner) {
        Home[] home = new Home[1];
        StoredObject object = store.read(view -> {
            home[0] = home(view, bucket, expectedOwner);
            return Shelf.object(view, home[0], key);
        });
        Refusals.version(version, key);
        if (object == null) {
            throw missing(home[0], key);
        }
        return object;
    }

    /** Inside a transaction that shares the bucket's lock: the bucket is still the one that was found. */
    void confirm(Transaction tx, Home home) {
        BucketRow row = tx.get(Tables.BUCKETS, home.scope(), home.name());
        if (row == null || row.id() != home.bucket().id()) {
            throw S3Errors.noSuchBucket(home.name());
        }
    }

    /** The error for a key that is not there: a caller who may not list must not learn even that. */
    S3Error missing(Home home, String key) {
        call.require(Permission.of("s3:ListBucket", bucketArn(home.name())));
        return S3Errors.noSuchKey(key);
    }

    /** A stable 64-digit canonical user id for an account. */
    static String canonicalUser(String account) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(("canonical user " + account).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
