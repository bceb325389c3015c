/**
 * S3's checksums: five algorithms, computed as bytes stream by, combined for multipart uploads without reading again.
 *
 * <p>Start reading at {@link dev.kagemusha.s3.checksum.Algorithm}.
 */
@NullMarked
package dev.kagemusha.s3.checksum;

import org.jspecify.annotations.NullMarked;
