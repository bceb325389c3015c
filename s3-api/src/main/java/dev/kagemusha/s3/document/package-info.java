/**
 * The operations that put, show and remove what is configured of a bucket, and the rules that a document must keep before it is
 * stored: AWS refuses at the put what it could not carry out later.
 *
 * <p>Start at {@link dev.kagemusha.s3.document.Desk}, which every chapter goes through. {@link dev.kagemusha.s3.document.Schema} is
 * what all documents have in common. Policies, ACLs and what else is about access have a room of their own.
 */
@NullMarked
package dev.kagemusha.s3.document;

import org.jspecify.annotations.NullMarked;
