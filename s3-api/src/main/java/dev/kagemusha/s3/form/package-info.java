/**
 * Forms that browsers post to a bucket: {@code multipart/form-data} with the fields of an upload, a signed policy that says which fields
 * may have which values, and the file last.
 *
 * <p>Start reading at {@link dev.kagemusha.s3.form.UploadForm}, which is one such form, read up to its file; {@code FormReader} takes
 * the body apart in constant memory, {@code PostPolicy} is the policy, {@code FormAnswer} what the browser gets.
 *
 * <p>Texts are S3's as recorded; https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-UsingHTTPPOST.html.
 */
@NullMarked
package dev.kagemusha.s3.form;

import org.jspecify.annotations.NullMarked;
