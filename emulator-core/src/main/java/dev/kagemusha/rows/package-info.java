/**
 * How rows are commonly written: names, pairs of names, bytes, nothing at all, and classes of the SDK in their wire form.
 *
 * <p>For the tables that a service declares; a row with a form of its own has a codec beside it. Start with {@link
 * dev.kagemusha.rows.Pojo}: what the SDK has a class for needs no other.
 */
@NullMarked
package dev.kagemusha.rows;

import org.jspecify.annotations.NullMarked;
