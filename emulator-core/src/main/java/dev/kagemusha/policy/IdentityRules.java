package dev.kagemusha.policy;

import dev.kagemusha.policy.MalformedPolicyException.Reason;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What IAM checks in an identity policy, in its order, so that a document with several faults gets the error it gets
 * there: what its older parser refuses first, then ids, ARNs, actions, and last the elements that are missing.
 */
final class IdentityRules {
    private static final Set<String> PARTITIONS =
            Set.of("aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc");

    private IdentityRules() {}

    static void check(PolicyReader.Draft draft, Policy.Version version) {
        List<StatementDraft> statements = draft.statements();
        for (StatementDraft statement : statements) {
            if (!"allow".equalsIgnoreCase(statement.effect) && !"deny".equalsIgnoreCase(statement.effect)) {
                throw Grammar.IDENTITY.malformed(Reason.EFFECT, "");
            }
        }
        if (version != Policy.Version.V2012_10_17) {
            throw Grammar.IDENTITY.malformed(Reason.VERSION, "");
        }
        for (StatementDraft statement : statements) {
            if (statement.principals != null) {
                throw Grammar.IDENTITY.malformed(Reason.PROHIBITED_ELEMENT, "Principal");
            }
        }
        statements.forEach(IdentityRules::legacy);
        sids(statements);
        for (StatementDraft statement : statements) {
            statement.resourcesOrNone().forEach(IdentityRules::resource);
        }
        for (StatementDraft statement : statements) {
            statement.actionsOrNone().forEach(IdentityRules::action);
        }
        for (StatementDraft statement : statements) {
            if (statement.actionsOrNone().isEmpty()) {
                throw Grammar.IDENTITY.malformed(Reason.MISSING_ELEMENT, "Action");
            }
            if (statement.resourcesOrNone().isEmpty()) {
                throw Grammar.IDENTITY.malformed(Reason.MISSING_ELEMENT, "Resource");
            }
        }
    }

    private static void legacy(StatementDraft statement) {
        if (!"Allow".equals(statement.effect) && !"Deny".equals(statement.effect)) {
            throw failedLegacyParsing(Reason.EFFECT);
        }
        for (StatementDraft.Line line : statement.conditions) {
            if (ValueTests.compile(line.name().operator(), line.values(), true) == null) {
                throw failedLegacyParsing(Reason.CONDITION);
            }
        }
        for (String resource : statement.resourcesOrNone()) {
            List<String> fields = Arns.split(resource);
            if (fields.size() < 2 || !isPartition(fields.get(1))) {
                continue;
            }
            boolean vendor = fields.size() < 4 || !fields.get(2).isEmpty();
            boolean account = fields.size() != 5 || isAccount(fields.get(4));
            if (!vendor || !account) {
                throw failedLegacyParsing(Reason.RESOURCE);
            }
        }
    }

    /** Five fields may be an ARN without its last one; a name in the fifth shows that a colon was forgotten. */
    private static boolean isAccount(String field) {
        if (field.indexOf('*') >= 0 || field.indexOf('?') >= 0 || field.equals("aws")) {
            return true;
        }
        for (int i = 0; i < field.length(); i++) {
            if (field.charAt(i) < '0' || field.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean isPartition(String field) {
        return PARTITIONS.contains(field) || field.indexOf('*') >= 0 || field.indexOf('?') >= 0;
    }

    private static MalformedPolicyException failedLegacyParsing(Reason reason) {
        return new MalformedPolicyException(reason, "The policy failed legacy parsing");
    }

    private static void sids(List<StatementDraft> statements) {
        Set<String> seen = new HashSet<>();
        for (StatementDraft statement : statements) {
            String sid = statement.sid == null ? "" : statement.sid;
            for (int i = 0; i < sid.length(); i++) {
                if (!isAlphanumeric(sid.charAt(i))) {
                    throw new MalformedPolicyException(
                            Reason.SID,
                            "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular"
                                    + " expression [0-9A-Za-z]*");
                }
            }
            if (!sid.isEmpty() && !seen.add(sid)) {
                throw new MalformedPolicyException(
                        Reason.SID, "Statement IDs (SID) in a single policy must be unique.");
            }
        }
    }

    private static void resource(String resource) {
        if (resource.equals("*")) {
            return;
        }
        List<String> fields = Arns.split(resource);
        if (fields.size() < 2) {
            throw new MalformedPolicyException(
                    Reason.RESOURCE, "Resource " + resource + " must be in ARN format or \"*\".");
        }
        String partition = fields.get(1);
        if (!isPartition(partition)) {
            String read =
                    "arn" + Arns.complete(resource).substring(fields.get(0).length());
            throw new MalformedPolicyException(
                    Reason.RESOURCE, "Partition \"" + partition + "\" is not valid for resource \"" + read + "\".");
        }
        if (fields.size() == 2 && partition.indexOf('*') < 0) {
            throw new MalformedPolicyException(
                    Reason.RESOURCE, "Resource vendor must be fully qualified and cannot contain regexes.");
        }
    }

    private static void action(String action) {
        if (action.equals("*")) {
            return;
        }
        int colon = action.indexOf(':');
        if (colon < 0) {
            throw new MalformedPolicyException(
                    Reason.ACTION, "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
        }
        if (action.indexOf(':', colon + 1) >= 0) {
            throw new MalformedPolicyException(Reason.ACTION, "Actions/Condition can contain only one colon.");
        }
        String vendor = action.substring(0, colon);
        boolean valid = !vendor.isEmpty();
        for (int i = 0; i < vendor.length(); i++) {
            char c = vendor.charAt(i);
            valid &= isAlphanumeric(c) || c == '-' || c == '.';
        }
        if (!valid && !vendor.equals("*")) {
            throw new MalformedPolicyException(Reason.ACTION, "Vendor " + vendor + " is not valid");
        }
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }
}
