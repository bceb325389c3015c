package dev.kagemusha.dynamodb.transaction;

import dev.kagemusha.dynamodb.request.Change;
import dev.kagemusha.dynamodb.request.TableRef;

/** One write or check of a transaction. */
public record Part(TableRef ref, Change change) {}
