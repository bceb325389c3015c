package dev.kagemusha.dynamodb.autoscaling;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalingActivitiesRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalingActivitiesResponse;

/** Lists what has been scaled, the newest first. Activities that were not done are none here, so none is left out. */
final class Activities implements ApplicationAutoScalingClient {
    private final Desk desk;

    Activities(Desk desk) {
        this.desk = desk;
    }

    @Override
    public DescribeScalingActivitiesResponse describeScalingActivities(DescribeScalingActivitiesRequest request) {
        Scalable.requireDynamoDb(request.serviceNamespace());
        String resource = request.resourceId();
        String dimension = request.scalableDimensionAsString();
        requireResource(resource, dimension);
        Pages<Activity> page = desk.store()
                .read(view -> Pages.of(
                        view,
                        Rows.ACTIVITIES,
                        desk.call().scope(),
                        request.maxResults(),
                        request.nextToken(),
                        activity -> isOf(activity.scalable(), resource, dimension)));
        return DescribeScalingActivitiesResponse.builder()
                .scalingActivities(page.rows().stream().map(Activity::describe).toList())
                .nextToken(page.token())
                .build();
    }

    /** "If you specify a scalable dimension, you must also specify a resource ID." */
    static void requireResource(@Nullable String resource, @Nullable String dimension) {
        if (dimension != null && resource == null) {
            throw AutoScalingErrors.validation("Resource ID must be specified with a scalable dimension");
        }
    }

    static boolean isOf(Scalable scalable, @Nullable String resource, @Nullable String dimension) {
        return (resource == null || resource.equals(scalable.resource()))
                && (dimension == null || dimension.equals(scalable.dimension()));
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
