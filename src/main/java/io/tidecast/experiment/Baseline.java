package io.tidecast.experiment;

import io.tidecast.experiment.Dataset.Track;
import io.tidecast.forecast.SeasonalNaive;
import io.tidecast.kernel.LeastSquares;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Baseline forecasts that need no network, on the same rows as one. In names below K is a number of rows. */
enum Baseline {
    /** {@code last-value}: the last known row. */
    LAST_VALUE("last-value") {
        @Override
        double forecast(Track track, RunSpec.Split split, int origin, int step, int k) {
            return track.target()[origin - 1];
        }
    },
    /** {@code seasonal-naive-K}: the same step of the last whole season. */
    SEASONAL_NAIVE("seasonal-naive-K") {
        @Override
        double forecast(Track track, RunSpec.Split split, int origin, int step, int k) {
            return track.target()[origin - 1 - SeasonalNaive.lag(step + 1, k)];
        }
    },
    /** {@code seasonal-naive-K-growth}: a season ago, times the growth from then to now; one row ahead. */
    SEASONAL_GROWTH("seasonal-naive-K-growth") {
        @Override
        double forecast(Track track, RunSpec.Split split, int origin, int step, int k) {
            double[] y = track.target();
            return y[origin + step - k] * y[origin - 1] / y[origin - 1 - k];
        }
    },
    /** {@code linear-extrapolation}: the line through the last two rows. */
    LINEAR_EXTRAPOLATION("linear-extrapolation") {
        @Override
        double forecast(Track track, RunSpec.Split split, int origin, int step, int k) {
            double[] y = track.target();
            return y[origin - 1] + (step + 1) * (y[origin - 1] - y[origin - 2]);
        }
    },
    /** {@code mean-of-K}: the mean of the last rows. */
    MEAN_OF("mean-of-K") {
        @Override
        double forecast(Track track, RunSpec.Split split, int origin, int step, int k) {
            return Arrays.stream(track.target(), origin - k, origin).average().orElseThrow();
        }
    },
    /** {@code train-mean}: of the training rows of all series. */
    TRAIN_MEAN("train-mean") {
        @Override
        double forecast(Track track, RunSpec.Split split, int origin, int step, int k) {
            throw new AssertionError("one for all");
        }

        @Override
        double[] forecasts(Dataset data, RunSpec.Split split, int horizon, int k) {
            return constant(
                    data, split, horizon, Summary.of(trained(data, split)).mean());
        }
    },
    /** {@code train-median}: of the training rows of all series. */
    TRAIN_MEDIAN("train-median") {
        @Override
        double forecast(Track track, RunSpec.Split split, int origin, int step, int k) {
            throw new AssertionError("one for all");
        }

        @Override
        double[] forecasts(Dataset data, RunSpec.Split split, int horizon, int k) {
            return constant(
                    data, split, horizon, Summary.of(trained(data, split)).median());
        }
    },
    /** {@code climatology-K-train}: the mean of each step of the season over the training rows. */
    CLIMATOLOGY_TRAIN("climatology-K-train") {
        @Override
        double forecast(Track track, RunSpec.Split split, int origin, int step, int k) {
            return meanOfStep(track, origin + step, k, split.train());
        }
    },
    /** {@code climatology-K-known}: the same over all rows before the test. */
    CLIMATOLOGY_KNOWN("climatology-K-known") {
        @Override
        double forecast(Track track, RunSpec.Split split, int origin, int step, int k) {
            return meanOfStep(track, origin + step, k, split.testFrom());
        }
    },
    /**
     * {@code least-squares-K}: a linear map with a constant from the last rows of all columns to the next, fitted to
     * the training rows.
     */
    LEAST_SQUARES("least-squares-K") {
        @Override
        double forecast(Track track, RunSpec.Split split, int origin, int step, int k) {
            throw new AssertionError("computed for all origins at once");
        }

        @Override
        double[] forecasts(Dataset data, RunSpec.Split split, int horizon, int k) {
            Track track = data.tracks().get(0);
            int width = k * data.features().size();
            LeastSquares fit = new LeastSquares(width, 1, true);
            for (int row = k; row < split.train(); row++) {
                fit.add(lags(track, row, k), new double[] {track.target()[row]});
            }
            double[] w = fit.solve(0);
            double[] one = new double[1];
            return IntStream.range(split.testFrom(), split.testUntil())
                    .mapToDouble(row -> {
                        LeastSquares.apply(w, lags(track, row, k), one);
                        return one[0];
                    })
                    .toArray();
        }

        private double[] lags(Track track, int row, int k) {
            double[] x = new double[k * track.values().length];
            for (int i = 0; i < x.length; i++) {
                x[i] = track.values()[i / k][row - 1 - i % k];
            }
            return x;
        }
    },
    /** {@code noise-floor}: the signal without its noise, which nobody has who has not drawn it. */
    NOISE_FLOOR("noise-floor") {
        @Override
        double forecast(Track track, RunSpec.Split split, int origin, int step, int k) {
            return track.signal()[origin + step];
        }
    };

