/**
 * Keys as they are kept: their metadata, materials, aliases, tags and policies, and what time does to them.
 *
 * <p>Start reading at {@link dev.kagemusha.kms.key.Keyring}; {@code KmsTables} draws the rows.
 */
@NullMarked
package dev.kagemusha.kms.key;

import org.jspecify.annotations.NullMarked;
