/**
 * Small services with state in memory, one for each wire protocol that no real service here speaks yet: X-Ray (restJson1),
 * CloudWatch (query and CBOR) and Kinesis (its own CBOR). They exist to be called by real clients in tests.
 */
@NullMarked
package dev.kagemusha.testing.services;

import org.jspecify.annotations.NullMarked;
