package dev.kagemusha.protocol.constraint;

import dev.kagemusha.protocol.MemberConstraint;
import dev.kagemusha.protocol.ServiceModel;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.utils.builder.Buildable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Checks requests of one service against its table and says what is wrong as AWS says it: all violations in one message,
 * the first ten of them.
 *
 * <p>A request's class is prepared when it is first seen. Members that have no constraint at any depth are never looked at
 * afterwards, and a request that passes allocates nothing.
 *
 * <p>Violations come in the table's order of members. Thread-safe.
 */
public final class ConstraintValidator {
    private final ServiceModel service;
    private final Map<Class<?>, Rules> prepared = new ConcurrentHashMap<>();

    public ConstraintValidator(ServiceModel service) {
        this.service = service;
    }

    /**
     * What AWS says of this request; nothing in a service whose table says that it is {@code unchecked}, as S3's does.
     *
     * @return for example {@code 1 validation error detected: Value null at 'tableName' failed to satisfy constraint:
     *     Member must not be null}, or null when nothing is wrong
     */
    public @Nullable String check(SdkPojo request) {
        if (service.table().attribute("unchecked") != null) {
            return null;
        }
        Rules rules = prepared.get(request.getClass());
        if (rules == null) {
            rules = new Preparation().rules(request.getClass(), request);
            prepared.putIfAbsent(request.getClass(), rules);
        }
        Violations violations = rules.check(request, null, null);
        return violations == null ? null : violations.message();
    }

    /** Where a value stands, as a chain from the inside out that becomes text only when something is wrong. */
    record Path(@Nullable Path parent, String step) {
        String text() {
            return parent == null ? step : parent.text() + '.' + step;
        }
    }

    /** The constrained members of a structure. */
    private static final class Rules {
        private Member[] members = {};

        @Nullable
        Violations check(SdkPojo pojo, @Nullable Path path, @Nullable Violations found) {
            Violations all = found;
            for (Member member : members) {
                all = member.check(pojo, path, all);
            }
            return all;
        }
    }

    private record Member(
            SdkField<?> field,
            String name,
            @Nullable ValueRule own,
            @Nullable Inside inside) {
        @Nullable
        Violations check(SdkPojo pojo, @Nullable Path parent, @Nullable Violations found) {
            Object value = field.getValueOrDefault(pojo);
            if (value instanceof SdkAutoConstructList || value instanceof SdkAutoConstructMap) {
                value = null;
            }
            Violations all = found;
            if (own != null && !own.passes(value)) {
                all = Violations.more(all);
                own.violations(value, new Path(parent, name), all);
            }
            if (inside != null && value != null) {
                all = inside.check(value, parent, name, all);
            }
            return all;
        }
    }

    /** What is to be checked inside a value: a structure's members, or a collection's elements. */
    private sealed interface Inside {
        @Nullable
        Violations check(Object value, @Nullable Path parent, String name, @Nullable Violations found);
    }

    private record InStructure(Rules rules) implements Inside {
        @Override
        public @Nullable Violations check(
                Object value, @Nullable Path parent, String name, @Nullable Violations found) {
            return rules.check((SdkPojo) value, new Path(parent, name), found);
        }
    }

    private record InList(
            @Nullable ValueRule element, @Nullable Inside inside) implements Inside {
        @Override
        public @Nullable Violations check(
                Object value, @Nullable Path parent, String name, @Nullable Violations found) {
            List<?> list = (List<?>) value;
            Violations all = found;
            if (element != null && !allPass(element, list)) {
                all = Violations.more(all);
                all.add(element.value(list), new Path(parent, name), "Member must satisfy constraint: " + element);
            }
            if (inside != null) {
                for (int i = 0; i < list.size(); i++) {
                    Object each = list.get(i);
                    if (each != null) {
                        Path at = new Path(new Path(parent, name), String.valueOf(i + 1));
                        all = inside.check(each, at, "member", all);
                    }
                }
            }
            return all;
        }
    }

