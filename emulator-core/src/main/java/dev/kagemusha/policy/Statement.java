package dev.kagemusha.policy;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One statement of a policy, compiled.
 *
 * <p>The parts that only the engine reads are hidden; a service that must look into a document (which actions a trust
 * policy allows, whether a bucket policy is public) has {@link #principals()}, {@link #actions()} and {@link
 * #resources()} as they were written.
 */
public final class Statement {
    private final @Nullable String sid;
    private final Effect effect;
    private final @Nullable PrincipalSet principals;
    private final Actions actions;
    private final Resources resources;
    private final List<Condition> conditions;

    Statement(
            @Nullable String sid,
            Effect effect,
            @Nullable PrincipalSet principals,
            Actions actions,
            Resources resources,
            List<Condition> conditions) {
        this.sid = sid;
        this.effect = effect;
        this.principals = principals;
        this.actions = actions;
        this.resources = resources;
        this.conditions = List.copyOf(conditions);
    }

    /** The {@code Sid}; null if the statement has none. */
    public @Nullable String sid() {
        return sid;
    }

    public Effect effect() {
        return effect;
    }

    /** {@code Principal} or {@code NotPrincipal}; null in an identity policy. */
    public @Nullable PrincipalSet principals() {
        return principals;
    }

    /** {@code Action} or {@code NotAction}. */
    public Actions actions() {
        return actions;
    }

    /** {@code Resource} or {@code NotResource}. */
    public Resources resources() {
        return resources;
    }

    List<Condition> conditions() {
        return conditions;
    }

    /** Whether anything but principal, action and resource limits the statement. */
    public boolean conditional() {
        return !conditions.isEmpty();
    }

    /** How the statement names a requester; one without principals is about whoever it is attached to. */
    ResourceGrant named(Requester requester, boolean bounded) {
        return principals == null ? ResourceGrant.DIRECT : principals.named(requester, bounded);
    }

    boolean matches(AuthorizationRequest request) {
        if (!actions.match(request.action()) || !resources.match(request.resource(), request.keys())) {
            return false;
        }
        for (int i = 0; i < conditions.size(); i++) {
            if (!conditions.get(i).holds(request.keys())) {
                return false;
            }
        }
        return true;
    }

    /**
     * The actions of a statement.
     *
     * @param negated whether the element is {@code NotAction}
     * @param written the actions as the document has them
     */
    public record Actions(boolean negated, List<String> written, List<Glob> patterns) {
        /** Whether an action is among them (or, negated, is not); case does not matter. */
        public boolean match(String action) {
            for (int i = 0; i < patterns.size(); i++) {
                if (patterns.get(i).matches(action)) {
                    return !negated;
                }
            }
            return negated;
        }
    }

    /**
     * The resources of a statement.
     *
     * @param negated whether the element is {@code NotResource}
     * @param written the ARNs as the document has them
     */
    public record Resources(boolean negated, List<String> written, List<TextPattern> patterns) {
        /** In place of the element that a trust policy must not have: whatever the policy is attached to. */
        static final Resources ATTACHED = new Resources(true, List.of(), List.of());

        /**
         * Whether each of them is {@code *}, or this ARN or something below it: what stands before the first slash that the ARN
         * itself has not matches.
         */
        public boolean areWithin(String arn) {
            int steps = (int) arn.chars().filter(c -> c == '/').count();
            for (String one : written) {
                int slash = one.indexOf('/');
                for (int i = 0; i < steps && slash >= 0; i++) {
                    slash = one.indexOf('/', slash + 1);
                }
                String above = slash < 0 ? one : one.substring(0, slash);
                if (!Glob.of(above, false).matches(arn)) {
                    return false;
                }
            }
            return true;
        }

        /** Whether an ARN is among them (or, negated, is not). A star reaches over slashes and colons. */
        public boolean match(String arn, ConditionKeys keys) {
            for (int i = 0; i < patterns.size(); i++) {
                if (patterns.get(i).matches(arn, keys)) {
                    return !negated;
                }
            }
            return negated;
        }
    }
}
