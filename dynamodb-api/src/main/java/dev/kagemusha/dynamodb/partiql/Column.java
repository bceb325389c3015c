package dev.kagemusha.dynamodb.partiql;

import dev.kagemusha.dynamodb.expression.Path;
import dev.kagemusha.dynamodb.expression.Step;

/**
 * A column of a {@code SELECT}.
 *
 * @param name of the attribute in the answer: the path from its last name on, so that {@code a.b[0]} answers {@code b[0]}
 */
record Column(Path path, String name) {
    static Column of(Path path) {
        StringBuilder name = new StringBuilder();
        for (Step step : path.steps()) {
            switch (step) {
                case Step.Name named -> {
                    name.setLength(0);
                    name.append(named.name());
                }
                case Step.Index index -> name.append('[').append(index.index()).append(']');
            }
        }
        return new Column(path, name.toString());
    }
}
