package dev.kagemusha.s3.metric;

import dev.kagemusha.s3.ValueReader;
import dev.kagemusha.s3.ValueWriter;
import dev.kagemusha.s3.object.StorageClasses;

import java.util.List;

/** What is stored in a bucket, by CloudWatch's types of storage: a sum in the making, and the cursor of the job that makes it. */
final class Tally {
    static final int RESTING = 0;
    static final int OBJECTS = 1;
    static final int VERSIONS = 2;
    static final int UPLOADS = 3;

    /** Stored by position, so that the list only grows at its end. */
    private static final List<String> TYPES = List.of(
            "StandardStorage",
            "ReducedRedundancyStorage",
            "StandardIAStorage",
            "StandardIASizeOverhead",
            "OneZoneIAStorage",
            "OneZoneIASizeOverhead",
            "IntelligentTieringFAStorage",
            "IntelligentTieringIAStorage",
            "IntelligentTieringAIAStorage",
            "IntelligentTieringAAStorage",
            "IntelligentTieringDAAStorage",
            "GlacierInstantRetrievalStorage",
            "GlacierInstantRetrievalSizeOverhead",
            "GlacierStorage",
            "GlacierObjectOverhead",
            "GlacierS3ObjectOverhead",
            "GlacierStagingStorage",
            "DeepArchiveStorage",
            "DeepArchiveObjectOverhead",
            "DeepArchiveS3ObjectOverhead",
            "DeepArchiveStagingStorage");

    private static final long BILLED_LEAST = 128 << 10;
    private static final long INDEX = 32 << 10;
    private static final long NAME = 8 << 10;

    private final long[] bytes = new long[TYPES.size()];
    private long count;
    private int phase;
    private byte[] after = {};

    /** Takes a type of storage and how many bytes of it there are. */
    @FunctionalInterface
    interface Visitor {
        void visit(String type, long bytes);
    }

    static Tally begin() {
        Tally tally = new Tally();
        tally.phase = OBJECTS;
        return tally;
    }

    static Tally decode(byte[] cursor) {
        Tally tally = new Tally();
        ValueReader in = new ValueReader(cursor);
        tally.phase = in.u8();
        tally.count = in.number();
        int types = in.u8();
        for (int i = 0; i < types; i++) {
            tally.bytes[i] = in.number();
        }
        tally.after = in.blob();
        return tally;
    }

    byte[] encode() {
        ValueWriter out = new ValueWriter(128).u8(phase).number(count).u8(bytes.length);
        for (long each : bytes) {
            out.number(each);
        }
        return out.blob(after).toBytes();
    }

    int phase() {
        return phase;
    }

    byte[] after() {
        return after;
    }

    /** Goes on in the same phase, or with the next one when nothing is left of it. */
    void reached(byte[] last) {
        if (last.length == 0) {
            phase = phase == UPLOADS ? RESTING : phase + 1;
        }
        after = last;
    }

    long count() {
        return count;
    }

    /** A delete marker. */
    void marker() {
        count++;
    }

    void object(int storageClass, long size) {
        count++;
        switch (StorageClasses.name(storageClass)) {
            case "REDUCED_REDUNDANCY" -> add("ReducedRedundancyStorage", size);
            case "STANDARD_IA" -> billedLeast("StandardIAStorage", "StandardIASizeOverhead", size);
            case "ONEZONE_IA" -> billedLeast("OneZoneIAStorage", "OneZoneIASizeOverhead", size);
            case "GLACIER_IR" ->
                billedLeast("GlacierInstantRetrievalStorage", "GlacierInstantRetrievalSizeOverhead", size);
            case "INTELLIGENT_TIERING" -> add("IntelligentTieringFAStorage", size);
            case "GLACIER" -> {
                add("GlacierStorage", size);
                add("GlacierObjectOverhead", INDEX);
                add("GlacierS3ObjectOverhead", NAME);
            }
            case "DEEP_ARCHIVE" -> {
                add("DeepArchiveStorage", size);
                add("DeepArchiveObjectOverhead", INDEX);
                add("DeepArchiveS3ObjectOverhead", NAME);
            }
            default -> add("StandardStorage", size);
        }
    }

    /** Parts of an upload that is not completed. */
    void parts(int storageClass, int parts, long size) {
        count += parts;
        switch (StorageClasses.name(storageClass)) {
            case "GLACIER" -> add("GlacierStagingStorage", size);
            case "DEEP_ARCHIVE" -> add("DeepArchiveStagingStorage", size);
            case "STANDARD_IA" -> add("StandardIAStorage", size);
            case "ONEZONE_IA" -> add("OneZoneIAStorage", size);
            case "REDUCED_REDUNDANCY" -> add("ReducedRedundancyStorage", size);
            case "INTELLIGENT_TIERING" -> add("IntelligentTieringFAStorage", size);
            case "GLACIER_IR" -> add("GlacierInstantRetrievalStorage", size);
            default -> add("StandardStorage", size);
        }
    }

    private void billedLeast(String type, String overhead, long size) {
        add(type, size);
        add(overhead, Math.max(0, BILLED_LEAST - size));
    }

    private void add(String type, long size) {
        bytes[TYPES.indexOf(type)] += size;
    }

    /** All types there are bytes of. */
    void visit(Visitor visitor) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] > 0) {
                visitor.visit(TYPES.get(i), bytes[i]);
            }
        }
    }
}
