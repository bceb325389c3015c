/**
 * Tables to S3 and from S3: exports and imports, in the formats that AWS reads and writes. They run in the background and call S3
 * as whoever asked for them.
 *
 * <p>Start reading at {@link dev.kagemusha.dynamodb.movement.Exports} and {@link dev.kagemusha.dynamodb.movement.ExportWork}, then {@link
 * dev.kagemusha.dynamodb.movement.Imports} and {@link dev.kagemusha.dynamodb.movement.ImportWork}. The rows of a scope:
 *
 * <pre>
 * 142 dynamodb.exports         [table name][export id]  →  export: its description, who asked for it, the files written
 * 143 dynamodb.imports         [import id]              →  import: its description, who asked for it, the files to read
 * 144 dynamodb.export-changes  [copy id][place of item] →  its first image and its last one in the time exported
 * </pre>
 */
@NullMarked
package dev.kagemusha.dynamodb.movement;

import org.jspecify.annotations.NullMarked;
