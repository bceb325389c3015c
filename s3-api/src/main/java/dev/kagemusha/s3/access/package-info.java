/**
 * Who may do what with a bucket and its objects: policies, ACLs, object ownership and public access blocks, put and enforced.
 *
 * <p>Start at {@link dev.kagemusha.s3.access.BucketAccess}, which is asked with every permission; {@link
 * dev.kagemusha.s3.configuration.Rules} is what a bucket's settings amount to. Whoever is refused is refused by the policy engine, in the
 * gateway; nothing here says no by itself but the operations that put access settings.
 */
@NullMarked
package dev.kagemusha.s3.access;

import org.jspecify.annotations.NullMarked;
