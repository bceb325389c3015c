/** The SDK's real clients without a network: what they send, and random objects for them to send and to read. */
@NullMarked
package dev.kagemusha.testing.wire;

import org.jspecify.annotations.NullMarked;
