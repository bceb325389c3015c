/**
 * What the tests of every module share (the test-jar): a real server as a JUnit extension, assertions on AWS errors, the
 * architecture's rules.
 *
 * <p>Start reading at {@link dev.kagemusha.testing.RunningServer}.
 */
@NullMarked
package dev.kagemusha.testing;

import org.jspecify.annotations.NullMarked;
