package io.tidecast.forecast;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Weights of a combination as text. */
public final class Weights {
    private static final int SHOWN = 3;

    private Weights() {}

    /**
     * The largest of them by their methods' names, e.g. {@code network 62 %, drift 30 %, persistence 5 %, others 3 %}.
     */
    public static String most(Map<String, Double> byMethod) {
        List<Map.Entry<String, Double>> shown = byMethod.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(SHOWN)
                .toList();
        double all = byMethod.values().stream().mapToDouble(own -> own).sum();
        double others = all - shown.stream().mapToDouble(Map.Entry::getValue).sum();
        String text = shown.stream()
                .map(own -> own.getKey() + " " + percent(own.getValue() / all))
                .collect(Collectors.joining(", "));
        return others / all < 0.005 ? text : text + ", others " + percent(others / all);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }
}
