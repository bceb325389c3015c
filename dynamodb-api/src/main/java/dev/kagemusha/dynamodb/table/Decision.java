package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.item.Item;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/** What a write makes of the item it found. */
public sealed interface Decision {
    /** The item becomes this one, which has the same key and is valid in its table. */
    record Put(Item item, int size) implements Decision {}

    /** The item goes, if there is one. */
    enum Delete implements Decision {
        DELETE
    }

    /** All stays as it is, whether there is an item or not. */
    enum Nothing implements Decision {
        NOTHING
    }

    /** The write's condition is false; it costs what it would have cost. */
    record Refused(DynamoDbException error) implements Decision {}
}
