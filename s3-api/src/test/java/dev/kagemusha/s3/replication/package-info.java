/** Tests of replication. */
@NullMarked
package dev.kagemusha.s3.replication;

import org.jspecify.annotations.NullMarked;
