package dev.kagemusha.s3.document;

import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.time.Ids;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LambdaFunctionConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfigurationFilter;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;

import java.util.ArrayList;
import java.util.List;

/**
 * Who is told of what happens in a bucket. Whether a queue, topic or function exists is not asked: their services are not part of
 * every emulator.
 */
public final class Notifications implements Chapter {
    private final Desk desk;
    private final Schema schema;
    private final Ids ids;

    public Notifications(Desk desk, Schema schema, Ids ids) {
        this.desk = desk;
        this.schema = schema;
        this.ids = ids;
    }

    @Override
    public PutBucketNotificationConfigurationResponse putBucketNotificationConfiguration(
            PutBucketNotificationConfigurationRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        NotificationConfiguration given = schema.check(request.notificationConfiguration());
        NotificationConfiguration named = given.toBuilder()
                .topicConfigurations(given.topicConfigurations().stream()
                        .map(t -> t.toBuilder().id(id(t.id())).build())
                        .toList())
                .queueConfigurations(given.queueConfigurations().stream()
                        .map(q -> q.toBuilder().id(id(q.id())).build())
                        .toList())
                .lambdaFunctionConfigurations(given.lambdaFunctionConfigurations().stream()
                        .map(f -> f.toBuilder().id(id(f.id())).build())
                        .toList())
                .build();
        check(named);
        boolean nothing = named.topicConfigurations().isEmpty()
                && named.queueConfigurations().isEmpty()
                && named.lambdaFunctionConfigurations().isEmpty()
                && named.eventBridgeConfiguration() == null;
        if (nothing) {
            desk.delete(home, Kind.NOTIFICATION);
        } else {
            desk.put(home, Kind.NOTIFICATION, named);
        }
        return PutBucketNotificationConfigurationResponse.builder().build();
    }

    private String id(@Nullable String given) {
        if (given == null || given.isEmpty()) {
            return ids.uuid().toString();
        }
        if (given.length() > 255) {
            throw DocumentErrors.argument("The Id should not be longer than 255 characters", "Id", given);
        }
        return given;
    }

    /** Somebody who is told. */
    private record Listener(String id, List<String> events, String prefix, String suffix) {
        static Listener of(String id, List<String> events, @Nullable NotificationConfigurationFilter filter) {
            String prefix = null;
            String suffix = null;
            List<FilterRule> rules = filter == null || filter.key() == null
                    ? List.of()
                    : filter.key().filterRules();
            for (FilterRule rule : rules) {
                // AWS takes Prefix, as the SDK's enumeration has it, and prefix, as everybody writes it
                boolean isPrefix = "prefix".equalsIgnoreCase(rule.nameAsString());
                if (!isPrefix && !"suffix".equalsIgnoreCase(rule.nameAsString())) {
                    throw DocumentErrors.argument(
                            "filter rule name must be either prefix or suffix",
                            "FilterRule.Name",
                            String.valueOf(rule.nameAsString()));
                }
                if ((isPrefix ? prefix : suffix) != null) {
                    throw DocumentErrors.argument(
                            "Cannot specify more than one " + rule.nameAsString() + " rule in a filter.");
                }
                String value = rule.value() == null ? "" : rule.value();
                prefix = isPrefix ? value : prefix;
                suffix = isPrefix ? suffix : value;
            }
            return new Listener(id, events, prefix == null ? "" : prefix, suffix == null ? "" : suffix);
        }

        boolean overlaps(Listener other) {
            boolean prefixes = prefix.startsWith(other.prefix) || other.prefix.startsWith(prefix);
            boolean suffixes = suffix.endsWith(other.suffix) || other.suffix.endsWith(suffix);
            return prefixes
                    && suffixes
                    && events.stream().anyMatch(mine -> other.events.stream().anyMatch(their -> same(mine, their)));
        }

        /** {@code s3:ObjectCreated:*} is every event of its kind. */
        private static boolean same(String one, String other) {
            return one.equals(other) || covers(one, other) || covers(other, one);
        }

        private static boolean covers(String pattern, String event) {
            return pattern.endsWith(":*") && event.startsWith(pattern.substring(0, pattern.length() - 1));
        }
    }

    private static void check(NotificationConfiguration given) {
        List<Listener> listeners = new ArrayList<>();
        for (TopicConfiguration topic : given.topicConfigurations()) {
            arn(topic.topicArn(), "sns");
            listeners.add(Listener.of(topic.id(), topic.eventsAsStrings(), topic.filter()));
        }
        for (QueueConfiguration queue : given.queueConfigurations()) {
            arn(queue.queueArn(), "sqs");
            listeners.add(Listener.of(queue.id(), queue.eventsAsStrings(), queue.filter()));
        }
        for (LambdaFunctionConfiguration function : given.lambdaFunctionConfigurations()) {
            arn(function.lambdaFunctionArn(), "lambda");
            listeners.add(Listener.of(function.id(), function.eventsAsStrings(), function.filter()));
        }
        for (int i = 0; i < listeners.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (listeners.get(i).id().equals(listeners.get(j).id())) {
                    throw DocumentErrors.argument(
                            "Same ID used for multiple configurations. IDs must be unique.",
                            "Id",
                            listeners.get(i).id());
                }
                if (listeners.get(i).overlaps(listeners.get(j))) {
                    throw DocumentErrors.argument(
                            "Configurations overlap. Configurations on the same bucket cannot share"
                                    + " a common event type.");
                }
            }
        }
    }

    private static void arn(@Nullable String arn, String service) {
        if (arn == null) {
            throw S3Errors.malformedXml();
        }
        String[] fields = arn.split(":", 6);
        boolean good = fields.length == 6
                && fields[0].equals("arn")
                && fields[2].equals(service)
                && !fields[3].isEmpty()
                && fields[4].length() == 12
                && !fields[5].isEmpty();
        if (!good) {
            throw DocumentErrors.argument("The ARN could not be parsed", "ARN", arn);
        }
    }

    @Override
    public GetBucketNotificationConfigurationResponse getBucketNotificationConfiguration(
            GetBucketNotificationConfigurationRequest request) {
        NotificationConfiguration found = desk.find(request.bucket(), request.expectedBucketOwner(), Kind.NOTIFICATION);
        GetBucketNotificationConfigurationResponse.Builder response =
                GetBucketNotificationConfigurationResponse.builder();
        if (found != null) {
            response.topicConfigurations(found.topicConfigurations())
                    .queueConfigurations(found.queueConfigurations())
                    .lambdaFunctionConfigurations(found.lambdaFunctionConfigurations())
                    .eventBridgeConfiguration(found.eventBridgeConfiguration());
        }
        return response.build();
    }
}
