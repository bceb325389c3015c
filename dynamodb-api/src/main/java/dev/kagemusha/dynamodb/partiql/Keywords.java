package dev.kagemusha.dynamodb.partiql;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The words that name nothing unless they are quoted: SQL-92's reserved words and PartiQL's own. DynamoDB's longer list of
 * reserved words is about expressions only.
 */
final class Keywords {
    private static final String RESOURCE = "keywords.txt";
    private static final Set<String> OPERATORS = Set.of("and", "or", "not", "is", "in", "between", "like");
    private static final Set<String> WORDS = load();

    private Keywords() {}

    private static Set<String> load() {
        Set<String> words = new HashSet<>();
        try (InputStream stream = Keywords.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException("missing resource " + RESOURCE);
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    words.addAll(Set.of(line.split(" ")));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return Set.copyOf(words);
    }

    /** What an unquoted word is. */
    static Token.Kind kind(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        if (OPERATORS.contains(lower)) {
            return Token.Kind.OPERATOR;
        }
        return WORDS.contains(lower) ? Token.Kind.KEYWORD : Token.Kind.IDENTIFIER;
    }
}
