package dev.kagemusha.dynamodb.ttl;

import dev.kagemusha.dynamodb.table.TableInfo;

/** Time to live of replicas, which is the same in all of them. */
public final class SharedExpiry {
    private SharedExpiry() {}

    /** Whether items of both expire by the same attribute, or never. */
    public static boolean isSame(TableInfo one, TableInfo other) {
        TimeToLive mine = TimeToLive.of(one);
        TimeToLive its = TimeToLive.of(other);
        if (mine == null || its == null) {
            return mine == null && its == null;
        }
        return mine.attribute().equals(its.attribute());
    }

    /** A definition whose items expire as those of another. */
    public static TableInfo carry(TableInfo from, TableInfo to) {
        return isSame(from, to) ? to : to.with(TimeToLive.SECTION, from.get(TimeToLive.SECTION));
    }
}
