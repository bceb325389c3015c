package dev.kagemusha.s3.bucket;

import dev.kagemusha.s3.ValueReader;
import dev.kagemusha.s3.ValueWriter;

/**
 * Who has a bucket name.
 *
 * @param scope id of the state scope that holds the bucket; when it is no longer live the name is free
 */
record Holder(int scope, String account, String region) {
    byte[] encode() {
        return new ValueWriter(40)
                .u8(1)
                .number(scope & 0xffffffffL)
                .text(account)
                .text(region)
                .toBytes();
    }

    static Holder decode(byte[] bytes) {
        ValueReader in = new ValueReader(bytes);
        in.u8();
        return new Holder((int) in.number(), in.text(), in.text());
    }
}
