package io.tidecast.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.kernel.LeastSquares;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Compares tests for drift on the live error of a frozen forecaster over recorded data, as it is and with the daily
 * phase moved by six hours half-way: false alarms, and scored steps until the change is told. Prints the table of
 * docs/adr/010.
 *
 * <p>{@code ./mvnw test -Dtest=DriftStudy -Ddrift.data=FOLDER} with ETTh1.csv.gz and beijing/*.csv.gz in it.
 */
@EnabledIfSystemProperty(named = "drift.data", matches = ".+")
class DriftStudy {
    private static final int WINDOW = 48;
    private static final int HORIZON = 24;
    private static final int DAY = 24;

    private interface Detector {
        /** Takes a value; whether it tells a drift, after which it begins anew. */
        boolean add(double value);
    }

    /** Page-Hinkley's test, as the trainer runs it. */
    private static final class Page implements Detector {
        private final double threshold;
        private PageHinkley state = PageHinkley.begin();

        Page(double threshold) {
            this.threshold = threshold;
        }

        @Override
        public boolean add(double value) {
            state = state.with(value);
            boolean told = state.excess() > threshold;
            state = told ? PageHinkley.begin() : state;
            return told;
        }
    }

    /** ADWIN with every cut tried (Bifet and Gavaldà 2007), told only where the newer mean is the greater. */
    private static final class Adwin implements Detector {
        private static final int MOST = 400;
        private final double delta;
        private final List<Double> window = new ArrayList<>();

        Adwin(double delta) {
            this.delta = delta;
        }

        @Override
        public boolean add(double value) {
            window.add(value);
            if (window.size() > MOST) {
                window.remove(0);
            }
            int n = window.size();
            double total = window.stream().mapToDouble(d -> d).sum();
            double mean = total / n;
            double variance =
                    window.stream().mapToDouble(d -> (d - mean) * (d - mean)).sum() / n;
            double spread = Math.log(2 * Math.log(Math.max(3, n)) / delta);
            double older = 0;
            for (int cut = 1; cut < n; cut++) {
                older += window.get(cut - 1);
                double m = 1 / (1.0 / cut + 1.0 / (n - cut));
                double bound = Math.sqrt(2 / m * variance * spread) + 2 / (3 * m) * spread;
                double difference = (total - older) / (n - cut) - older / cut;
                if (cut >= 5 && n - cut >= 1 && Math.abs(difference) > bound) {
                    window.subList(0, cut).clear();
                    return difference > 0;
                }
            }
            return false;
        }
    }

    /** Errors of the forecasts from each origin after the first 60 %: as recorded, and with the change half-way. */
    private record Errors(double[] calm, double[] changed) {}

    @Test
    void shouldPrintTheTable() throws IOException {
        Path folder = Path.of(System.getProperty("drift.data"));
        List<Errors> all = new ArrayList<>();
        all.add(errors(column(folder.resolve("ETTh1.csv.gz"), "OT")));
        try (var files = Files.list(folder.resolve("beijing"))) {
            for (Path file : files.sorted().toList()) {
                all.add(errors(column(file, "TEMP")));
            }
        }
        System.out.println("| steps a summary | test | false alarms in 10,000 steps | median delay, steps | told of "
                + all.size() + " |");
        for (int per : new int[] {6, 12, 24, 48}) {
            for (double threshold : new double[] {8, 12, 16, 24}) {
                report(all, per, "Page-Hinkley " + threshold, () -> new Page(threshold));
            }
            for (double delta : new double[] {0.3, 0.05, 0.002}) {
                report(all, per, "ADWIN " + delta, () -> new Adwin(delta));
            }
        }
        assertThat(all).hasSizeGreaterThan(1);
    }

    private static void report(List<Errors> all, int per, String name, Supplier<Detector> detector) {
        double steps = 0;
        int alarms = 0;
        List<Integer> delays = new ArrayList<>();
        for (Errors errors : all) {
            double[] calm = summaries(errors.calm(), per);
            Detector quiet = detector.get();
            for (double value : calm) {
                alarms += quiet.add(value) ? 1 : 0;
            }
            steps += (double) calm.length * per;
            double[] changed = summaries(errors.changed(), per);
            Detector watching = detector.get();
            for (int i = 0; i < changed.length; i++) {
                boolean told = watching.add(changed[i]);
                if (told && i >= changed.length / 2) {
                    delays.add((i - changed.length / 2 + 1) * per);
                    break;
                }
            }
        }
        delays.sort(null);
        System.out.printf(
                Locale.ROOT,
                "| %d | %s | %.1f | %s | %d |%n",
                per,
                name,
                10_000 * alarms / steps,
                delays.isEmpty() ? "-" : delays.get(delays.size() / 2),
                delays.size());
    }

    /**
     * A linear map from the last changes and the hour to the next day, fitted to the first 60 % and then left as it is.
     */
    private static Errors errors(double[] series) {
        LeastSquares squares = new LeastSquares(WINDOW + DAY, HORIZON, false);
        for (int t = WINDOW + 1; t + HORIZON < series.length * 6 / 10; t++) {
            double[] y = new double[HORIZON];
            for (int h = 1; h <= HORIZON; h++) {
                y[h - 1] = series[t + h] - series[t];
            }
            squares.add(inputs(series, t), y);
        }
        double[] weights = squares.solve(1e-3);
        return new Errors(errors(series, weights), errors(moved(series), weights));
    }

    private static double[] inputs(double[] series, int t) {
        double[] x = new double[WINDOW + DAY];
        for (int i = 0; i < WINDOW; i++) {
            x[i] = series[t - i] - series[t - i - 1];
        }
        x[WINDOW + t % DAY] = 1;
        return x;
    }

    private static double[] errors(double[] series, double[] weights) {
        int from = series.length * 6 / 10;
        double[] errors = new double[series.length - HORIZON - from];
        for (int t = from; t + HORIZON < series.length; t++) {
            double[] x = inputs(series, t);
            for (int h = 1; h <= HORIZON; h++) {
                double change = 0;
                for (int i = 0; i < x.length; i++) {
                    change += weights[(h - 1) * x.length + i] * x[i];
                }
                errors[t - from] += Math.abs(series[t] + change - series[t + h]) / HORIZON;
            }
        }
        return errors;
    }

    /** Logarithms of the mean errors of so many steps each. */
    private static double[] summaries(double[] errors, int per) {
        double[] logs = new double[errors.length / per];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = Math.log(
                    Arrays.stream(errors, i * per, (i + 1) * per).average().orElseThrow() + 0.01);
        }
        return logs;
    }

    /** The same with the mean day of the first 60 % moved by six hours, from half of the rest on. */
    private static double[] moved(double[] series) {
        int train = series.length * 6 / 10;
        double[] profile = new double[DAY];
        for (int t = 0; t < train; t++) {
            profile[t % DAY] += series[t] / (train / (double) DAY);
        }
        double[] moved = series.clone();
        for (int t = train + (series.length - train) / 2; t < series.length; t++) {
            moved[t] += profile[(t + 6) % DAY] - profile[t % DAY];
        }
        return moved;
    }

    private static double[] column(Path file, String name) throws IOException {
        List<Double> values = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            int at = Arrays.asList(lines.readLine().replace("\"", "").split(",", -1))
                    .indexOf(name);
            double last = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String cell = line.split(",", -1)[at].replace("\"", "");
                last = cell.matches("-?[0-9.]+(e-?[0-9]+)?") ? Double.parseDouble(cell) : last;
                values.add(last);
            }
        }
        return values.stream().mapToDouble(d -> d).toArray();
    }
}
