package io.tidecast.bench;

import io.tidecast.kernel.LeastSquares;
import io.tidecast.kernel.SplitMix;
import io.tidecast.learn.BatchMeans;
import io.tidecast.learn.LiveTrial;
import io.tidecast.learn.RetrainingRecord.ScoreSummary;
import io.tidecast.learn.TrialSettings;
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
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * The table of {@code docs/rollback.md}: {@code RollbackTable FILE DATA}, with ETTh1.csv.gz and beijing/*.csv.gz in the
 * folder DATA. How often a swap is undone, by the rule that serves and by the one before it, where the new version is
 * as good as the one it replaced, and where each of its errors is a fifth or a half larger: errors of a frozen linear
 * map over recorded series, and made-up ones, with a swap at every day.
 */
public final class RollbackTable {
    private static final int DAY = 24;
    private static final int WINDOW = 48;
    private static final int PER_SUMMARY = 12;
    private static final int WATCHED_DAYS = 90;
    private static final long HOUR_MS = 3_600_000;
    private static final BatchMeans.Length BLOCK = new BatchMeans.Length(DAY, DAY * HOUR_MS);
    private static final TrialSettings SETTINGS = TrialSettings.defaults();
    private static final double[] WORSE = {1, 1.2, 1.5};

    private RollbackTable() {}

    /** Errors of a fleet's forecasts, mean over its devices: of each hour, beside the naive ones. */
    private record Errors(String name, int devices, double[] model, double[] naive) {
        ScoreSummary summary(int hour, double factor) {
            double mae =
                    Arrays.stream(model, hour, hour + PER_SUMMARY).average().orElseThrow();
            double naiveMae =
                    Arrays.stream(naive, hour, hour + PER_SUMMARY).average().orElseThrow();
            return new ScoreSummary(
                    "m",
                    1,
                    hour * HOUR_MS,
                    (hour + PER_SUMMARY - 1) * HOUR_MS,
                    (long) devices * PER_SUMMARY,
                    factor * mae,
                    naiveMae,
                    Map.of());
        }
    }

    /** Rule for going back to the version before. */
    private interface Rollback {
        /** Takes a summary; whether the swap is undone with it. */
        boolean add(ScoreSummary summary);

        void swap(long fromMs);
    }

    /** Sequential test on blocks of time, as it serves. */
    private static final class Blocks implements Rollback {
        private LiveTrial trial = LiveTrial.begin("m/1", Long.MIN_VALUE);

        @Override
        public boolean add(ScoreSummary summary) {
            trial = trial.with(summary, BLOCK);
            if (!trial.isDue(SETTINGS)) {
                return false;
            }
            boolean undone = trial.regretted(SETTINGS).isPresent();
            trial = trial.looked(SETTINGS);
            return undone;
        }

        @Override
        public void swap(long fromMs) {
            trial = trial.swapped("m/2", fromMs, true);
        }
    }

    /** Comparison of means of summaries by two standard errors, whenever one comes: the rule before. */
    private static final class Summaries implements Rollback {
        private static final int MEMORY = 50;
        private double[] before; // mean, variance, count
        private double[] own = new double[3];
        private long fromMs = Long.MIN_VALUE;
        private long n;

        @Override
        public boolean add(ScoreSummary summary) {
            if (summary.fromMs() < fromMs) {
                return false;
            }
            double value = Math.log((summary.mae() + 0.01) / (summary.naiveMae() + 0.01));
            own[2] = Math.min(own[2] + 1, MEMORY);
            double delta = value - own[0];
            own[0] += delta / own[2];
            own[1] = (1 - 1 / own[2]) * (own[1] + delta * delta / own[2]);
            boolean over = n > 4L * SETTINGS.steps();
            n += summary.n();
            if (before == null || n < SETTINGS.steps() || over) {
                return false;
            }
            double difference = own[0] - before[0];
            double chance = Math.sqrt(own[1] / own[2] + before[1] / before[2]);
            return difference > Math.log1p(SETTINGS.margin()) && difference > 2 * chance;
        }

