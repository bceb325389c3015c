/**
 * The chapters of KMS, put together in {@link dev.kagemusha.kms.operation.KmsService}.
 */
@NullMarked
package dev.kagemusha.kms.operation;

import org.jspecify.annotations.NullMarked;
