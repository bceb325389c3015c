/**
 * Uploads in parts: begun, filled, listed, completed or given up.
 *
 * <p>Start reading at {@link dev.kagemusha.s3.multipart.Multipart}; {@code Completion} makes the object.
 *
 * <pre>
 * account, region
 *   ├─ uploads ───── bucket id, key, upload id → Upload                     in the order ListMultipartUploads wants
 *   └─ parts ─────── upload id, part number → UploadedPart
 * </pre>
 */
@NullMarked
package dev.kagemusha.s3.multipart;

import org.jspecify.annotations.NullMarked;
