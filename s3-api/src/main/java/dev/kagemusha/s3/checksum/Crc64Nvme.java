package dev.kagemusha.s3.checksum;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * CRC-64/NVME: polynomial 0xad93d23594c93659, reflected, initial value and final xor all ones. Sixteen bytes at a time, one
 * table for each ("slicing"), so that look-ups do not wait for each other. Source: NVM Express NVM Command Set
 * specification, 64-bit CRC.
 */
final class Crc64Nvme implements Digest {
    private static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L; // bits reversed
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    // TABLE[256 * k + b]: the state that byte b leaves when k more zero bytes follow it
    private static final long[] TABLE = table();

    private long state = -1;

    private static long[] table() {
        long[] table = new long[16 * 256];
        for (int b = 0; b < 256; b++) {
            long crc = b;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ POLYNOMIAL : crc >>> 1;
            }
            table[b] = crc;
        }
        for (int i = 256; i < table.length; i++) {
            long before = table[i - 256];
            table[i] = before >>> 8 ^ table[(int) before & 0xff];
        }
        return table;
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        long[] t = TABLE;
        long crc = state;
        int i = offset;
        int end = offset + length;
        for (; end - i >= 16; i += 16) {
            long a = crc ^ (long) LONGS.get(bytes, i);
            long b = (long) LONGS.get(bytes, i + 8);
            crc = t[15 * 256 + ((int) a & 0xff)]
                    ^ t[14 * 256 + ((int) (a >>> 8) & 0xff)]
                    ^ t[13 * 256 + ((int) (a >>> 16) & 0xff)]
                    ^ t[12 * 256 + ((int) (a >>> 24) & 0xff)]
                    ^ t[11 * 256 + ((int) (a >>> 32) & 0xff)]
                    ^ t[10 * 256 + ((int) (a >>> 40) & 0xff)]
                    ^ t[9 * 256 + ((int) (a >>> 48) & 0xff)]
                    ^ t[8 * 256 + (int) (a >>> 56)]
                    ^ t[7 * 256 + ((int) b & 0xff)]
                    ^ t[6 * 256 + ((int) (b >>> 8) & 0xff)]
                    ^ t[5 * 256 + ((int) (b >>> 16) & 0xff)]
                    ^ t[4 * 256 + ((int) (b >>> 24) & 0xff)]
                    ^ t[3 * 256 + ((int) (b >>> 32) & 0xff)]
                    ^ t[2 * 256 + ((int) (b >>> 40) & 0xff)]
                    ^ t[256 + ((int) (b >>> 48) & 0xff)]
                    ^ t[(int) (b >>> 56)];
        }
        for (; i < end; i++) {
            crc = crc >>> 8 ^ t[(int) (crc ^ bytes[i]) & 0xff];
        }
        state = crc;
    }

    @Override
    public byte[] value() {
        return Algorithm.bigEndian(~state, 8);
    }
}
