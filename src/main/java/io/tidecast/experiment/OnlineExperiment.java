package io.tidecast.experiment;

import io.tidecast.nn.Fields;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Online forecasting experiment: series that are forecast from the first row on, each row learnt from when it has come
 * and not before, and judged over their later rows beside what others published for the same ones.
 *
 * @param about what it is, and what is to be known of it
 * @param horizons steps ahead, each of a run of its own
 * @param runs by the name of a run, its settings
 */
public record OnlineExperiment(
        String title, String about, List<Integer> horizons, Map<String, Map<String, String>> runs, List<DataSet> sets) {
    /** The name by which {@code tidecast reproduce} knows it. */
    public static final String NAME = "online";

    public OnlineExperiment {
        horizons = List.copyOf(horizons);
        runs = Collections.unmodifiableMap(new LinkedHashMap<>(runs));
        sets = List.copyOf(sets);
    }

    /**
     * Split of the rows; what is between the two parts is for choosing a model by, which nobody does here.
     *
     * @param train rows before this one give the scale
     * @param online the first row that is judged
     * @param end the first one that is judged no more
     */
    public record Rows(int train, int online, int end) {
        /** Validates. */
        public Rows {
            if (train < 1 || online < train || end <= online) {
                throw new IllegalArgumentException(
                        "train, online and end must ascend from 1, were " + train + ", " + online + " and " + end);
            }
        }
    }

    /**
     * A series of the experiment, and what is known of it.
     *
     * @param season in rows
     * @param published mean squared error by the method's name, one per horizon; NaN where none was given
     */
    public record DataSet(String name, Rows rows, DataSource data, int season, Map<String, List<Double>> published) {
        /** Loads it. */
        public OnlineSeries load(Path folder) {
            Dataset loaded = data.load(folder, 0);
            Dataset.Track track = loaded.tracks().get(0);
            return new OnlineSeries(name, rows, loaded.features(), track.timesMs(), track.values(), season);
        }
    }

    /** The one that is part of the project. */
    public static OnlineExperiment shipped() {
        try (InputStream bytes = OnlineExperiment.class.getResourceAsStream("/experiments/" + NAME + ".yaml")) {
            return parse(new Yaml(new SafeConstructor(new LoaderOptions())).load(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OnlineExperiment parse(Object form) {
        Fields fields = new Fields(NAME, form);
        List<Integer> horizons = fields.list("horizons").stream()
                .map(h -> Integer.valueOf(h.toString()))
                .toList();
        Rows rows = rows(new Fields(NAME + ".rows", fields.required("rows")));
        List<DataSet> sets = new ArrayList<>();
        for (Object set : fields.list("sets")) {
            sets.add(set(NAME + ".sets[" + sets.size() + "]", set, rows));
        }
        Map<String, Map<String, String>> runs = new LinkedHashMap<>();
        map(fields.required("runs")).forEach((name, settings) -> {
            Map<String, String> texts = new LinkedHashMap<>();
            map(settings).forEach((key, value) -> texts.put(key.toString(), value.toString()));
            runs.put(name.toString(), texts);
        });
        OnlineExperiment experiment = new OnlineExperiment(
                fields.text("title", NAME), fields.text("about", "").strip(), horizons, runs, sets);
        fields.nothingElse();
        return experiment;
    }

    private static Rows rows(Fields fields) {
        Rows rows = new Rows(fields.integer("train"), fields.integer("online"), fields.integer("end"));
        fields.nothingElse();
        return rows;
    }

    private static DataSet set(String place, Object form, Rows rows) {
        Fields fields = new Fields(place, form);
        Map<String, List<Double>> published = new LinkedHashMap<>();
        if (fields.optional("published") instanceof Map<?, ?> figures) {
            figures.forEach((name, row) -> published.put(
                    name.toString(),
                    ((List<?>) row)
                            .stream().map(e -> Double.valueOf(e.toString())).toList()));
        }
        DataSet set = new DataSet(
                fields.required("name").toString(),
                rows,
                DataSource.parse(place + ".data", fields.required("data")),
                fields.integer("season"),
                published);
        fields.nothingElse();
        return set;
    }

    private static Map<?, ?> map(Object form) {
        return (Map<?, ?>) form;
    }
}
