package dev.kagemusha.policy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.kagemusha.policy.MalformedPolicyException.Reason;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the JSON of a policy into drafts; every element in its place, once, and of its type. */
final class PolicyReader {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String EVERYONE = "*";

    private final Grammar grammar;
    private final JsonParser json;
    private final List<StatementDraft> statements = new ArrayList<>();
    private Policy.@Nullable Version version;
    private @Nullable String id;

    private PolicyReader(Grammar grammar, JsonParser json) {
        this.grammar = grammar;
        this.json = json;
    }

    /**
     * A document read.
     *
     * @param version null if the document names none
     */
    record Draft(Policy.@Nullable Version version, @Nullable String id, List<StatementDraft> statements) {}

    static Draft read(String document, Grammar grammar) {
        try (JsonParser json = JSON.createParser(document)) {
            return new PolicyReader(grammar, json).read();
        } catch (IOException notJson) {
            throw grammar.malformed(Reason.SYNTAX, "");
        }
    }

    private Draft read() throws IOException {
        json.nextToken();
        Set<String> seen = object();
        boolean stated = false;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String element = element(seen);
            switch (element) {
                case "Version" -> version = version(string());
                case "Id" -> id = string();
                case "Statement" -> {
                    stated = true;
                    statements();
                }
                default -> throw grammar.malformed(Reason.UNKNOWN_ELEMENT, element);
            }
        }
        if (json.nextToken() != null) {
            throw syntax();
        }
        if (!stated) {
            throw grammar.malformed(Reason.MISSING_ELEMENT, "Statement");
        }
        return new Draft(version, id, statements);
    }

    private Policy.Version version(String date) {
        for (Policy.Version known : Policy.Version.values()) {
            if (known.date().equals(date)) {
                return known;
            }
        }
        throw grammar == Grammar.IDENTITY ? syntax() : grammar.malformed(Reason.VERSION, date);
    }

    private void statements() throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            statements.add(statement());
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            statements.add(statement());
        }
        if (statements.isEmpty()) {
            throw grammar == Grammar.IDENTITY
                    ? syntax()
                    : new MalformedPolicyException(
                            Reason.MISSING_ELEMENT, "Could not parse the policy: Statement is empty!");
        }
    }

    private StatementDraft statement() throws IOException {
        StatementDraft draft = new StatementDraft();
        Set<String> seen = object();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String element = element(seen);
            switch (element) {
                case "Sid" -> draft.sid = string();
                case "Effect" -> draft.effect = string();
                case "Principal", "NotPrincipal" -> {
                    once(draft.principals, element);
                    draft.notPrincipal = element.startsWith("Not");
                    draft.principals = principals();
                }
                case "Action", "NotAction" -> {
                    once(draft.actions, element);
                    draft.notAction = element.startsWith("Not");
                    draft.actions = strings();
                }
                case "Resource", "NotResource" -> {
                    once(draft.resources, element);
                    draft.notResource = element.startsWith("Not");
                    draft.resources = strings();
                }
                case "Condition" -> conditions(draft.conditions);
                default -> throw grammar.malformed(Reason.UNKNOWN_ELEMENT, element);
            }
        }
        return draft;
    }

    /** An element and its Not form exclude each other. */
    private void once(@Nullable Object already, String element) {
        if (already != null) {
            throw grammar.malformed(Reason.DUPLICATE_ELEMENT, element);
        }
    }

    /** By type: {@code AWS}, {@code Service}, {@code Federated}, {@code CanonicalUser}. */
    private Map<String, List<String>> principals() throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            String all = string();
            if (!all.equals(EVERYONE)) {
                throw grammar.malformed(Reason.PRINCIPAL, ": \"" + all + "\"");
            }
            return Map.of("AWS", List.of(EVERYONE));
        }
        Map<String, List<String>> byType = new LinkedHashMap<>();
        Set<String> seen = object();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            byType.put(element(seen), strings());
        }
        return byType;
    }

    private void conditions(List<StatementDraft.Line> lines) throws IOException {
        Set<String> operators = object();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String operator = element(operators);
            Condition.Name name = Condition.Name.parse(operator);
            Set<String> keys = object();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String key = element(keys);
                List<String> values = scalars();
                // An operator without keys is not looked at: IAM takes {"Condition": {"Anything": {}}}.
                if (name == null) {
                    throw grammar.malformed(Reason.CONDITION, operator);
                }
                lines.add(new StatementDraft.Line(operator, name, key, values));
            }
        }
    }

    /** Enters an object; the set is for the names of its members. */
    private Set<String> object() {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw syntax();
        }
        return new HashSet<>();
    }

    /** The name of the next member, and moves on to its value. */
    private String element(Set<String> seen) throws IOException {
        String name = checked(json.currentName());
        if (!seen.add(name)) {
            throw grammar.malformed(Reason.DUPLICATE_ELEMENT, name);
        }
        json.nextToken();
        return name;
    }

    private String string() throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw syntax();
        }
        return checked(json.getText());
    }

    /** A string or an array of strings. */
    private List<String> strings() throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            return List.of(string());
        }
        List<String> strings = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            strings.add(string());
        }
        return List.copyOf(strings);
    }

    /** Strings, numbers or booleans, as text; one or an array. */
    private List<String> scalars() throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            return List.of(scalar());
        }
        List<String> scalars = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            scalars.add(scalar());
        }
        return List.copyOf(scalars);
    }

    private String scalar() throws IOException {
        JsonToken token = json.currentToken();
        if (token == null || !token.isScalarValue() || token == JsonToken.VALUE_NULL) {
            throw syntax();
        }
        return checked(json.getText());
    }

    /** Refuses the noncharacters that patterns use for their own ends. */
    private String checked(@Nullable String text) {
        if (text == null || text.indexOf(Glob.PLAIN_STAR) >= 0 || text.indexOf(Glob.PLAIN_MARK) >= 0) {
            throw syntax();
        }
        return text;
    }

    private MalformedPolicyException syntax() {
        return grammar.malformed(Reason.SYNTAX, "");
    }
}
