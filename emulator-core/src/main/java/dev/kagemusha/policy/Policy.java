package dev.kagemusha.policy;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A policy document, compiled: to evaluate it needs no further parsing. Made by {@link PolicyParser}.
 *
 * @param id the document's {@code Id}; null if it has none
 */
public record Policy(Version version, @Nullable String id, List<Statement> statements) {
    /** The version of the language, which is not the version of a managed policy. */
    public enum Version {
        /** Also the language of a document that names none. Policy variables are plain text in it. */
        V2008_10_17("2008-10-17"),
        V2012_10_17("2012-10-17");

        private final String date;

        Version(String date) {
            this.date = date;
        }

        /** As documents spell it, such as {@code 2012-10-17}. */
        public String date() {
            return date;
        }
    }

    public Policy {
        statements = List.copyOf(statements);
    }
}
