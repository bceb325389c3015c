/** Tests of forms. */
@NullMarked
package dev.kagemusha.s3.form;

import org.jspecify.annotations.NullMarked;
