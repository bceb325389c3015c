package dev.kagemusha.s3.notification;

import dev.kagemusha.s3.event.Happening;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.LambdaFunctionConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfigurationFilter;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a bucket's events go.
 *
 * @param eventBridge whether all of them go to EventBridge
 */
record Routes(List<Route> routes, boolean eventBridge) {
    /**
     * A destination and what it is told of.
     *
     * @param id of the configuration, which records carry
     * @param arn of a queue, topic or function
     * @param events without {@code s3:}
     */
    record Route(String id, String arn, List<String> events, String prefix, String suffix) {
        boolean takes(Happening what, String key) {
            return key.startsWith(prefix) && key.endsWith(suffix) && takes(what.eventName());
        }

        private boolean takes(String name) {
            for (String event : events) {
                boolean all = event.endsWith(":*");
                if (all ? name.startsWith(event.substring(0, event.length() - 1)) : name.equals(event)) {
                    return true;
                }
            }
            return false;
        }
    }

    static Routes of(NotificationConfiguration configuration) {
        List<Route> routes = new ArrayList<>();
        for (TopicConfiguration topic : configuration.topicConfigurations()) {
            routes.add(route(topic.id(), topic.topicArn(), topic.eventsAsStrings(), topic.filter()));
        }
        for (QueueConfiguration queue : configuration.queueConfigurations()) {
            routes.add(route(queue.id(), queue.queueArn(), queue.eventsAsStrings(), queue.filter()));
        }
        for (LambdaFunctionConfiguration function : configuration.lambdaFunctionConfigurations()) {
            routes.add(
                    route(function.id(), function.lambdaFunctionArn(), function.eventsAsStrings(), function.filter()));
        }
        return new Routes(routes, configuration.eventBridgeConfiguration() != null);
    }

    private static Route route(
            @Nullable String id, String arn, List<String> events, @Nullable NotificationConfigurationFilter filter) {
        String prefix = "";
        String suffix = "";
        if (filter != null && filter.key() != null) {
            for (FilterRule rule : filter.key().filterRules()) {
                // AWS takes Prefix and prefix
                String name = rule.nameAsString();
                String value = rule.value() == null ? "" : decoded(rule.value());
                if ("prefix".equalsIgnoreCase(name)) {
                    prefix = value;
                } else if ("suffix".equalsIgnoreCase(name)) {
                    suffix = value;
                }
            }
        }
        List<String> names = new ArrayList<>(events.size());
        for (String event : events) {
            names.add(event.startsWith("s3:") ? event.substring(3) : event);
        }
        return new Route(id == null ? "" : id, arn, names, prefix, suffix);
    }

    /** Characters that a URL encodes are encoded in filters too (user guide, "Configuring event notifications using object key name filtering"). */
    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return value;
        }
    }

    boolean none() {
        return routes.isEmpty() && !eventBridge;
    }
}
