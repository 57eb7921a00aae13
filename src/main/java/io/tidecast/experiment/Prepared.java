package io.tidecast.experiment;

import io.tidecast.experiment.Dataset.Track;
import io.tidecast.series.Calendar;
import io.tidecast.series.Cycle;
import io.tidecast.train.Windows;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Preprocessed data for a network: transformed, scaled, cut into windows; and the way back from what the network gives.
 *
 * <p>Profiles that are fitted to all that is known are fitted twice: to the training rows for the windows to learn
 * from, and to the rows before the test for the windows of the test.
 */
final class Prepared {
    private final Dataset data;
    private final RunSpec spec;
    private final int inputs;
    private final ColumnScale[] scales;
    private final List<Columns> learning = new ArrayList<>();
    private final List<Columns> testing = new ArrayList<>();

    /** Window position: the row of its first forecast, in one of the series. */
    record WindowPosition(int track, int row) {}

    /**
     * Preprocessing pipeline: a series on its way through the transforms.
     *
     * @param stages per column and transform the values before it, and after the last
     * @param scaled [columns][rows]
     * @param known rows before this one its profiles may know
     */
    private record Columns(List<List<double[]>> stages, double[][] scaled, int known) {}

    Prepared(Dataset data, RunSpec spec) {
        this.data = data;
        this.spec = spec;
        int columns = data.features().size();
        if (data.rows() < spec.split().testUntil()) {
            throw new IllegalArgumentException("split.test must end within the " + data.rows()
                    + " rows of the data, ended at row " + spec.split().testUntil());
        }
        if (spec.calendar() && data.tracks().stream().anyMatch(t -> t.timesMs().length < 2)) {
            throw new IllegalArgumentException(
                    "calendar needs the times of the rows: data.time must name their column");
        }
        this.inputs =
                columns + (spec.calendar() ? calendar(data.tracks().get(0)).features() : 0);
        this.scales = new ColumnScale[columns];
        List<List<List<double[]>>> learnt = new ArrayList<>();
        for (Track track : data.tracks()) {
            learnt.add(stages(track, spec.split().train()));
        }
        for (int f = 0; f < columns; f++) {
            int column = f;
            scales[f] = spec.scale()
                    .fit(
                            learnt.stream()
                                    .map(stages -> stages.get(column))
                                    .map(s -> s.get(s.size() - 1))
                                    .toList(),
                            spec.split().train());
        }
        for (int i = 0; i < data.tracks().size(); i++) {
            learning.add(columns(learnt.get(i), spec.split().train()));
            int known = spec.split().testFrom();
            testing.add(columns(stages(data.tracks().get(i), known), known));
        }
    }

    /** F, inputs per row. */
    int inputs() {
        return inputs;
    }

    /** Windows whose forecasts lie in the training rows and that are learnt from. */
    List<WindowPosition> training() {
        return trainingPart(false);
    }

    /** Windows whose forecasts lie in the training rows and that are held out. */
    List<WindowPosition> validation() {
        return trainingPart(true);
    }

    private List<WindowPosition> trainingPart(boolean heldOut) {
        Training.Validation validation = spec.training().validation();
        List<WindowPosition> all = places(learning, 0, spec.split().train());
        int kept = all.size() - (int) Math.round(all.size() * validation.tail());
        List<WindowPosition> part = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            boolean held =
                    i >= kept || (validation.from() > 0 && all.get(i).row() + spec.horizon() > validation.from());
            if (held == heldOut) {
                part.add(all.get(i));
            }
        }
        return part;
    }

    /** Windows whose forecasts lie in the test. */
    List<WindowPosition> test() {
        return places(testing, spec.split().testFrom(), spec.split().testUntil());
    }

    private List<WindowPosition> places(List<Columns> series, int from, int until) {
        List<WindowPosition> places = new ArrayList<>();
        for (int track = 0; track < series.size(); track++) {
            for (int row = Math.max(from, spec.window()); row + spec.horizon() <= until; row++) {
                if (isWhole(series.get(track), row)) {
                    places.add(new WindowPosition(track, row));
                }
            }
        }
        return places;
    }

    /** Rows without a value stand at the beginning alone, where differences have nothing to look back on. */
    private boolean isWhole(Columns columns, int row) {
        for (double[] column : columns.scaled()) {
            if (Double.isNaN(column[row - spec.window()])) {
                return false;
            }
        }
        return true;
    }

    /** The windows as arrays, from the training part or from the test. */
    Windows windows(List<WindowPosition> places, boolean ofTest) {
        int width = spec.window() * inputs;
        float[] x = new float[places.size() * width];
        float[] y = new float[places.size() * spec.horizon()];
        for (int i = 0; i < places.size(); i++) {
            WindowPosition place = places.get(i);
            Columns columns = (ofTest ? testing : learning).get(place.track());
            Track track = data.tracks().get(place.track());
            Optional<Calendar> calendar = spec.calendar() ? Optional.of(calendar(track)) : Optional.empty();
            for (int t = 0; t < spec.window(); t++) {
                int row = place.row() - spec.window() + t;
                int at = i * width + t * inputs;
                for (double[] column : columns.scaled()) {
                    x[at++] = (float) column[row];
                }
                if (calendar.isPresent()) {
                    calendar.get().write(track.timesMs()[row + 1], x, at);
                }
            }
            double[] target = columns.scaled()[0];
            double base = spec.change() ? target[place.row() - 1] : 0;
            for (int k = 0; k < spec.horizon(); k++) {
                y[i * spec.horizon() + k] = (float) (target[place.row() + k] - base);
            }
        }
        return new Windows(places.size(), spec.window(), x, y, null);
    }

    /** A window's test forecast in the unit of the data, from what the network gave. */
    double value(WindowPosition place, int step, double given) {
        Columns columns = testing.get(place.track());
        double base = spec.change() ? columns.scaled()[0][place.row() - 1] : 0;
        double value = scales[0].value(given + base);
        List<double[]> stages = columns.stages().get(0);
        for (int i = spec.transforms().size() - 1; i >= 0; i--) {
            value = spec.transforms()
                    .get(i)
                    .invert(
                            value,
                            stages.get(i),
                            place.row() + step,
                            spec.split().train(),
                            columns.known());
        }
        return value;
    }

    private List<List<double[]>> stages(Track track, int known) {
        List<List<double[]>> all = new ArrayList<>();
        for (double[] values : track.values()) {
            List<double[]> stages = new ArrayList<>(List.of(values));
            for (Transform transform : spec.transforms()) {
                stages.add(transform.apply(
                        stages.get(stages.size() - 1), spec.split().train(), known));
            }
            all.add(stages);
        }
        return all;
    }

    private Columns columns(List<List<double[]>> stages, int known) {
        double[][] scaled = new double[stages.size()][];
        for (int f = 0; f < scaled.length; f++) {
            double[] last = stages.get(f).get(stages.get(f).size() - 1);
            scaled[f] = new double[last.length];
            for (int i = 0; i < last.length; i++) {
                scaled[f][i] = scales[f].scaled(last[i]);
            }
        }
        return new Columns(stages, scaled, known);
    }

    private static Calendar calendar(Track track) {
        return new Calendar(
                List.of(Cycle.HOUR, Cycle.WEEKDAY),
                Duration.ofMillis(track.timesMs()[1] - track.timesMs()[0]),
                ZoneOffset.UTC);
    }
}