    private record InMap(
            @Nullable ValueRule key,
            @Nullable ValueRule element,
            @Nullable Inside inside) implements Inside {
        @Override
        public @Nullable Violations check(
                Object value, @Nullable Path parent, String name, @Nullable Violations found) {
            Map<?, ?> map = (Map<?, ?>) value;
            Violations all = found;
            if (key != null && !allPass(key, map.keySet())) {
                all = Violations.more(all);
                all.add(key.value(map), new Path(parent, name), "Map keys must satisfy constraint: " + key);
            }
            if (element != null && !allPass(element, map.values())) {
                all = Violations.more(all);
                all.add(element.value(map), new Path(parent, name), "Map value must satisfy constraint: " + element);
            }
            if (inside != null) {
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    if (entry.getValue() != null) {
                        Path at = new Path(new Path(parent, name), (String) entry.getKey());
                        all = inside.check(entry.getValue(), at, "member", all);
                    }
                }
            }
            return all;
        }
    }

    private static boolean allPass(ValueRule rule, Iterable<?> values) {
        for (Object value : values) {
            if (value != null && !rule.passes(value)) {
                return false;
            }
        }
        return true;
    }

    /** Turns the table's lines about a class, and about the classes inside it, into rules. */
    private final class Preparation {
        private final Map<Class<?>, Rules> begun = new HashMap<>();

        Rules rules(Class<?> type, SdkPojo any) {
            Rules known = begun.get(type);
            if (known != null) {
                return known;
            }
            Rules rules = new Rules();
            begun.put(type, rules);
            List<MemberConstraint> constraints = service.table().constraints(type);
            List<SdkField<?>> fields = new ArrayList<>(any.sdkFields());
            List<Member> members = new ArrayList<>();
            for (MemberConstraint constraint : constraints) {
                fields.stream()
                        .filter(field -> field.locationName().equals(constraint.member()))
                        .findFirst()
                        .ifPresent(field -> {
                            fields.remove(field);
                            add(members, field, constraints);
                        });
            }
            for (SdkField<?> field : fields) {
                add(members, field, constraints);
            }
            rules.members = members.toArray(new Member[0]);
            return rules;
        }

        private void add(List<Member> members, SdkField<?> field, List<MemberConstraint> constraints) {
            ValueRule own = rule(constraints, field, "");
            Inside inside = inside(constraints, field, field, "");
            if (own != null || inside != null) {
                String name = field.memberName();
                members.add(new Member(field, Character.toLowerCase(name.charAt(0)) + name.substring(1), own, inside));
            }
        }

        private @Nullable Inside inside(
                List<MemberConstraint> constraints, SdkField<?> member, SdkField<?> field, String within) {
            ListTrait list = field.getTrait(ListTrait.class);
            if (list != null) {
                ValueRule element = rule(constraints, member, within + "/member");
                Inside deeper = inside(constraints, member, list.memberFieldInfo(), within + "/member");
                return element == null && deeper == null ? null : new InList(element, deeper);
            }
            MapTrait map = field.getTrait(MapTrait.class);
            if (map != null) {
                ValueRule key = rule(constraints, member, within + "/key");
                ValueRule element = rule(constraints, member, within + "/value");
                Inside deeper = inside(constraints, member, map.valueFieldInfo(), within + "/value");
                return key == null && element == null && deeper == null ? null : new InMap(key, element, deeper);
            }
            if (field.constructor() != null) {
                SdkPojo builder = field.constructor().get();
                Class<?> type = ((Buildable) builder).build().getClass();
                boolean recursive = begun.containsKey(type);
                Rules rules = rules(type, builder);
                // A class that is still being prepared may yet get members.
                return recursive || rules.members.length > 0 ? new InStructure(rules) : null;
            }
            return null;
        }

        private @Nullable ValueRule rule(List<MemberConstraint> constraints, SdkField<?> member, String within) {
            for (MemberConstraint constraint : constraints) {
                if (constraint.within().equals(within) && constraint.member().equals(member.locationName())) {
                    return ValueRule.of(constraint);
                }
            }
            return null;
        }
    }
}
