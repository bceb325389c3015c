/**
 * The REST protocols: {@link dev.kagemusha.protocol.rest.Router} finds the operation by method, path, query and headers,
 * {@link dev.kagemusha.protocol.rest.HttpMembers} carries members in headers, query and labels, and
 * {@link dev.kagemusha.protocol.rest.RestXml} adds the body.
 */
@NullMarked
package dev.kagemusha.protocol.rest;

import org.jspecify.annotations.NullMarked;
