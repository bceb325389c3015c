@NullMarked
package dev.kagemusha.s3.control;

import org.jspecify.annotations.NullMarked;
