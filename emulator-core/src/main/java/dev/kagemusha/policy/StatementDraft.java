package dev.kagemusha.policy;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A statement as the document has it: the right shape, its values not yet looked into. */
final class StatementDraft {
    @Nullable
    String sid;

    @Nullable
    String effect;

    @Nullable
    Map<String, List<String>> principals;

    boolean notPrincipal;

    @Nullable
    List<String> actions;

    boolean notAction;

    @Nullable
    List<String> resources;

    boolean notResource;
    final List<Line> conditions = new ArrayList<>();

    /** One line of a {@code Condition}. */
    record Line(String operator, Condition.Name name, String key, List<String> values) {}

    List<String> actionsOrNone() {
        return actions == null ? List.of() : actions;
    }

    List<String> resourcesOrNone() {
        return resources == null ? List.of() : resources;
    }
}
