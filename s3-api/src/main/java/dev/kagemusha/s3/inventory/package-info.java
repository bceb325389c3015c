/**
 * Inventories: lists of a bucket's objects, written as reports each day or week.
 *
 * <p>Start reading at {@link dev.kagemusha.s3.inventory.Columns}.
 */
@NullMarked
package dev.kagemusha.s3.inventory;

import org.jspecify.annotations.NullMarked;
