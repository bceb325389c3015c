package dev.kagemusha.dynamodb.autoscaling;

import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.ReadView;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.applicationautoscaling.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.TagResourceRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.TagResourceResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.UntagResourceRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.UntagResourceResponse;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Tags of scalable targets. */
final class TargetTags implements ApplicationAutoScalingClient {
    private static final int MOST = 50;

    private final Desk desk;

    TargetTags(Desk desk) {
        this.desk = desk;
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        change(request.resourceARN(), tags -> {
            tags.putAll(request.tags());
            return tags;
        });
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        change(request.resourceARN(), tags -> {
            tags.keySet().removeAll(request.tagKeys());
            return tags;
        });
        return UntagResourceResponse.builder().build();
    }

    @Override
    public ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest request) {
        Target target = desk.store().read(view -> find(view, request.resourceARN()));
        if (target == null) {
            throw AutoScalingErrors.arnNotFound(request.resourceARN());
        }
        return ListTagsForResourceResponse.builder().tags(target.tags()).build();
    }

    private void change(String arn, UnaryOperator<Map<String, String>> change) {
        Target found = desk.store().read(view -> find(view, arn));
        if (found == null) {
            throw AutoScalingErrors.arnNotFound(arn);
        }
        boolean changed = desk.write(found.scalable(), (tx, target) -> {
            if (target == null || !target.arn().equals(arn)) {
                return false;
            }
            Target tagged = target.tagged(change.apply(new TreeMap<>(target.tags())));
            check(tagged);
            tx.update(Rows.TARGETS, desk.call().scope(), found.scalable(), tagged);
            return true;
        });
        if (!changed) {
            throw AutoScalingErrors.arnNotFound(arn);
        }
    }

    static void check(Target target) {
        if (target.tags().size() > MOST) {
            throw AutoScalingErrors.tooManyTags(target.arn());
        }
    }

    private @Nullable Target find(ReadView view, String arn) {
        try (Cursor<Scalable, Target> rows =
                view.range(Rows.TARGETS, desk.call().scope(), KeyRange.all())) {
            while (rows.next()) {
                if (rows.value().arn().equals(arn)) {
                    return rows.value();
                }
            }
        }
        return null;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
