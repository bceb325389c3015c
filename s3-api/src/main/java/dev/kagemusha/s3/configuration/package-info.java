/**
 * What is configured of a bucket beside its encryption and its versions: policy, ACL, CORS, lifecycle, website, and all else that
 * is put as a document.
 *
 * <p>Start at {@link dev.kagemusha.s3.configuration.Kind}, the list of what there is; {@link
 * dev.kagemusha.s3.configuration.Configurations} keeps it, {@link dev.kagemusha.s3.configuration.Settings} is what a bucket has.
 * Who carries a configuration out reads it here; the operations that put it are elsewhere, so that the rooms of buckets and
 * objects can see this one.
 *
 * <pre>
 * account, region
 *   └─ configurations ── bucket id, kind, name → document     name is empty but for the kinds of which a bucket has many
 * </pre>
 */
@NullMarked
package dev.kagemusha.s3.configuration;

import org.jspecify.annotations.NullMarked;
