package dev.kagemusha.s3.acl;

import dev.kagemusha.s3.ValueReader;
import dev.kagemusha.s3.ValueWriter;
import org.jspecify.annotations.Nullable;

/**
 * Whose an object is, and its list.
 *
 * @param owner canonical id; null when it is the bucket's owner, as of every object where ACLs are disabled
 * @param acl null when it is private
 */
public record ObjectAccess(@Nullable String owner, @Nullable Acl acl) {
    /** Private to the bucket's owner. */
    public static final ObjectAccess OF_BUCKET_OWNER = new ObjectAccess(null, null);

    /** The owner's canonical id. */
    public String owner(String bucketOwner) {
        return owner == null ? bucketOwner : owner;
    }

    public ObjectAccess withAcl(Acl other) {
        return new ObjectAccess(owner, other);
    }

    public void write(ValueWriter out) {
        out.optional(owner).optional(acl == null ? null : acl.text());
    }

    public static ObjectAccess read(ValueReader in) {
        String owner = in.optional();
        String acl = in.optional();
        return owner == null && acl == null
                ? OF_BUCKET_OWNER
                : new ObjectAccess(owner, acl == null ? null : Acl.parse(acl));
    }
}
