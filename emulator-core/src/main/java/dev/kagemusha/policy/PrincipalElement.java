package dev.kagemusha.policy;

import dev.kagemusha.policy.MalformedPolicyException.Reason;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sorts the names in a {@code Principal} or {@code NotPrincipal}. A part of a name is never a wildcard. */
final class PrincipalElement {
    private static final int ACCOUNT_DIGITS = 12;

    private final Grammar grammar;
    private boolean everyone;
    private final List<String> accounts = new ArrayList<>();
    private final List<String> arns = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();
    private final List<String> services = new ArrayList<>();
    private final List<String> federated = new ArrayList<>();
    private final List<String> canonicalUsers = new ArrayList<>();

    private PrincipalElement(Grammar grammar) {
        this.grammar = grammar;
    }

    static PrincipalSet compile(Map<String, List<String>> byType, boolean negated, Grammar grammar) {
        PrincipalElement element = new PrincipalElement(grammar);
        byType.forEach(element::add);
        return new PrincipalSet(
                negated,
                element.everyone,
                List.copyOf(element.accounts),
                List.copyOf(element.arns),
                List.copyOf(element.ids),
                List.copyOf(element.services),
                List.copyOf(element.federated),
                List.copyOf(element.canonicalUsers));
    }

    private void add(String type, List<String> names) {
        for (String name : names) {
            boolean valid =
                    switch (type) {
                        case "AWS" -> aws(name);
                        case "Service" -> add(services, name, name.indexOf('.') > 0 && name.indexOf('*') < 0);
                        case "Federated" -> add(federated, name, !name.isEmpty() && name.indexOf('*') < 0);
                        case "CanonicalUser" -> add(canonicalUsers, name, isHexadecimal(name));
                        default -> false;
                    };
            if (!valid) {
                // IAM says which one, S3 does not.
                throw grammar.malformed(
                        Reason.PRINCIPAL, grammar == Grammar.TRUST ? ": \"" + type + "\":\"" + name + "\"" : "");
            }
        }
    }

    private boolean aws(String name) {
        if (name.equals("*")) {
            everyone = true;
            return true;
        }
        if (isAccount(name)) {
            return accounts.add(name);
        }
        if (!name.startsWith("arn:")) {
            return add(ids, name, isUniqueId(name));
        }
        List<String> fields = Arns.split(name);
        if (fields.size() != Arns.FIELDS || !fields.get(3).isEmpty() || name.indexOf('*') >= 0) {
            return false;
        }
        String account = fields.get(4);
        String resource = fields.get(5);
        if (fields.get(2).equals("iam") && resource.equals("root")) {
            return add(accounts, account, isAccount(account));
        }
        boolean named =
                switch (fields.get(2)) {
                    case "iam" -> isNamed(resource, "user/") || isNamed(resource, "role/");
                    case "sts" -> isNamed(resource, "assumed-role/") || isNamed(resource, "federated-user/");
                    default -> false;
                };
        // CloudFront's origin access identities are users of an account of that name.
        return add(arns, name, named && (isAccount(account) || account.equals("cloudfront")));
    }

    private static boolean add(List<String> names, String name, boolean valid) {
        return valid && names.add(name);
    }

    private static boolean isNamed(String resource, String type) {
        return resource.startsWith(type) && resource.length() > type.length();
    }

    private static boolean isAccount(String text) {
        if (text.length() != ACCOUNT_DIGITS) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** Such as {@code AROAEXAMPLEEXAMPLEEXA}: what remains in a policy when the user or role is deleted. */
    private static boolean isUniqueId(String text) {
        if (text.length() < 16 || text.charAt(0) != 'A') {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHexadecimal(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 128 || Character.digit(text.charAt(i), 16) < 0) {
                return false;
            }
        }
        return text.length() >= 64;
    }
}
