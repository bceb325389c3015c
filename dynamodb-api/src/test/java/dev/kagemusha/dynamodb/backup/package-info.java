/** Backups, recovery and restores, through a client. */
@NullMarked
package dev.kagemusha.dynamodb.backup;

import org.jspecify.annotations.NullMarked;
