/**
 * What requests about items have in common, whichever chapter answers them: the table they mean, their parameters, what they
 * need of the authorization, conditions and updates as decisions about an item.
 *
 * <p>Start reading at {@link dev.kagemusha.dynamodb.request.Parts}, which every chapter is made with, then {@link
 * dev.kagemusha.dynamodb.request.TableRef}.
 */
@NullMarked
package dev.kagemusha.dynamodb.request;

import org.jspecify.annotations.NullMarked;
