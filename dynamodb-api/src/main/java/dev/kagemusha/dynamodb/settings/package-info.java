/**
 * What is kept beside a table's definition and can be changed by operations of its own: tags, resource policies, contributor
 * insights.
 *
 * <p>Start reading at {@link dev.kagemusha.dynamodb.settings.Tags}; each topic keeps a section of the table's definition.
 */
@NullMarked
package dev.kagemusha.dynamodb.settings;

import org.jspecify.annotations.NullMarked;
