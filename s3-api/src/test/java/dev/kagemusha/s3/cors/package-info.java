/** Tests of CORS. */
@org.jspecify.annotations.NullMarked
package dev.kagemusha.s3.cors;