        @Override
        public void swap(long from) {
            before = own;
            own = new double[3];
            fromMs = from;
            n = 0;
        }
    }

    /** What came of the swaps: how many, how many were undone, and after how many hours. */
    private record Outcome(int swaps, List<Integer> hours) {
        String text() {
            hours.sort(null);
            double share = 100.0 * hours.size() / swaps;
            String after = hours.isEmpty()
                    ? ""
                    : String.format(Locale.ROOT, " after %.1f days", hours.get(hours.size() / 2) / (double) DAY);
            return String.format(Locale.ROOT, "%.1f %%%s", share, after);
        }
    }

    public static void main(String[] args) throws IOException {
        Path data = Path.of(args[1]);
        List<List<Errors>> fleets = new ArrayList<>();
        fleets.add(List.of(fleet("ETTh1, OT, one device", List.of(column(data.resolve("ETTh1.csv.gz"), "OT")))));
        for (String value : List.of("TEMP", "PM2.5")) {
            List<double[]> stations = new ArrayList<>();
            try (var files = Files.list(data.resolve("beijing"))) {
                for (Path file : files.sorted().toList()) {
                    stations.add(column(file, value));
                }
            }
            List<Errors> alone = new ArrayList<>();
            for (double[] station : stations) {
                alone.add(fleet("Beijing, " + value + ", each station by itself", List.of(station)));
            }
            fleets.add(alone);
            fleets.add(List.of(fleet("Beijing, " + value + ", six stations under one sky", stations)));
        }
        for (int devices : new int[] {1, 300}) {
            List<Errors> made = new ArrayList<>();
            for (int seed = 1; seed <= 4; seed++) {
                made.add(made(devices, seed));
            }
            fleets.add(made);
        }
        StringBuilder page = new StringBuilder(
                """
                # How often a swap is undone

                A version that has taken another's place is on trial: where its live error, over the naive one's, lies above that of the version before by `learning.rollback` and by more than chance, the version before serves again
                ([ADR 010](adr/010-drift.md)). Here swaps are made at every day of a year and more of recorded errors, of a linear map that stays as it is, and looked at with the default settings (hourly steps, horizon and season
                24). The new version is the same as the one before, or each of its errors is 20 % or 50 % larger. Undone, of all swaps, and the median time from the swap to its undoing. The rule before compared means over summaries by two
                standard errors, whenever a summary came, and so it did where a fleet's errors of half a day said it. A version a fifth worse is mostly left: by its live error it cannot be told from one as good whose week was a bad
                one. The gate, which compares both on the same windows, is for that, and `learning.shadow-steps`. Made-up devices: a day's error is its own by a factor that is log-normal (0.3), half of which goes on to the next day, shared by all devices of a fleet; each hour another (0.1).

                Made by `./mvnw -q -Pbench -DskipTests -Dbench.main=io.tidecast.bench.RollbackTable -Dbench.page=docs/rollback.md -Dbench.length=DATA test-compile exec:exec`; the [README](../README.md) says where to get the data.

                | errors of | the version before had served | rule | swaps | as good: undone | 20 % worse: undone | 50 % worse: undone |
                |---|---|---|---|---|---|---|
                """);
        for (List<Errors> fleet : fleets) {
            for (int days : new int[] {7, 60}) {
                page.append(row(fleet, days, "before", false)).append(row(fleet, days, "blocks", true));
            }
        }
        Files.writeString(Path.of(args[0]), page);
    }

    private static String row(List<Errors> fleet, int days, String name, boolean blocks) {
        StringBuilder row = new StringBuilder(
                String.format(Locale.ROOT, "| %s | %d days | %s |", fleet.get(0).name(), days, name));
        for (double factor : WORSE) {
            Outcome outcome = new Outcome(0, new ArrayList<>());
            for (Errors errors : fleet) {
                outcome = swaps(errors, days, factor, blocks, outcome);
            }
            row.append(factor == 1 ? String.format(Locale.ROOT, " %,d |", outcome.swaps()) : "")
                    .append(" ")
                    .append(outcome.text())
                    .append(" |");
        }
        System.out.println(row);
        return row.append('\n').toString();
    }

