package io.tidecast.experiment;

import io.tidecast.base.BaseFile;
import io.tidecast.nn.Fields;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * GIFT-Eval's protocol (Aksu et al. 2024) for the base network alone: no training, no pool, no calibration. What is
 * judged is what a device without a past of its own model would be forecast by.
 *
 * @param about what it is, and what is to be known of it
 * @param horizon steps of a test window
 * @param season in rows, of the scale of MASE, of the naive forecast and of what the network is told
 * @param share of the rows that is to be the test
 * @param mostWindows that the test has
 * @param variants of what the network is given, by what they are called
 */
public record GiftEval(
        String title,
        String about,
        int horizon,
        int season,
        double share,
        int mostWindows,
        Map<String, Variant> variants,
        List<DataSet> sets) {
    /** The name by which {@code tidecast reproduce} knows it. */
    public static final String NAME = "gift-eval";

    public GiftEval {
        if (horizon < 1 || season < 1 || mostWindows < 1) {
            throw new IllegalArgumentException("horizon, season and most-windows must be at least 1, were " + horizon
                    + ", " + season + " and " + mostWindows);
        }
        variants = Collections.unmodifiableMap(new LinkedHashMap<>(variants));
        sets = List.copyOf(sets);
    }

    /**
     * Variant of what the network is given.
     *
     * @param season that it is told
     * @param context newest values that it is given at most
     */
    public record Variant(int season, int context) {
        BaseQuantiles method() {
            return new BaseQuantiles(BaseFile.shipped(), season, context);
        }
    }

    /**
     * Data set, and what is known of it.
     *
     * @param sum rows of the file that are one row, their sum
     * @param needed whether the report is refused without it
     * @param most MASE over seasonal naive's that is the bar
     * @param published by the method's name: MASE, the same over seasonal naive's, weighted quantile loss, and that
     *     over seasonal naive's; NaN where it was not given
     */
    public record DataSet(
            String name, DataSource data, int sum, boolean needed, double most, Map<String, List<Double>> published) {
        public DataSet {
            if (sum < 1) {
                throw new IllegalArgumentException("sum must be at least 1, was " + sum);
            }
        }

        GiftSeries load(GiftEval protocol, Path folder) {
            Dataset loaded = data.load(folder, 0);
            double[][] columns = Arrays.stream(loaded.tracks().get(0).values())
                    .map(this::summed)
                    .toArray(double[][]::new);
            return GiftSeries.of(protocol, loaded.features(), columns);
        }

        private double[] summed(double[] values) {
            double[] sums = new double[values.length / sum];
            for (int i = 0; i < sums.length * sum; i++) {
                sums[i / sum] += values[i];
            }
            return sums;
        }
    }

    /** The one that is part of the project. */
    public static GiftEval shipped() {
        try (InputStream bytes = GiftEval.class.getResourceAsStream("/experiments/" + NAME + ".yaml")) {
            return parse(new Yaml(new SafeConstructor(new LoaderOptions())).load(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Carries it out, and reports it in Markdown; a set that is not needed and not there is said to be missing. */
    public String report(Path folder, String made) {
        GiftTable table = new GiftTable(this, made);
        for (DataSet set : sets) {
            try {
                table.section(set, set.load(this, folder));
            } catch (IllegalArgumentException e) {
                if (set.needed()) {
                    throw e;
                }
                table.missing(set, e.getMessage());
            }
        }
        return table.toString();
    }

    /** The network with all that it reads. */
    BaseQuantiles base() {
        return new Variant(season, Integer.MAX_VALUE).method();
    }

    private static GiftEval parse(Object form) {
        Fields fields = new Fields(NAME, form);
        Map<String, Variant> variants = new LinkedHashMap<>();
        int season = fields.integer("season");
        ((Map<?, ?>) fields.required("variants"))
                .forEach((name, variant) -> variants.put(name.toString(), variant(variant, season)));
        List<DataSet> sets = new ArrayList<>();
        for (Object set : fields.list("sets")) {
            sets.add(set(NAME + ".sets[" + sets.size() + "]", set));
        }
        GiftEval protocol = new GiftEval(
                fields.text("title", NAME),
                fields.text("about", "").strip(),
                fields.integer("horizon"),
                season,
                fields.real("share"),
                fields.integer("most-windows"),
                variants,
                sets);
        fields.nothingElse();
        return protocol;
    }

    private static Variant variant(Object form, int season) {
        Fields fields = new Fields(NAME + ".variants", form);
        Variant variant = new Variant(fields.integer("season", season), fields.integer("context", Integer.MAX_VALUE));
        fields.nothingElse();
        return variant;
    }

    private static DataSet set(String place, Object form) {
        Fields fields = new Fields(place, form);
        Map<String, List<Double>> published = new LinkedHashMap<>();
        ((Map<?, ?>) fields.required("published"))
                .forEach((name, row) -> published.put(
                        name.toString(),
                        ((List<?>) row)
                                .stream().map(e -> Double.valueOf(e.toString())).toList()));
        DataSet set = new DataSet(
                fields.required("name").toString(),
                DataSource.parse(place + ".data", fields.required("data")),
                fields.integer("sum", 1),
                fields.flag("needed", true),
                fields.real("most"),
                published);
        fields.nothingElse();
        return set;
    }
}
