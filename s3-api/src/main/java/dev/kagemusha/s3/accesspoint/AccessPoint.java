package dev.kagemusha.s3.accesspoint;

import dev.kagemusha.s3.ValueReader;
import dev.kagemusha.s3.ValueWriter;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An access point.
 *
 * @param created epoch milliseconds
 * @param alias what it can be called by wherever a bucket's name can be
 * @param bucket where it leads, as long as the bucket of this name is the one of {@code bucketScope} and {@code bucketId}
 * @param vpc the only network it is open to; null for the Internet
 * @param block does not change any more
 * @param policy as it was put, or null
 */
public record AccessPoint(
        String name,
        String account,
        String region,
        long created,
        String alias,
        String bucket,
        int bucketScope,
        long bucketId,
        String bucketAccount,
        @Nullable String vpc,
        PublicBlock block,
        @Nullable String policy,
        Map<String, String> tags) {
    private static final int FORM = 1;

    public String arn(String partition) {
        return "arn:" + partition + ":s3:" + region + ":" + account + ":accesspoint/" + name;
    }

    /** The first label of the host where it is reached. */
    public String host() {
        return name + "-" + account;
    }

    /** As {@code s3:AccessPointNetworkOrigin} has it. */
    public String origin() {
        return vpc == null ? "Internet" : "VPC";
    }

    public AccessPoint withPolicy(@Nullable String other) {
        return new AccessPoint(
                name,
                account,
                region,
                created,
                alias,
                bucket,
                bucketScope,
                bucketId,
                bucketAccount,
                vpc,
                block,
                other,
                tags);
    }

    public AccessPoint withTags(Map<String, String> other) {
        return new AccessPoint(
                name,
                account,
                region,
                created,
                alias,
                bucket,
                bucketScope,
                bucketId,
                bucketAccount,
                vpc,
                block,
                policy,
                other);
    }

    byte[] encode() {
        ValueWriter out = new ValueWriter(256)
                .u8(FORM)
                .text(name)
                .text(account)
                .text(region)
                .number(created)
                .text(alias)
                .text(bucket)
                .number(bucketScope & 0xffffffffL)
                .number(bucketId)
                .text(bucketAccount)
                .optional(vpc)
                .u8(block.bits())
                .optional(policy)
                .number(tags.size());
        tags.forEach((key, value) -> out.text(key).text(value));
        return out.toBytes();
    }

    static AccessPoint decode(byte[] bytes) {
        ValueReader in = new ValueReader(bytes);
        int form = in.u8();
        if (form != FORM) {
            throw new IllegalStateException("access point of form " + form);
        }
        return new AccessPoint(
                in.text(),
                in.text(),
                in.text(),
                in.number(),
                in.text(),
                in.text(),
                (int) in.number(),
                in.number(),
                in.text(),
                in.optional(),
                PublicBlock.of(in.u8()),
                in.optional(),
                tags(in));
    }

    private static Map<String, String> tags(ValueReader in) {
        int count = (int) in.number();
        Map<String, String> tags = LinkedHashMap.newLinkedHashMap(count);
        for (int i = 0; i < count; i++) {
            tags.put(in.text(), in.text());
        }
        return tags;
    }
}
