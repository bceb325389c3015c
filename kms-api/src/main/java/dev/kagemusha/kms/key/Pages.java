package dev.kagemusha.kms.key;

import dev.kagemusha.kms.KmsErrors;
import dev.kagemusha.state.KeyWriter;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Markers of lists: opaque to clients, the name of the last entry to us.
 *
 * @param entries of this page
 * @param next where the following page starts, or null at the end
 */
public record Pages<T>(List<T> entries, @Nullable String next) {
    private static final String MARK = "k1:";

    /**
     * Cuts a page off what was read.
     *
     * @param read at most one entry more than the limit
     */
    public static <T> Pages<T> of(List<T> read, int limit, Function<T, String> name) {
        if (read.size() <= limit) {
            return new Pages<>(List.copyOf(read), null);
        }
        List<T> page = List.copyOf(read.subList(0, limit));
        return new Pages<>(page, marker(name.apply(page.getLast())));
    }

    /**
     * A page of all there is.
     *
     * @param limit how many the request asked for at most; null for as many as usual
     * @throws software.amazon.awssdk.services.kms.model.InvalidMarkerException for a marker that is none
     */
    public static <T> Pages<T> of(
            Collection<T> all, @Nullable String marker, @Nullable Integer limit, int usual, Function<T, String> name) {
        String after = last(marker);
        int most = limit == null ? usual : limit;
        List<T> read = all.stream()
                .sorted(Comparator.comparing(name))
                .filter(each -> after == null || name.apply(each).compareTo(after) > 0)
                .limit(most + 1L)
                .toList();
        return of(read, most, name);
    }

    private static String marker(String last) {
        return Base64.getEncoder().encodeToString((MARK + last).getBytes(StandardCharsets.UTF_8));
    }

    /** The name in a marker, or null for the first page. @throws software.amazon.awssdk.services.kms.model.InvalidMarkerException */
    public static @Nullable String last(@Nullable String marker) {
        if (marker == null) {
            return null;
        }
        try {
            String text = new String(Base64.getDecoder().decode(marker), StandardCharsets.UTF_8);
            if (text.startsWith(MARK)) {
                return text.substring(MARK.length());
            }
        } catch (IllegalArgumentException e) {
            // not ours either
        }
        throw KmsErrors.invalidMarker();
    }

    /** The first encoded name behind this one. */
    static byte[] after(String name) {
        byte[] exact = new KeyWriter().tail(name).toBytes();
        return java.util.Arrays.copyOf(exact, exact.length + 1);
    }
}
