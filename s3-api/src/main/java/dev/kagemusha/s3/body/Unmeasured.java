package dev.kagemusha.s3.body;

import software.amazon.awssdk.http.ContentStreamProvider;

import java.io.InputStream;

/**
 * A body whose length nobody has announced and that may come all the same: the file of a browser's form. Whoever makes it limits it.
 *
 * @param newStream the one stream there is
 */
public record Unmeasured(InputStream newStream) implements ContentStreamProvider {}
