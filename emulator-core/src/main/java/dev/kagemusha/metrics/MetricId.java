package dev.kagemusha.metrics;

import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which metric: the same name with other dimensions is another metric.
 *
 * @param namespace for example {@code AWS/DynamoDB}
 * @param dimensions in the order of their names
 */
public record MetricId(String namespace, String name, List<Dimension> dimensions) {
    private static final int HALF = 8;

    /** Dimensions may come in any order. */
    public MetricId {
        List<Dimension> sorted = new ArrayList<>(dimensions);
        sorted.sort(Comparator.comparing(Dimension::name).thenComparing(Dimension::value));
        dimensions = List.copyOf(sorted);
    }

    /** @param namesAndValues of the dimensions, alternating */
    public static MetricId of(String namespace, String name, String... namesAndValues) {
        List<Dimension> dimensions = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            dimensions.add(new Dimension(namesAndValues[i], namesAndValues[i + 1]));
        }
        return new MetricId(namespace, name, dimensions);
    }

    void write(KeyWriter out) {
        out.text(namespace).text(name);
        for (Dimension dimension : dimensions) {
            out.u8(1).text(dimension.name()).text(dimension.value());
        }
        out.u8(0);
    }

    static MetricId read(KeyReader in) {
        String namespace = in.text();
        String name = in.text();
        List<Dimension> dimensions = new ArrayList<>();
        while (in.u8() == 1) {
            dimensions.add(new Dimension(in.text(), in.text()));
        }
        return new MetricId(namespace, name, dimensions);
    }

    /** What stands for it in other rows: the first half of its SHA-256. */
    public Digest digest() {
        KeyWriter out = new KeyWriter();
        write(out);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(out.toBytes());
            return new Digest(number(hash, 0), number(hash, HALF));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    private static long number(byte[] bytes, int at) {
        long value = 0;
        for (int i = at; i < at + HALF; i++) {
            value = value << 8 | (bytes[i] & 0xff);
        }
        return value;
    }

    /** 128 bits that no two metrics have in common. */
    public record Digest(long high, long low) {
        /** As a key's field of 16 bytes. */
        public KeyWriter write(KeyWriter out) {
            return out.u64(high).u64(low);
        }

        public static Digest read(KeyReader in) {
            return new Digest(in.u64(), in.u64());
        }
    }
}
