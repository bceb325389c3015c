/**
 * Websites: the objects of a bucket as pages, at a host of their own.
 *
 * <p>Start reading at {@link dev.kagemusha.s3.website.Site}, which is a website's configuration as behaviour; {@code WebsiteHost} tells
 * its hosts from S3's, {@code ErrorPage} is the page for what went wrong, {@code Visit} one request of a browser.
 */
@NullMarked
package dev.kagemusha.s3.website;

import org.jspecify.annotations.NullMarked;
