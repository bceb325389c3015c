package dev.kagemusha.policy;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A value in a policy that a text of the request is held against: wildcards, policy variables, both or neither. */
sealed interface TextPattern {
    /** What the characters of a value mean. */
    record Syntax(boolean wildcards, boolean variables, boolean ignoreCase) {}

    boolean matches(String text, ConditionKeys keys);

    /** The encoded pattern for a request (see {@link Glob}); null if a variable has no value in it. */
    @Nullable
    String resolve(ConditionKeys keys);

    static TextPattern compile(String value, Syntax syntax) {
        List<Part> parts = syntax.variables() ? parts(value, syntax) : List.of(new Text(encode(value, syntax)));
        StringBuilder fixed = new StringBuilder();
        for (Part part : parts) {
            if (!(part instanceof Text text)) {
                return new Templated(parts, syntax.ignoreCase());
            }
            fixed.append(text.encoded());
        }
        return new Fixed(Glob.of(fixed.toString(), syntax.ignoreCase()));
    }

    /** The end of the variable that begins at an index, after its brace; the index itself if none begins there. */
    static int endOfVariable(String value, int start) {
        if (!value.startsWith("${", start)) {
            return start;
        }
        int close = value.indexOf('}', start);
        int quote = value.indexOf('\'', start);
        if (quote >= 0 && quote < close) {
            int unquote = value.indexOf('\'', quote + 1);
            close = unquote < 0 ? close : value.indexOf('}', unquote);
        }
        return close < 0 || close == start + 2 ? start : close + 1;
    }

    private static List<Part> parts(String value, Syntax syntax) {
        List<Part> parts = new ArrayList<>();
        int plain = 0;
        int i = 0;
        while (i < value.length()) {
            int end = endOfVariable(value, i);
            if (end == i) {
                i++;
                continue;
            }
            parts.add(new Text(encode(value.substring(plain, i), syntax)));
            parts.add(variable(value.substring(i + 2, end - 1)));
            plain = end;
            i = end;
        }
        parts.add(new Text(encode(value.substring(plain), syntax)));
        return List.copyOf(parts);
    }

    private static Part variable(String inside) {
        String name = inside.strip();
        if (name.equals("*") || name.equals("?") || name.equals("$")) {
            return new Text(Glob.literally(name));
        }
        String defaultValue = null;
        int comma = name.indexOf(',');
        if (comma >= 0) {
            String rest = name.substring(comma + 1).strip();
            if (rest.length() >= 2 && rest.startsWith("'") && rest.endsWith("'")) {
                defaultValue = Glob.literally(rest.substring(1, rest.length() - 1));
                name = name.substring(0, comma).strip();
            }
        }
        return new Variable(name.toLowerCase(Locale.ROOT), defaultValue);
    }

    private static String encode(String text, Syntax syntax) {
        return syntax.wildcards() ? text : Glob.literally(text);
    }

    /** A piece of a value. */
    sealed interface Part {}

    /** Text, encoded as {@link Glob} wants it. */
    record Text(String encoded) implements Part {}

    /**
     * A policy variable.
     *
     * @param key in lower case
     * @param defaultValue encoded; null if the variable has none
     */
    record Variable(String key, @Nullable String defaultValue) implements Part {}

    /** A value that is the same for each request. */
    record Fixed(Glob glob) implements TextPattern {
        @Override
        public boolean matches(String text, ConditionKeys keys) {
            return glob.matches(text);
        }

        @Override
        public String resolve(ConditionKeys keys) {
            return glob.pattern();
        }
    }

    /**
     * A value with variables. What a variable holds is text, never a wildcard; a variable without a value, or with more
     * than one, is null to AWS, and nothing equals it (IAM user guide, "Policy variables with no value").
     */
    record Templated(List<Part> parts, boolean ignoreCase) implements TextPattern {
        @Override
        public boolean matches(String text, ConditionKeys keys) {
            String pattern = resolve(keys);
            return pattern != null && Glob.matches(pattern, 0, pattern.length(), text, 0, text.length(), ignoreCase);
        }

        @Override
        public @Nullable String resolve(ConditionKeys keys) {
            StringBuilder pattern = new StringBuilder(64);
            for (Part part : parts) {
                switch (part) {
                    case Text text -> pattern.append(text.encoded());
                    case Variable variable -> {
                        List<String> values = keys.values(variable.key());
                        String value = values.size() == 1 ? Glob.literally(values.get(0)) : variable.defaultValue();
                        if (value == null) {
                            return null;
                        }
                        pattern.append(value);
                    }
                }
            }
            return pattern.toString();
        }
    }
}
