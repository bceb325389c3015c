package dev.kagemusha.dynamodb.expression;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** The words that must be written as {@code #name} to stand for an attribute. */
final class ReservedWords {
    private static final String RESOURCE = "reserved-words.txt";

    private final Set<String> words;

    private ReservedWords(Set<String> words) {
        this.words = words;
    }

    /** Reads the list that is kept beside this class. */
    static ReservedWords load() {
        Set<String> words = new HashSet<>();
        try (InputStream stream = ReservedWords.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException("missing resource " + RESOURCE);
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    words.add(line);
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return new ReservedWords(words);
    }

    boolean contains(String name) {
        return words.contains(name.toUpperCase(Locale.ROOT));
    }

    int count() {
        return words.size();
    }
}
