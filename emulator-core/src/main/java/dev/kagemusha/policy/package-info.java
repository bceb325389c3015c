/**
 * The IAM policy language: documents are parsed and compiled once, then evaluated against requests. Pure functions; no
 * other package of the emulator is used here, and none of its state.
 *
 * <p>Start reading at {@link dev.kagemusha.policy.PolicyEngine}, which holds the order of evaluation; {@link
 * dev.kagemusha.policy.PolicyParser} makes the {@link dev.kagemusha.policy.Policy} it reads, and {@link
 * dev.kagemusha.policy.PolicySource} is how a service finds the policies of a caller.
 */
@NullMarked
package dev.kagemusha.policy;

import org.jspecify.annotations.NullMarked;
