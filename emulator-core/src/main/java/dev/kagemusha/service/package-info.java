/**
 * What a service is, and the life of a request.
 *
 * <p>Start reading at {@link dev.kagemusha.service.Gateway}, the one file that shows every step of a request in order; then
 * {@link dev.kagemusha.service.Service}, {@link dev.kagemusha.service.Definition} and {@link dev.kagemusha.service.Call},
 * which are all that a service's author needs.
 */
@NullMarked
package dev.kagemusha.service;

import org.jspecify.annotations.NullMarked;
