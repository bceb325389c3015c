package dev.kagemusha.s3.object;

import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.Refusals;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.event.Happening;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.RestoreObjectRequest;
import software.amazon.awssdk.services.s3.model.RestoreObjectResponse;
import software.amazon.awssdk.services.s3.model.RestoreRequest;
import software.amazon.awssdk.services.s3.model.RestoreRequestType;

/**
 * RestoreObject: has a copy of an archived object made, which takes its time; keeps one that is there for other days; has one that is being
 * made come sooner. Source: S3 API reference, RestoreObject, and user guide, "Restoring an archived object".
 */
public final class Restoring implements Chapter {
    private static final int ACCEPTED = 202;
    private static final int THERE = 200;

    private final S3Call call;
    private final Restores restores;

    public Restoring(S3Call call, Restores restores) {
        this.call = call;
        this.restores = restores;
    }

    @Override
    public RestoreObjectResponse restoreObject(RestoreObjectRequest request) {
        Refusals.key(request.key());
        RestoreRequest asked = request.restoreRequest();
        if (asked == null) {
            throw S3Errors.malformedXml();
        }
        if (asked.type() == RestoreRequestType.SELECT
                || asked.selectParameters() != null
                || asked.outputLocation() != null) {
            // S3 Select has been closed to new customers since July 2024
            throw S3Errors.methodNotAllowed(call.call().head().method(), "OBJECT");
        }
        RestoreTier tier = tier(asked);
        Home home = call.store().read(view -> call.home(view, request.bucket(), request.expectedBucketOwner()));
        Telling telling = new Telling(call, home);
        int[] status = {ACCEPTED};
        Versioned found = call.store().write(Shelf.locks(home, request.key()), tx -> {
            Versioned version = Versioned.find(tx, call.confirm(tx, home), request.key(), request.versionId());
            if (version == null || version.object() == null) {
                return version;
            }
            Entry entry = version.object().entry();
            int days = days(asked, tier, entry);
            Restore now = Restores.find(tx, home, request.key(), entry);
            Restore next = next(now, tier, days, entry);
            restores.put(tx, home, request.key(), entry, next);
            if (next.ready()) {
                status[0] = THERE;
            } else if (now == null || now.ready()) {
                telling.of(
                        tx,
                        Happening.RESTORE_BEGUN,
                        request.key(),
                        Telling.versionId(home, request.key(), entry),
                        entry,
                        Restores.detail(null, entry));
            }
            return version;
        });
        Versioned.found(call, home, request.key(), request.versionId(), found);
        return (RestoreObjectResponse) RestoreObjectResponse.builder()
                .sdkHttpResponse(Objects.status(status[0]))
                .build();
    }

    private Restore next(@Nullable Restore now, RestoreTier tier, int days, Entry entry) {
        if (now == null || (now.ready() && !now.readable(call.now()))) {
            return Restore.begun(tier, days, entry, call.now());
        }
        if (now.ready()) {
            return now.kept(days, call.now());
        }
        // a faster tier may take over, and then nothing else may be different
        if (!tier.fasterThan(now.tier()) || days != now.days()) {
            throw S3Errors.restoreInProgress();
        }
        return now.faster(tier, entry, call.now());
    }

    private static RestoreTier tier(RestoreRequest asked) {
        String name = asked.glacierJobParameters() != null
                ? asked.glacierJobParameters().tierAsString()
                : asked.tierAsString() == null ? "Standard" : asked.tierAsString();
        RestoreTier tier = name == null ? null : RestoreTier.named(name);
        if (tier == null) {
            throw S3Errors.malformedXml();
        }
        return tier;
    }

    /** How long the copy is to stay, when this object may be restored so. */
    private static int days(RestoreRequest asked, RestoreTier tier, Entry entry) {
        if (!StorageClasses.archived(entry.storageClass())) {
            throw S3Errors.invalidObjectState("Restore is not allowed for the object's current storage class", null);
        }
        if (!tier.offeredBy(entry.storageClass())) {
            throw S3Errors.invalidArgument(
                    "Retrieval option is not supported by this storage class", "Tier", "Expedited");
        }
        if (asked.days() == null) {
            throw S3Errors.malformedXml();
        }
        if (asked.days() < 1) {
            throw S3Errors.invalidArgument(
                    "Days must be a positive integer", "Days", asked.days().toString());
        }
        return asked.days();
    }
}
