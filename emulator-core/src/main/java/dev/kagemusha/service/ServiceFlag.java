package dev.kagemusha.service;

import java.util.function.Consumer;

/**
 * A flag that a service adds to the command line, where it has an environment variable as every flag does. The service reads
 * it from its {@link Settings}.
 *
 * @param name begins with the service's name, for example {@code dynamodb-table-delay}
 * @param placeholder of its value, for example {@code DURATION}
 * @param otherwise its value when it is not given
 * @param help one line
 * @param check throws {@link IllegalArgumentException} for a value that cannot be meant, with what it should be
 */
public record ServiceFlag(String name, String placeholder, String otherwise, String help, Consumer<String> check) {
    private static final String SWITCH = "true|false";

    /** A flag that is off unless it is given, with or without a value. */
    public static ServiceFlag toggle(String name, String help) {
        return new ServiceFlag(name, SWITCH, "false", help, value -> {
            if (!value.equals("true") && !value.equals("false")) {
                throw new IllegalArgumentException("true or false");
            }
        });
    }

    /** Whether it means {@code true} when it has no value. */
    public boolean isSwitch() {
        return placeholder.equals(SWITCH);
    }
}
