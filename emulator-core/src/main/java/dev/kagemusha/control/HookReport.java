package dev.kagemusha.control;

import dev.kagemusha.hooks.Hook;
import dev.kagemusha.hooks.Hooks;
import dev.kagemusha.hooks.Stage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** How the init hooks went, as the control endpoints show it: ours, and LocalStack's, which knows no more than a state. */
final class HookReport {
    private final Hooks hooks;

    HookReport(Hooks hooks) {
        this.hooks = hooks;
    }

    /** @param stage its name in any case, or empty for all */
    Map<String, Object> show(String stage) {
        return show(stage, "hooks", hook -> {
            Map<String, Object> fields = state(hook);
            fields.put("millis", hook.outcome().took().toMillis());
            if (!hook.outcome().message().isEmpty()) {
                fields.put("message", hook.outcome().message());
            }
            return fields;
        });
    }

    Map<String, Object> showAsLocalStack(String stage) {
        return show(stage, "scripts", HookReport::state);
    }

    private static Map<String, Object> state(Hook hook) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("stage", hook.stage().name());
        fields.put("name", hook.name());
        fields.put("state", hook.outcome().state().name());
        return fields;
    }

    private Map<String, Object> show(String named, String member, Function<Hook, Map<String, Object>> how) {
        Map<String, Object> answer = new LinkedHashMap<>();
        if (named.isEmpty()) {
            Map<String, Object> completed = new LinkedHashMap<>();
            for (Stage stage : Stage.values()) {
                completed.put(stage.name(), hooks.completed(stage));
            }
            answer.put("completed", completed);
        } else {
            answer.put("completed", hooks.completed(stage(named)));
        }
        List<Object> shown = new ArrayList<>();
        for (Hook hook : hooks.all()) {
            if (named.isEmpty() || hook.stage() == stage(named)) {
                shown.add(how.apply(hook));
            }
        }
        answer.put(member, shown);
        return answer;
    }

    private static Stage stage(String name) {
        for (Stage stage : Stage.values()) {
            if (stage.name().equals(name.toUpperCase(Locale.ROOT))) {
                return stage;
            }
        }
        throw new ControlException(404, "there is no stage " + name + "; there are boot, start, ready and shutdown");
    }
}
