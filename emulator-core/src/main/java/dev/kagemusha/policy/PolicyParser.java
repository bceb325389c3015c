package dev.kagemusha.policy;

import dev.kagemusha.policy.MalformedPolicyException.Reason;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Makes a {@link Policy} of a document, or says what is wrong with it.
 *
 * <p>What only one service demands is left to it: S3 wants a brace for the first byte, its own actions and the bucket's
 * ARNs, KMS refuses a key policy that locks its author out, IAM looks up whether a principal exists.
 */
public final class PolicyParser {
    private final Grammar grammar;
    private final boolean variables;

    private PolicyParser(Grammar grammar, boolean variables) {
        this.grammar = grammar;
        this.variables = variables;
    }

    /**
     * Parses and compiles a document.
     *
     * @throws MalformedPolicyException if the document is not a policy of that kind, and for nothing else
     */
    public static Policy parse(String document, Grammar grammar) {
        PolicyReader.Draft draft = PolicyReader.read(document, grammar);
        Policy.Version version = draft.version() == null ? Policy.Version.V2008_10_17 : draft.version();
        PolicyParser parser = new PolicyParser(grammar, version == Policy.Version.V2012_10_17);
        if (grammar == Grammar.IDENTITY) {
            IdentityRules.check(draft, version);
        } else {
            parser.check(draft.statements());
        }
        List<Statement> statements = new ArrayList<>(draft.statements().size());
        for (StatementDraft statement : draft.statements()) {
            statements.add(parser.compile(statement));
        }
        return new Policy(version, draft.id(), statements);
    }

    private void check(List<StatementDraft> statements) {
        Set<String> sids = new HashSet<>();
        for (StatementDraft statement : statements) {
            if (statement.sid != null && !statement.sid.isEmpty() && !sids.add(statement.sid)) {
                throw grammar.malformed(Reason.SID, statement.sid);
            }
            if (statement.effect == null) {
                throw grammar.malformed(Reason.MISSING_ELEMENT, "Effect");
            }
            checkPrincipals(statement);
            if (statement.actionsOrNone().isEmpty()) {
                throw grammar.malformed(Reason.MISSING_ELEMENT, "Action");
            }
            for (String action : statement.actionsOrNone()) {
                check(action);
            }
            checkResources(statement);
        }
    }

    private void checkPrincipals(StatementDraft statement) {
        if (statement.principals == null) {
            throw grammar.malformed(Reason.MISSING_ELEMENT, "Principal");
        }
        boolean empty = true;
        for (List<String> names : statement.principals.values()) {
            empty &= names.isEmpty();
        }
        if (empty) {
            throw grammar.malformed(Reason.MISSING_ELEMENT, "Principal cannot be empty!");
        }
        if (statement.notPrincipal && "Allow".equals(statement.effect)) {
            throw new MalformedPolicyException(Reason.PROHIBITED_ELEMENT, "Allow with NotPrincipal is not allowed.");
        }
        if (statement.notPrincipal && grammar == Grammar.TRUST) {
            throw grammar.malformed(Reason.PROHIBITED_ELEMENT, "NotPrincipal");
        }
    }

    private void checkResources(StatementDraft statement) {
        if (grammar == Grammar.TRUST && statement.resources != null) {
            throw statement.notResource
                    ? new MalformedPolicyException(
                            Reason.PROHIBITED_ELEMENT, "AssumeRole policy must not contain resources.")
                    : grammar.malformed(Reason.PROHIBITED_ELEMENT, "Resource");
        }
        if (grammar == Grammar.RESOURCE && statement.resourcesOrNone().isEmpty()) {
            throw grammar.malformed(Reason.MISSING_ELEMENT, "Resource");
        }
        for (String resource : statement.resourcesOrNone()) {
            boolean arn = resource.startsWith("arn:") && Arns.split(resource).size() == Arns.FIELDS;
            if (!arn && !resource.equals("*")) {
                throw grammar.malformed(Reason.RESOURCE, resource);
            }
        }
    }

    private void check(String action) {
        int colon = action.indexOf(':');
        if (grammar == Grammar.TRUST && !action.toLowerCase(Locale.ROOT).startsWith("sts:")) {
            throw new MalformedPolicyException(
                    Reason.ACTION, "AssumeRole policy may only specify STS AssumeRole actions.");
        }
        boolean named = colon > 0 && colon < action.length() - 1 && action.indexOf(':', colon + 1) < 0;
        if (!named && !action.equals("*")) {
            throw grammar.malformed(Reason.ACTION, action);
        }
    }

    private Statement compile(StatementDraft draft) {
        List<Condition> conditions = new ArrayList<>(draft.conditions.size());
        for (StatementDraft.Line line : draft.conditions) {
            Condition.Test test = ValueTests.compile(line.name().operator(), line.values(), variables);
            if (test == null) {
                throw grammar.malformed(Reason.CONDITION, line.operator());
            }
            conditions.add(Condition.of(line.name(), line.key(), test, line.values()));
        }
        PrincipalSet principals = draft.principals == null
                ? null
                : PrincipalElement.compile(draft.principals, draft.notPrincipal, grammar);
        return new Statement(draft.sid, effect(draft), principals, actions(draft), resources(draft), conditions);
    }

    private Effect effect(StatementDraft draft) {
        String effect = draft.effect == null ? "" : draft.effect;
        return switch (effect) {
            case "Allow" -> Effect.ALLOW;
            case "Deny" -> Effect.DENY;
            default -> throw grammar.malformed(Reason.EFFECT, effect);
        };
    }

    private static Statement.Actions actions(StatementDraft draft) {
        List<Glob> patterns = new ArrayList<>();
        for (String action : draft.actionsOrNone()) {
            patterns.add(Glob.of(action, true));
        }
        return new Statement.Actions(draft.notAction, draft.actionsOrNone(), List.copyOf(patterns));
    }

    private Statement.Resources resources(StatementDraft draft) {
        if (draft.resources == null) {
            return Statement.Resources.ATTACHED;
        }
        List<TextPattern> patterns = new ArrayList<>();
        for (String resource : draft.resources) {
            String whole = grammar == Grammar.IDENTITY && !resource.equals("*") ? Arns.complete(resource) : resource;
            patterns.add(TextPattern.compile(whole, new TextPattern.Syntax(true, variables, false)));
        }
        return new Statement.Resources(draft.notResource, draft.resources, List.copyOf(patterns));
    }
}
