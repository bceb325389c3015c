package dev.kagemusha.kms.key;

import dev.kagemusha.kms.KmsErrors;
import dev.kagemusha.rows.Pair;
import software.amazon.awssdk.services.kms.model.Tag;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The tags of keys. */
public final class KeyTags {
    private static final int MOST = 50;
    private static final String RESERVED = "aws:";

    private final Keyring keyring;

    public KeyTags(Keyring keyring) {
        this.keyring = keyring;
    }

    /** @throws software.amazon.awssdk.services.kms.model.TagException for tags that no key may have */
    public static void check(List<Tag> tags) {
        Set<String> names = new HashSet<>();
        for (Tag tag : tags) {
            if (!names.add(tag.tagKey())) {
                throw KmsErrors.tag("Duplicate tag keys");
            }
            if (tag.tagKey().startsWith(RESERVED)) {
                throw KmsErrors.tag("Tags beginning with aws: are reserved");
            }
        }
        if (names.size() > MOST) {
            throw tooMany();
        }
    }

    private static RuntimeException tooMany() {
        return KmsErrors.tag("Too many tags");
    }

    public void put(Key key, List<Tag> tags) {
        check(tags);
        keyring.change(key, (tx, found) -> {
            found.requireKept();
            Set<String> names = new HashSet<>(found.tags().keySet());
            tags.forEach(tag -> names.add(tag.tagKey()));
            if (names.size() > MOST) {
                throw tooMany();
            }
            for (Tag tag : tags) {
                tx.upsert(KmsTables.TAGS, found.scope(), new Pair(found.id(), tag.tagKey()), tag.tagValue());
            }
            return true;
        });
    }

    public void remove(Key key, List<String> names) {
        keyring.change(key, (tx, found) -> {
            found.requireKept();
            for (String name : names) {
                tx.delete(KmsTables.TAGS, found.scope(), new Pair(found.id(), name));
            }
            return true;
        });
    }
}