    private final Pattern pattern;
    private final String form;

    Baseline(String form) {
        this.form = form;
        this.pattern = Pattern.compile(form.replace("K", "([0-9]{1,5})"));
    }

    /** The forecast of step 0, 1, ... from an origin, the first row that is not known. */
    abstract double forecast(Track track, RunSpec.Split split, int origin, int step, int k);

    /** All forecasts of the test, series after series and origin after origin: [windows · horizon]. */
    double[] forecasts(Dataset data, RunSpec.Split split, int horizon, int k) {
        double[] all = new double[data.tracks().size() * origins(split, horizon) * horizon];
        int at = 0;
        for (Track track : data.tracks()) {
            for (int origin = split.testFrom(); origin + horizon <= split.testUntil(); origin++) {
                for (int step = 0; step < horizon; step++) {
                    all[at++] = forecast(track, split, origin, step, k);
                }
            }
        }
        return all;
    }

    /** By its name, on one split. */
    static double[] forecasts(String name, Dataset data, RunSpec.Split split, int horizon) {
        for (Baseline baseline : values()) {
            Matcher matcher = baseline.pattern.matcher(name);
            if (matcher.matches()) {
                int k = matcher.groupCount() == 0 ? 0 : Integer.parseInt(matcher.group(1));
                return baseline.forecasts(data, split, horizon, k);
            }
        }
        throw new IllegalArgumentException("baseline must be one of "
                + List.of(values()).stream().map(b -> b.form).toList() + ", was " + name);
    }

    /** What came on the test rows, in the order of the forecasts. */
    static double[] actual(Dataset data, RunSpec.Split split, int horizon) {
        return data.tracks().stream()
                .flatMapToDouble(track -> IntStream.rangeClosed(split.testFrom(), split.testUntil() - horizon)
                        .boxed()
                        .flatMapToDouble(origin -> Arrays.stream(track.target(), origin, origin + horizon)))
                .toArray();
    }

    private static double[] trained(Dataset data, RunSpec.Split split) {
        return data.tracks().stream()
                .flatMapToDouble(track -> Arrays.stream(track.target(), 0, split.train()))
                .toArray();
    }

    private static double[] constant(Dataset data, RunSpec.Split split, int horizon, double value) {
        double[] all = new double[data.tracks().size() * origins(split, horizon) * horizon];
        Arrays.fill(all, value);
        return all;
    }

    private static int origins(RunSpec.Split split, int horizon) {
        return split.testUntil() - split.testFrom() - horizon + 1;
    }

    private static double meanOfStep(Track track, int row, int season, int until) {
        return IntStream.range(0, until)
                .filter(i -> i % season == row % season)
                .mapToDouble(i -> track.target()[i])
                .average()
                .orElseThrow();
    }
}
