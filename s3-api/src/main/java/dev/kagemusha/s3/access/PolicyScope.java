package dev.kagemusha.s3.access;

import dev.kagemusha.policy.Policy;
import dev.kagemusha.policy.Statement;
import dev.kagemusha.s3.acl.AccessErrors;

import java.util.List;
import java.util.Locale;

/** What a policy of a bucket or a point may be about: S3, it itself, and what is in it; each action with a resource of its kind. */
final class PolicyScope {
    private static final String S3 = "s3:";

    /** How the names of actions on objects begin; all others are about buckets. */
    private static final List<String> ON_OBJECTS = List.of(
            "getobject",
            "putobject",
            "deleteobject",
            "restoreobject",
            "replicate",
            "abortmultipartupload",
            "listmultipartuploadparts",
            "objectowneroverride",
            "bypassgovernance",
            "initiatereplication",
            "updateobject");

    private PolicyScope() {}

    /** @param arn of the bucket or the point */
    static void check(Policy policy, String arn) {
        for (Statement statement : policy.statements()) {
            for (String action : statement.actions().written()) {
                if (!action.equals("*") && !action.regionMatches(true, 0, S3, 0, S3.length())) {
                    throw AccessErrors.malformedPolicy("Policy has invalid action");
                }
            }
            if (!statement.resources().areWithin(arn)) {
                throw AccessErrors.malformedPolicy("Policy has invalid resource");
            }
            if (!statement.actions().negated() && !statement.resources().negated()) {
                kinds(statement, arn.indexOf('/') < 0 ? "/" : "/object/");
            }
        }
    }

    /** @param below what stands before keys */
    private static void kinds(Statement statement, String below) {
        boolean buckets = false;
        boolean objects = false;
        for (String resource : statement.resources().written()) {
            boolean isObject = resource.contains(below);
            buckets |= !isObject;
            objects |= isObject || resource.endsWith("*");
        }
        for (String action : statement.actions().written()) {
            if (action.indexOf('*') >= 0 || action.indexOf('?') >= 0) {
                continue;
            }
            if (onObjects(action) ? !objects : !buckets) {
                throw AccessErrors.malformedPolicy("Action does not apply to any resource(s) in statement");
            }
        }
    }

    private static boolean onObjects(String action) {
        String name = action.substring(S3.length()).toLowerCase(Locale.ROOT);
        return ON_OBJECTS.stream().anyMatch(name::startsWith);
    }
}
