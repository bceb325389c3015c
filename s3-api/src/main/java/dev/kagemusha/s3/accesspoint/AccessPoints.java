package dev.kagemusha.s3.accesspoint;

import dev.kagemusha.rows.Nothing;
import dev.kagemusha.rows.Text;
import dev.kagemusha.s3.Rows;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The access points of all accounts in one partition, and the public access blocks of the accounts. Rows are read afresh each time: a
 * request to a bucket never comes here, and one through a point reads one row of it.
 */
public final class AccessPoints {
    /** The end of every alias, which no name of a bucket or a point may have. */
    public static final String ALIAS = "-s3alias";

    /** name → access point; in the scope of its account and region */
    static final Table<String, AccessPoint> POINTS =
            new Table<>(212, "s3.accessPoints", Rows.text(), Rows.value(AccessPoint::encode, AccessPoint::decode));

    /** alias → ARN of its point; in the scope that spans accounts and regions */
    static final Table<String, String> ALIASES = new Table<>(213, "s3.accessPointAliases", Rows.text(), new Text());

    /** (empty) → public access block; in the scope of an account that spans regions */
    static final Table<String, PublicBlock> BLOCKS =
            new Table<>(214, "s3.accountPublicAccess", Rows.text(), PublicBlock.CODEC);

    /** bucket id, account and name of a point → nothing; in the scope of the bucket */
    static final Table<Attached, Nothing> ATTACHED =
            new Table<>(215, "s3.accessPointsOfBucket", new Attached.Codec(), new Nothing.Codec());

    private static final String SERVICE = "s3";
    private static final String ONE = "";
    private static final String ARN = "arn:";
    private static final String KIND = "accesspoint";
    private static final int ACCOUNT_DIGITS = 12;

    private final StateStore store;
    private final String partition;

    public AccessPoints(StateStore store, String partition) {
        this.store = store;
        this.partition = partition;
    }

    private int scope(String account, String region) {
        return store.scope(new Scope(partition, SERVICE, account, region));
    }

    // ---- finding

    /** Whether a text can only be meant to name an access point, by ARN or alias. */
    public static boolean isPoint(String text) {
        return text.startsWith(ARN) || text.endsWith(ALIAS);
    }

    /**
     * The point that a request names where others name a bucket: by its ARN, its alias or the first label of its host.
     *
     * @param region of the request, which a host does not always tell
     */
    public @Nullable AccessPoint find(ReadView view, String text, String region) {
        String arn = text.endsWith(ALIAS) ? view.get(ALIASES, scope("", ""), text) : text;
        if (arn == null) {
            return null;
        }
        if (arn.startsWith(ARN)) {
            String[] fields = arn.split(":", 6);
            return fields.length < 6
                            || !fields[1].equals(partition)
                            || !fields[2].equals(SERVICE)
                            || !fields[5].startsWith(KIND)
                            || fields[5].length() == KIND.length()
                    ? null
                    : get(view, fields[4], fields[3], fields[5].substring(KIND.length() + 1));
        }
        int dash = arn.length() - ACCOUNT_DIGITS - 1;
        return dash > 0 && arn.charAt(dash) == '-' && isAccount(arn.substring(dash + 1))
                ? get(view, arn.substring(dash + 1), region, arn.substring(0, dash))
                : null;
    }

    /** Whether a text is an account's number. */
    public static boolean isAccount(String text) {
        boolean digits = text.length() == ACCOUNT_DIGITS;
        for (int i = 0; digits && i < ACCOUNT_DIGITS; i++) {
            digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return digits;
    }

    /** Where the name of a point ends in {@code ARN/key}; the length of the text when there is no key. */
    public static int endOfArn(String text) {
        int name = text.indexOf(KIND);
        int end = name < 0 ? -1 : text.indexOf('/', name + KIND.length() + 1);
        return end < 0 ? text.length() : end;
    }

    public @Nullable AccessPoint get(ReadView view, String account, String region, String name) {
        return name.isEmpty() ? null : view.get(POINTS, scope(account, region), name);
    }

    /** Points of an account in a region, by name; of one bucket alone if one is named. */
    public List<AccessPoint> list(
            ReadView view, String account, String region, @Nullable String bucket, String after, int limit) {
        List<AccessPoint> found = new ArrayList<>();
        try (Cursor<String, AccessPoint> rows = view.range(POINTS, scope(account, region), KeyRange.all())) {
            if (!after.isEmpty()) {
                rows.seek((after + "\0").getBytes(StandardCharsets.UTF_8));
            }
            while (found.size() < limit && rows.next()) {
                if (bucket == null || rows.value().bucket().equals(bucket)) {
                    found.add(rows.value());
                }
            }
        }
        return found;
    }

    /** How many points an account has in a region, up to a limit. */
    public int count(ReadView view, String account, String region, int limit) {
        int count = 0;
        try (Cursor<String, AccessPoint> rows = view.range(POINTS, scope(account, region), KeyRange.all())) {
            while (count < limit && rows.next()) {
                count++;
            }
        }
        return count;
    }

    /** Whether any point leads to a bucket, whosesoever it is: points of an account that was reset are not there any more. */
    public boolean anyOf(ReadView view, String region, int bucketScope, long bucket) {
        try (Cursor<Attached, Nothing> rows = view.range(ATTACHED, bucketScope, Attached.ofBucket(bucket))) {
            while (rows.next()) {
                AccessPoint point =
                        get(view, rows.key().account(), region, rows.key().point());
                if (point != null && point.bucketScope() == bucketScope && point.bucketId() == bucket) {
                    return true;
                }
            }
            return false;
        }
    }

    // ---- changing

    /** What a change of a point locks. */
    public Locks locks(AccessPoint point) {
        return locks(point.account(), point.region(), point.name());
    }

    public Locks locks(String account, String region, String name) {
        return Locks.of(POINTS, scope(account, region), name);
    }

    /** Adds a point; the transaction has its lock and shares the bucket's. */
    public void insert(Transaction tx, AccessPoint point) {
        tx.insert(POINTS, scope(point.account(), point.region()), point.name(), point);
        tx.upsert(ALIASES, scope("", ""), point.alias(), point.arn(partition));
        tx.upsert(ATTACHED, point.bucketScope(), Attached.of(point), Nothing.NOTHING);
    }

    public void put(Transaction tx, AccessPoint point) {
        tx.upsert(POINTS, scope(point.account(), point.region()), point.name(), point);
    }

    public void delete(Transaction tx, AccessPoint point) {
        tx.delete(POINTS, scope(point.account(), point.region()), point.name());
        tx.delete(ALIASES, scope("", ""), point.alias());
        tx.delete(ATTACHED, point.bucketScope(), Attached.of(point));
    }

    // ---- blocks of accounts

    /** Null when none was put. */
    public @Nullable PublicBlock block(ReadView view, String account) {
        return view.get(BLOCKS, scope(account, ""), ONE);
    }

    /** @param block null for none */
    public void putBlock(String account, @Nullable PublicBlock block) {
        int scope = scope(account, "");
        store.write(Locks.of(BLOCKS, scope, ONE), tx -> {
            if (block == null) {
                tx.delete(BLOCKS, scope, ONE);
            } else {
                tx.upsert(BLOCKS, scope, ONE, block);
            }
            return null;
        });
    }
}
