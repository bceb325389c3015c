/**
 * The query protocol: {@link dev.kagemusha.protocol.query.Form} makes a tree of a form's dotted names,
 * {@link dev.kagemusha.protocol.query.AwsQuery} reads requests from it and answers in XML.
 */
@NullMarked
package dev.kagemusha.protocol.query;

import org.jspecify.annotations.NullMarked;
