package dev.kagemusha.protocol;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.List;

/**
 * What AWS demands of one member of a structure beyond its type.
 *
 * @param member the member's location name
 * @param within where below the member: empty for the member itself, else steps such as {@code /member} (a list's
 *     element), {@code /key} and {@code /value} (a map's entries)
 * @param required whether it must be there
 * @param sensitive whether AWS keeps the value out of messages
 * @param minLength characters of a string, bytes of a blob, entries of a collection
 * @param min smallest number
 * @param pattern as AWS prints it; the whole value must match
 * @param values of an enumeration, in the order AWS prints them
 */
public record MemberConstraint(
        String member,
        String within,
        boolean required,
        boolean sensitive,
        @Nullable Long minLength,
        @Nullable Long maxLength,
        @Nullable BigDecimal min,
        @Nullable BigDecimal max,
        @Nullable String pattern,
        List<String> values) {}
