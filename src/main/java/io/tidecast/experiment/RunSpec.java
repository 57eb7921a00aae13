package io.tidecast.experiment;

import io.tidecast.nn.Fields;
import io.tidecast.nn.NetworkSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Training specification: one network on one set of data, as a few lines of YAML say it; the words are in
 * {@code README.md} beside the experiments.
 *
 * @param data where the numbers come from
 * @param split which rows train and which are forecast
 * @param window rows the network looks back on
 * @param horizon rows it forecasts
 * @param change whether it gives the change from the last known row instead of the level
 * @param calendar whether it is told the hour and the weekday of the row after each
 * @param perSeries whether every series has a network of its own; else one serves all
 * @param transforms of every column, the first first
 * @param scale of every column after that
 * @param network its plain-data form without the inputs
 * @param training how it learns
 */
record RunSpec(
        DataSource data,
        Split split,
        int window,
        int horizon,
        boolean change,
        boolean calendar,
        boolean perSeries,
        List<Transform> transforms,
        ColumnScale.Spec scale,
        Map<String, Object> network,
        Training training) {
    RunSpec {
        transforms = List.copyOf(transforms);
        if (window < 1 || horizon < 1) {
            throw new IllegalArgumentException(
                    "window and horizon must be at least 1, were " + window + " and " + horizon);
        }
        for (Transform transform : transforms) {
            if (transform.reach() < horizon) {
                throw new IllegalArgumentException("a difference must reach back at least the horizon of " + horizon
                        + " rows, had " + transform.reach());
            }
        }
    }

    /**
     * Train-test split: which rows are for what. A window belongs where the rows it forecasts are.
     *
     * @param train rows before this one are for training
     * @param testFrom the first row that is forecast in the test
     * @param testUntil the row after the last one
     */
    record Split(int train, int testFrom, int testUntil) {
        Split {
            if (train < 1 || testFrom < train || testUntil <= testFrom) {
                throw new IllegalArgumentException("split must have train at least 1, and test [from, until] with train"
                        + " <= from < until; had train " + train + " and test [" + testFrom + ", " + testUntil + "]");
            }
        }

        static Split parse(String place, Object form) {
            Fields fields = new Fields(place, form);
            List<?> test = fields.list("test");
            if (test.size() != 2) {
                throw new IllegalArgumentException(place + ".test must be [from, until], was " + test);
            }
            Fields ends = new Fields(place + ".test", Map.of("from", test.get(0), "until", test.get(1)));
            Split split = new Split(fields.integer("train"), ends.integer("from"), ends.integer("until"));
            fields.nothingElse();
            return split;
        }
    }

    static RunSpec parse(String place, Map<?, ?> form) {
        Fields fields = new Fields(place, form);
        List<Transform> transforms = new ArrayList<>();
        if (fields.has("transform")) {
            for (Object each : fields.list("transform")) {
                transforms.add(Transform.parse(place + ".transform[" + transforms.size() + "]", each));
            }
        }
        Map<String, Object> network = new LinkedHashMap<>();
        if (!(fields.required("network") instanceof Map<?, ?> layers)) {
            throw new IllegalArgumentException(place + ".network must be a map with layers");
        }
        layers.forEach((key, value) -> network.put(key.toString(), value));
        String output = fields.text("output", "level");
        if (!output.equals("level") && !output.equals("change")) {
            throw new IllegalArgumentException(place + ".output must be level or change, was " + output);
        }
        RunSpec spec = new RunSpec(
                DataSource.parse(place + ".data", fields.required("data")),
                Split.parse(place + ".split", fields.required("split")),
                fields.integer("window"),
                fields.integer("horizon", 1),
                output.equals("change"),
                fields.flag("calendar", false),
                fields.flag("per-series", false),
                transforms,
                ColumnScale.Spec.parse(place + ".scaler", fields.required("scaler")),
                network,
                Training.parse(place + ".training", fields.required("training")));
        fields.nothingElse();
        return spec;
    }

    /** The network with its inputs. */
    NetworkSpec network(int inputs) {
        Map<String, Object> form = new LinkedHashMap<>(network);
        form.put("inputs", inputs);
        NetworkSpec spec = NetworkSpec.fromMap(form);
        int outputs = spec.outputs() * (spec.output().sequence() ? spec.output().steps() : 1);
        if (outputs != horizon) {
            throw new IllegalArgumentException(
                    "network must give horizon = " + horizon + " values per window, gives " + outputs);
        }
        return spec;
    }
}
