package dev.kagemusha.s3.analytics;

import dev.kagemusha.s3.object.StorageClasses;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The lines of one day. AWS does not say how it computes the cumulative access ratio and the ages for a transition; here the ratio
 * is bytes read in thirty days of the age group and all older ones over the bytes stored of them, and the age is that of the youngest
 * group, of those old enough for STANDARD_IA, from which on reading costs less than storing there saves: a ratio under 1.05.
 */
final class Analysis {
    /** Days that the ratio looks back, and that have to be observed before an age is told. */
    static final int OBSERVED = 30;

    static final String HEADER =
            "Date,ConfigId,Filter,StorageClass,ObjectAge,ObjectCount,DataUploaded_MB,Storage_MB,DataRetrieved_MB,"
                    + "GetRequestCount,CumulativeAccessRatio,ObjectAgeForSIATransition,"
                    + "RecommendedObjectAgeForSIATransition\n";

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("MM-dd-yyyy", Locale.ROOT);
    private static final BigDecimal MEGABYTE = BigDecimal.valueOf(1 << 20);
    private static final int DIGITS = 6;

    /** A month's reading at $0.01 a GB against $0.023 less $0.0125 for storing it. */
    private static final double WORTH_IT = 1.05;

    private final String id;
    private final String filter;
    private final Stock stock;
    private final Map<Long, Heat> day = new HashMap<>();
    private final Map<Long, Heat> month = new HashMap<>();

    Analysis(String id, String filter, Stock stock) {
        this.id = id;
        this.filter = filter;
        this.stock = stock;
    }

    private static long place(int storageClass, int age) {
        return storageClass * 100L + age;
    }

    /** What was done to objects of an age; in the day that the report is of, or in the days before. */
    void add(AccessKey key, Heat heat, boolean inDay) {
        stock.sums(key.storageClass());
        for (Map<Long, Heat> each : inDay ? List.of(day, month) : List.of(month)) {
            each.merge(place(key.storageClass(), Age.ALL), heat, Heat::plus);
            if (key.age() != Age.ALL) {
                each.merge(place(key.storageClass(), key.age()), heat, Heat::plus);
            }
        }
    }

    /** Bytes read in a month over bytes stored, of a group and all older ones; −1 where nothing is stored. */
    private double ratio(int storageClass, int age) {
        double stored = 0;
        double read = 0;
        int from = age == Age.ALL ? Age.ALL : age;
        int to = age == Age.ALL ? Age.ALL : Age.ALL - 1;
        for (int group = from; group <= to; group++) {
            stored += stock.bytes(storageClass, group);
            read += month.getOrDefault(place(storageClass, group), Heat.NONE).retrieved();
        }
        return stored == 0 ? -1 : read / stored;
    }

    /** Days after which objects are better off in STANDARD_IA, or −1. */
    int transition() {
        int standard = StorageClasses.number(null);
        int found = -1;
        for (int group = Age.ALL - 1; group >= 0 && Age.first(group) >= OBSERVED; group--) {
            double ratio = ratio(standard, group);
            if (ratio >= WORTH_IT) {
                break;
            }
            found = ratio < 0 && found < 0 ? -1 : Age.first(group);
        }
        return found;
    }

    /**
     * A line.
     *
     * @param observed days for a transition, or −1
     * @param recommended the same when it has been so for a while, or −1
     */
    String line(int storageClass, int age, int observed, int recommended) {
        Heat heat = day.getOrDefault(place(storageClass, age), Heat.NONE);
        boolean all = age == Age.ALL;
        boolean told = all && storageClass == StorageClasses.number(null);
        double ratio = ratio(storageClass, age);
        return DATE.format(LocalDate.ofEpochDay(stock.day()))
                + ','
                + quoted(id)
                + ','
                + quoted(filter)
                + ','
                + StorageClasses.name(storageClass)
                + ','
                + Age.name(age)
                + ','
                + (all ? Long.toString(stock.count(storageClass)) : "")
                + ','
                + (all ? megabytes(heat.uploaded()) : "")
                + ','
                + megabytes(stock.bytes(storageClass, age))
                + ','
                + megabytes(heat.retrieved())
                + ','
                + heat.reads()
                + ','
                + (ratio < 0 ? "" : decimal(BigDecimal.valueOf(ratio)))
                + ','
                + (told && observed >= 0 ? Integer.toString(observed) : "")
                + ','
                + (told && recommended >= 0 ? Integer.toString(recommended) : "")
                + '\n';
    }

    private static String quoted(String text) {
        return text.indexOf(',') < 0 && text.indexOf('"') < 0 ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private static String megabytes(long bytes) {
        return decimal(BigDecimal.valueOf(bytes).divide(MEGABYTE, DIGITS, RoundingMode.HALF_UP));
    }

    private static String decimal(BigDecimal value) {
        BigDecimal rounded = value.setScale(DIGITS, RoundingMode.HALF_UP).stripTrailingZeros();
        return rounded.toPlainString();
    }
}
