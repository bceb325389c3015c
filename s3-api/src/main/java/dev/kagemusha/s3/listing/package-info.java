/**
 * Pages of a bucket's keys. Start reading at {@link dev.kagemusha.s3.listing.KeyWalk}.
 */
@NullMarked
package dev.kagemusha.s3.listing;

import org.jspecify.annotations.NullMarked;
