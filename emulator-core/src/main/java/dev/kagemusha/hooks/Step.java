package dev.kagemusha.hooks;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * One call that a seed declares.
 *
 * @param account 12 digits
 * @param service as the file names it
 * @param number of the call among those of its operation in the file, from 1
 * @param as what its answer is called in later steps, or null
 * @param input by names of members
 * @param text the input as JSON in one form: two steps of the same text are the same step
 */
record Step(
        String account,
        String region,
        String service,
        String operation,
        int number,
        @Nullable String as,
        Map<String, Object> input,
        String text) {
    @Override
    public String toString() {
        return service + " " + operation + " " + number;
    }
}
