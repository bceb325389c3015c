package dev.kagemusha.service;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A content coding of answers, and which of them an {@code Accept-Encoding} asks for.
 *
 * <p>DynamoDB reads the header loosely: a weight over 1 counts as 1, one that is no number too, the first {@code q=} of an
 * entry holds, and {@code identity} is never preferred to a coding that is accepted at all. Between equal weights the first
 * named wins, and {@code *} stands for what is not named.
 */
enum Coding {
    GZIP("gzip"),
    DEFLATE("deflate");

    private final String text;

    Coding(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /** The coding to use, or null for none. */
    static @Nullable Coding preferred(String accepted) {
        @Nullable Coding best = null;
        double bestWeight = 0;
        double others = 0;
        boolean gzip = false;
        boolean deflate = false;
        for (String entry : accepted.split(",", -1)) {
            int semicolon = entry.indexOf(';');
            String name = (semicolon < 0 ? entry : entry.substring(0, semicolon)).strip();
            double weight = semicolon < 0 ? 1 : weight(entry.substring(semicolon));
            if (name.equals("*")) {
                others = weight;
            } else if (name.equalsIgnoreCase(GZIP.text)) {
                gzip = true;
                if (weight > bestWeight) {
                    best = GZIP;
                    bestWeight = weight;
                }
            } else if (name.equalsIgnoreCase(DEFLATE.text)) {
                deflate = true;
                if (weight > bestWeight) {
                    best = DEFLATE;
                    bestWeight = weight;
                }
            }
        }
        if (others > bestWeight && !(gzip && deflate)) {
            return gzip ? DEFLATE : GZIP;
        }
        return best;
    }

    private static double weight(String parameters) {
        int at = parameters.indexOf("q=");
        if (at < 0) {
            return 1;
        }
        int end = parameters.indexOf(';', at);
        String number = parameters
                .substring(at + 2, end < 0 ? parameters.length() : end)
                .strip();
        try {
            return Math.min(1, Double.parseDouble(number));
        } catch (NumberFormatException e) {
            return 1;
        }
    }

    byte[] compress(byte[] content) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(content.length / 4 + 64);
        try (OutputStream out =
                this == GZIP ? new GZIPOutputStream(compressed, 4096) : new DeflaterOutputStream(compressed)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // an array cannot fail
        }
        return compressed.toByteArray();
    }
}
