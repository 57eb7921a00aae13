package io.tidecast.guess;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Metric type of a value by how it moves: what only rises, over all devices, is a counter, and resets do not change
 * that: falls to less than a tenth of what it was.
 *
 * @param why what was counted
 */
record KindGuess(Kind kind, String why) {
    private static final Set<String> COUNTERS =
            Set.of("total", "count", "counter", "energy", "kwh", "wh", "bytes", "packets", "odometer", "cumulative");
    /** Of a value whose name says nothing; a gauge rises so often without a fall once in a million times. */
    private static final int RISES = 20;

    private static final int RISES_OF_NAMED = 3;
    private static final double RESET = 0.1;

    static KindGuess of(String name, boolean truths, List<Series> all) {
        double[] values =
                all.stream().flatMapToDouble(s -> Arrays.stream(s.values())).toArray();
        if (truths) {
            return new KindGuess(Kind.SWITCH, "true or false");
        }
        double min = Arrays.stream(values).min().orElse(0);
        double max = Arrays.stream(values).max().orElse(0);
        if (min == max) {
            return new KindGuess(Kind.CONSTANT, "always " + number(min));
        }
        if (Arrays.stream(values).allMatch(value -> value == 0 || value == 1)) {
            return new KindGuess(Kind.SWITCH, "0 or 1");
        }
        long rises = 0;
        long falls = 0;
        long resets = 0;
        for (Series series : all) {
            for (int i = 1; i < series.length(); i++) {
                double before = series.values()[i - 1];
                double now = series.values()[i];
                rises += now > before ? 1 : 0;
                boolean reset = now < before && now >= 0 && now <= before * RESET;
                resets += reset ? 1 : 0;
                falls += now < before && !reset ? 1 : 0;
            }
        }
        int enough = COUNTERS.stream().anyMatch(word -> isIn(word, name)) ? RISES_OF_NAMED : RISES;
        if (min >= 0 && falls == 0 && rises >= enough && resets * RISES <= rises) {
            return new KindGuess(
                    Kind.COUNTER,
                    "it rises " + rises + " times and never falls"
                            + (resets == 0 ? "" : " but for " + resets + " to nearly nothing"));
        }
        return new KindGuess(Kind.GAUGE, "from " + number(min) + " to " + number(max));
    }

    /** Whether a word stands in a name for itself: bytes in rx_bytes, and no count in country. */
    private static boolean isIn(String word, String name) {
        return List.of(name.replaceAll("([a-z])([A-Z])", "$1 $2")
                        .toLowerCase(Locale.ROOT)
                        .split("[^a-z]+", -1))
                .contains(word);
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf((float) value);
    }
}