    private static Outcome swaps(Errors errors, int days, double factor, boolean blocks, Outcome so) {
        int swaps = so.swaps();
        List<Integer> hours = new ArrayList<>(so.hours());
        int last = errors.model().length - WATCHED_DAYS * DAY;
        for (int swap = days * DAY; swap < last; swap += DAY) {
            Rollback rule = blocks ? new Blocks() : new Summaries();
            // At any hour of the day.
            int begin = swap - days * DAY + PER_SUMMARY * (swap / DAY % 2);
            int end = begin + days * DAY;
            for (int hour = begin; hour + PER_SUMMARY <= end; hour += PER_SUMMARY) {
                rule.add(errors.summary(hour, 1));
            }
            rule.swap((end + DAY) * HOUR_MS);
            swaps++;
            for (int hour = end; hour < end + (WATCHED_DAYS - 1) * DAY; hour += PER_SUMMARY) {
                if (rule.add(errors.summary(hour, factor))) {
                    hours.add(hour + PER_SUMMARY - end);
                    break;
                }
            }
        }
        return new Outcome(swaps, hours);
    }

    private static Errors made(int devices, int seed) {
        SplitMix random = new SplitMix(seed);
        double[] model = new double[700 * DAY];
        double[] naive = new double[model.length];
        double day = 0;
        for (int hour = 0; hour < model.length; hour++) {
            if (hour % DAY == 0) {
                day = 0.5 * day + 0.3 * Math.sqrt(0.75) * random.nextGaussian();
            }
            naive[hour] = 1;
            model[hour] = 0.8 * Math.exp(day + 0.1 * random.nextGaussian());
        }
        return new Errors("made up, " + devices + (devices == 1 ? " device" : " devices"), devices, model, naive);
    }

    /** Errors of a linear map, fitted to the first 40 % of each series, over the rest. */
    private static Errors fleet(String name, List<double[]> series) {
        int from = series.get(0).length * 4 / 10;
        double[] model = new double[series.get(0).length - from];
        double[] naive = new double[model.length];
        for (double[] one : series) {
            add(one, from, model, naive, series.size());
        }
        return new Errors(name, series.size(), model, naive);
    }

    private static void add(double[] series, int from, double[] model, double[] naive, int devices) {
        LeastSquares squares = new LeastSquares(WINDOW + DAY, DAY, false);
        double scale = 0;
        for (int t = WINDOW + 1; t + DAY < from; t++) {
            double[] y = new double[DAY];
            for (int h = 1; h <= DAY; h++) {
                y[h - 1] = series[t + h] - series[t];
            }
            squares.add(inputs(series, t), y);
            scale += Math.abs(series[t] - series[t - 1]) / from;
        }
        double[] weights = squares.solve(1e-3);
        double[] persistence = new double[model.length];
        double[] seasonal = new double[model.length];
        double[] own = new double[model.length];
        double[] y = new double[DAY];
        for (int t = from - DAY; t < series.length - 1; t++) {
            LeastSquares.apply(weights, inputs(series, t), y);
            for (int h = 1; h <= DAY && t + h < series.length; h++) {
                int at = t + h - from;
                if (at >= 0) {
                    own[at] += Math.abs(series[t] + y[h - 1] - series[t + h]) / DAY / scale;
                    persistence[at] += Math.abs(series[t] - series[t + h]) / DAY / scale;
                    seasonal[at] += Math.abs(series[t + h - DAY] - series[t + h]) / DAY / scale;
                }
            }
        }
        double[] better =
                Arrays.stream(persistence).sum() < Arrays.stream(seasonal).sum() ? persistence : seasonal;
        for (int t = 0; t < model.length; t++) {
            model[t] += own[t] / devices;
            naive[t] += better[t] / devices;
        }
    }

    private static double[] inputs(double[] series, int t) {
        double[] x = new double[WINDOW + DAY];
        for (int i = 0; i < WINDOW; i++) {
            x[i] = series[t - i] - series[t - i - 1];
        }
        x[WINDOW + t % DAY] = 1;
        return x;
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
