package dev.kagemusha.s3.bucket;

import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.s3.lock.BucketLock;
import dev.kagemusha.s3.lock.Mode;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.DefaultRetention;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.GetObjectLockConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetObjectLockConfigurationResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockConfiguration;
import software.amazon.awssdk.services.s3.model.ObjectLockRule;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.PutObjectLockConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutObjectLockConfigurationResponse;
import software.amazon.awssdk.services.s3.model.VersioningConfiguration;

import java.util.function.BiFunction;

/** Whether a bucket keeps versions, and whether they can be locked: the second never without the first. */
public final class BucketVersions implements Chapter {
    private static final int MOST_DAYS = 36_500;
    private static final int MOST_YEARS = 100;

    private final S3Call call;

    public BucketVersions(S3Call call) {
        this.call = call;
    }

    @Override
    public PutBucketVersioningResponse putBucketVersioning(PutBucketVersioningRequest request) {
        VersioningConfiguration asked = request.versioningConfiguration();
        if (asked == null || asked.statusAsString() == null) {
            throw S3Errors.illegalVersioning();
        }
        Versioning versioning =
                switch (asked.statusAsString()) {
                    case "Enabled" -> Versioning.ENABLED;
                    case "Suspended" -> Versioning.SUSPENDED;
                    default -> throw S3Errors.malformedXml();
                };
        Boolean mfa = mfa(asked.mfaDeleteAsString());
        Home home = call.store().read(view -> call.home(view, request.bucket(), request.expectedBucketOwner()));
        change(home, (tx, row) -> {
            if (Boolean.TRUE.equals(mfa) || Boolean.TRUE.equals(row.mfaDelete())) {
                Mfa.demand(call, home, request.mfa());
            }
            if (versioning == Versioning.SUSPENDED && row.lock().enabled()) {
                throw S3Errors.invalidBucketState(
                        "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.");
            }
            if (versioning == Versioning.SUSPENDED
                    && call.configurations().of(tx, home.scope(), row.id()).get(Kind.REPLICATION) != null) {
                throw S3Errors.invalidBucketState(
                        "A replication configuration is present on this bucket, so the versioning state cannot be changed.");
            }
            return row.withVersioning(versioning, mfa == null ? row.mfaDelete() : mfa);
        });
        return PutBucketVersioningResponse.builder().build();
    }

    private static @Nullable Boolean mfa(@Nullable String given) {
        if (given != null && !given.equals("Enabled") && !given.equals("Disabled")) {
            throw S3Errors.malformedXml();
        }
        return given == null ? null : given.equals("Enabled");
    }

    @Override
    public GetBucketVersioningResponse getBucketVersioning(GetBucketVersioningRequest request) {
        BucketRow row = call.store()
                .read(view -> call.home(view, request.bucket(), request.expectedBucketOwner()))
                .bucket();
        return GetBucketVersioningResponse.builder()
                .status(
                        switch (row.versioning()) {
                            case OFF -> null;
                            case ENABLED -> "Enabled";
                            case SUSPENDED -> "Suspended";
                        })
                .mfaDelete(row.mfaDelete() == null ? null : row.mfaDelete() ? "Enabled" : "Disabled")
                .build();
    }

    @Override
    public PutObjectLockConfigurationResponse putObjectLockConfiguration(PutObjectLockConfigurationRequest request) {
        ObjectLockConfiguration asked = request.objectLockConfiguration();
        if (asked == null || !"Enabled".equals(asked.objectLockEnabledAsString())) {
            throw S3Errors.malformedXml();
        }
        BucketLock lock = asked.rule() == null ? BucketLock.ON : lock(asked.rule());
        Home home = call.store().read(view -> call.home(view, request.bucket(), request.expectedBucketOwner()));
        change(home, (tx, row) -> {
            if (row.versioning() != Versioning.ENABLED) {
                throw S3Errors.invalidBucketState(
                        "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration");
            }
            return row.withLock(lock);
        });
        return PutObjectLockConfigurationResponse.builder().build();
    }

    private static BucketLock lock(ObjectLockRule rule) {
        DefaultRetention asked = rule.defaultRetention();
        if (asked == null || asked.modeAsString() == null || (asked.days() == null) == (asked.years() == null)) {
            throw S3Errors.malformedXml();
        }
        Mode mode = Mode.of(asked.modeAsString());
        if (mode == null) {
            throw S3Errors.malformedXml();
        }
        int days = asked.days() == null ? 0 : asked.days();
        int years = asked.years() == null ? 0 : asked.years();
        if (days + (long) years <= 0) {
            throw S3Errors.invalidRetentionPeriod("Default retention period must be a positive integer value.");
        }
        if (days > MOST_DAYS || years > MOST_YEARS) {
            throw S3Errors.invalidRetentionPeriod("Default retention period too large. Must not exceed "
                    + (days > 0 ? MOST_DAYS + " days" : MOST_YEARS + " years"));
        }
        return new BucketLock(true, mode, days, years);
    }

    @Override
    public GetObjectLockConfigurationResponse getObjectLockConfiguration(GetObjectLockConfigurationRequest request) {
        Home home = call.store().read(view -> call.home(view, request.bucket(), request.expectedBucketOwner()));
        BucketLock lock = home.bucket().lock();
        if (!lock.enabled()) {
            throw S3Errors.objectLockNotConfigured(home.name());
        }
        Mode mode = lock.mode();
        ObjectLockRule rule = mode == null
                ? null
                : ObjectLockRule.builder()
                        .defaultRetention(r -> r.mode(mode.name())
                                .days(lock.days() == 0 ? null : lock.days())
                                .years(lock.years() == 0 ? null : lock.years()))
                        .build();
        return GetObjectLockConfigurationResponse.builder()
                .objectLockConfiguration(c -> c.objectLockEnabled("Enabled").rule(rule))
                .build();
    }

    private void change(Home home, BiFunction<Transaction, BucketRow, BucketRow> change) {
        call.store().write(Locks.of(BucketTables.BUCKETS, home.scope(), home.name()), tx -> {
            BucketRow row = call.confirm(tx, home).bucket();
            tx.update(BucketTables.BUCKETS, home.scope(), home.name(), change.apply(tx, row));
            return null;
        });
    }
}
