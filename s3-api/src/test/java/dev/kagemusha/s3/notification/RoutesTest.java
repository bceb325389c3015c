package dev.kagemusha.s3.notification;

import dev.kagemusha.s3.event.Happening;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

class RoutesTest {
    private static Routes.Route queue(String event, FilterRule... rules) {
        return Routes.of(NotificationConfiguration.builder()
                        .queueConfigurations(q -> q.id("c")
                                .queueArn("arn:aws:sqs:us-east-1:111122223333:q")
                                .eventsWithStrings(event)
                                .filter(f -> f.key(k -> k.filterRules(rules))))
                        .build())
                .routes()
                .getFirst();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            s3:ObjectCreated:*,                      CREATED_COPY,      true
            s3:ObjectCreated:*,                      REMOVED,           false
            s3:ObjectCreated:Put,                    CREATED_PUT,       true
            s3:ObjectCreated:Put,                    CREATED_POST,      false
            s3:ObjectRemoved:*,                      REMOVED_BY_MARKER, true
            s3:ObjectRemoved:*,                      EXPIRED,           false
            s3:LifecycleExpiration:*,                EXPIRED,           true
            s3:LifecycleTransition,                  MOVED,             true
            s3:ObjectTagging:*,                      UNTAGGED,          true
            """)
    void matchesEventsByNameOrFamily(String event, Happening what, boolean matches) {
        assertThat(queue(event).takes(what, "k")).isEqualTo(matches);
    }

    @Test
    void matchesPrefixAndSuffixWhateverTheCaseOfTheirNames() {
        Routes.Route route = queue(
                "s3:ObjectCreated:*",
                FilterRule.builder().name("Prefix").value("in/").build(),
                FilterRule.builder().name("suffix").value(".jpg").build());
        assertThat(route.takes(Happening.CREATED_PUT, "in/a.jpg")).isTrue();
        assertThat(route.takes(Happening.CREATED_PUT, "in/a.png")).isFalse();
        assertThat(route.takes(Happening.CREATED_PUT, "out/a.jpg")).isFalse();
    }

    @Test
    void leadsNowhereWithoutConfiguration() {
        assertThat(Routes.of(NotificationConfiguration.builder().build()).none())
                .isTrue();
        assertThat(Routes.of(NotificationConfiguration.builder()
                                .eventBridgeConfiguration(e -> {})
                                .build())
                        .none())
                .isFalse();
    }
}
