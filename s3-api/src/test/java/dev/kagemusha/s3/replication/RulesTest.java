package dev.kagemusha.s3.replication;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.DeleteMarkerReplicationStatus;
import software.amazon.awssdk.services.s3.model.ReplicationConfiguration;
import software.amazon.awssdk.services.s3.model.ReplicationRule;
import software.amazon.awssdk.services.s3.model.ReplicationRuleStatus;
import software.amazon.awssdk.services.s3.model.SseKmsEncryptedObjectsStatus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;

class RulesTest {
    @SafeVarargs
    private static Rules of(Consumer<ReplicationRule.Builder>... rules) {
        List<ReplicationRule> built = new ArrayList<>();
        for (Consumer<ReplicationRule.Builder> rule : rules) {
            ReplicationRule.Builder builder = ReplicationRule.builder()
                    .id("r" + (built.size() + 1))
                    .status(ReplicationRuleStatus.ENABLED)
                    .destination(d -> d.bucket("arn:aws:s3:::there"));
            rule.accept(builder);
            built.add(builder.build());
        }
        return Rules.of(ReplicationConfiguration.builder()
                .role("arn:aws:iam::111122223333:role/r")
                .rules(built)
                .build());
    }

    private static List<String> ids(List<Rules.Rule> rules) {
        return rules.stream().map(Rules.Rule::id).toList();
    }

    @Test
    void goesToADestinationByTheRuleOfHighestPriority() {
        Rules rules = of(
                r -> r.priority(1).filter(f -> f.prefix("")),
                r -> r.priority(2).filter(f -> f.prefix("a/")),
                r -> r.priority(3).filter(f -> f.prefix("a/")).destination(d -> d.bucket("arn:aws:s3:::elsewhere")),
                r -> r.priority(9).filter(f -> f.prefix("")).status(ReplicationRuleStatus.DISABLED));
        assertThat(ids(rules.forObject("a/x", Map.of(), false))).containsExactly("r3", "r2");
        assertThat(ids(rules.forObject("x", Map.of(), false))).containsExactly("r1");
    }

    @Test
    void coversObjectsThatHaveItsTags() {
        Rules rules = of(r -> r.priority(1)
                .filter(f -> f.and(a -> a.prefix("a/").tags(t -> t.key("k").value("v"))))
                .deleteMarkerReplication(d -> d.status(DeleteMarkerReplicationStatus.ENABLED)));
        assertThat(rules.forObject("a/x", Map.of("k", "v", "l", ""), false)).hasSize(1);
        assertThat(rules.forObject("a/x", Map.of(), false)).isEmpty();
        assertThat(rules.forMarker("a/x")).isEmpty();
    }

    @Test
    @SuppressWarnings("deprecation")
    void copiesDeleteMarkersWhereItIsSaidOrWasAlwaysSo() {
        assertThat(of(r -> r.prefix("a/")).forMarker("a/x")).hasSize(1);
        assertThat(of(r -> r.filter(f -> f.prefix("a/"))).forMarker("a/x")).isEmpty();
        assertThat(of(r -> r.filter(f -> f.prefix("a/"))
                                .deleteMarkerReplication(d -> d.status(DeleteMarkerReplicationStatus.ENABLED)))
                        .forMarker("a/x"))
                .hasSize(1);
    }

    @Test
    void leavesObjectsUnderKeysOfKmsUnlessAsked() {
        assertThat(of(r -> r.filter(f -> f.prefix(""))).forObject("x", Map.of(), true))
                .isEmpty();
        assertThat(of(r -> r.filter(f -> f.prefix(""))
                                .sourceSelectionCriteria(c ->
                                        c.sseKmsEncryptedObjects(s -> s.status(SseKmsEncryptedObjectsStatus.ENABLED))))
                        .forObject("x", Map.of(), true))
                .hasSize(1);
    }
}
