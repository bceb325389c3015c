/**
 * Event notifications: which destinations a bucket's configuration names for an event, what they are sent, and the deferred work that
 * sends it.
 *
 * <p>Start reading at {@link dev.kagemusha.s3.notification.Routes}.
 */
@NullMarked
package dev.kagemusha.s3.notification;

import org.jspecify.annotations.NullMarked;
