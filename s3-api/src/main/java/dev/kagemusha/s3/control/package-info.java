/**
 * S3 Control: what is said of access points and of whole accounts, at an endpoint of its own that shares S3's signing name.
 *
 * <p>Start reading at {@link dev.kagemusha.s3.control.S3ControlService}. What it keeps is in {@code accesspoint}, in the scopes of S3, so
 * that a reset of S3 forgets both.
 */
@NullMarked
package dev.kagemusha.s3.control;

import org.jspecify.annotations.NullMarked;
