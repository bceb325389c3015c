package dev.kagemusha.service;

import dev.kagemusha.http.QueryString;

import java.util.Map;

/**
 * Something that a service shows of itself at {@code GET /_kagemusha/SERVICE/NAME}, beside its API: it only looks. Who may see
 * it is decided before it is asked.
 */
@FunctionalInterface
public interface Report {
    /**
     * The report as it is now.
     *
     * @param parameters of the query string
     * @return what becomes a JSON object: maps, lists, texts, whole numbers, doubles and truths
     */
    Map<String, Object> show(QueryString parameters);
}
