/**
 * S3 put together: its chapters, what each operation needs of a policy, how a request names its bucket. Start reading at {@link
 * dev.kagemusha.s3.service.S3Service}.
 */
@NullMarked
package dev.kagemusha.s3.service;

import org.jspecify.annotations.NullMarked;
