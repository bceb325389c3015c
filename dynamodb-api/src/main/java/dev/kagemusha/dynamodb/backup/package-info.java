/**
 * On-demand backups, point-in-time recovery, and what both come from: a copy of a table as it was at one number of its log of
 * changes.
 *
 * <p>Start reading at {@link dev.kagemusha.dynamodb.backup.Copying}, which makes such a copy in the background while the table is
 * written, then {@link dev.kagemusha.dynamodb.backup.BackupWork}, which keeps one, then {@link
 * dev.kagemusha.dynamodb.backup.RestoreWork}, which fills a table from one. The items of copies are rows of table 101 under ids
 * of their own ({@link dev.kagemusha.dynamodb.table.Images}). The rows of a scope:
 *
 * <pre>
 * 140 dynamodb.backups  [table name][backup id]  →  backup, the definition of its table, the id of its copy
 * </pre>
 */
@NullMarked
package dev.kagemusha.dynamodb.backup;

import org.jspecify.annotations.NullMarked;
