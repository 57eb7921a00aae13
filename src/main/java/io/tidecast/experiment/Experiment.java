package io.tidecast.experiment;

import io.tidecast.nn.Fields;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Published experiment: networks on the same data, beside what others gave there.
 *
 * @param name of its file
 * @param title of its report
 * @param about what it is, and what is to be known of it
 * @param groups rows that forecast the same rows and are measured alike
 */
public record Experiment(String name, String title, String about, List<Group> groups) {
    /** The experiments that are part of the project. */
    public static final List<String> NAMES = List.of("airline", "sine", "sine-noise", "power", "weather");

    public Experiment {
        groups = List.copyOf(groups);
    }

    /**
     * Results table: rows that are compared.
     *
     * @param name above it
     * @param metric of the errors
     * @param unit of the metric, as text
     * @param scaled the scale whose units errors are measured in; empty: the data's own
     * @param baselines name and the figure published for it
     * @param rows the networks
     */
    record Group(
            String name,
            Metric metric,
            String unit,
            Optional<ColumnScale.Spec> scaled,
            Map<String, Double> baselines,
            List<Row> rows) {
        RunSpec first() {
            return rows.get(0).spec();
        }
    }

    /**
     * Network that is measured: a row.
     *
     * @param name in the table
     * @param spec what it is
     * @param own whether it is the project's own, made to be better than the published ones
     * @param article what its author gave
     * @param peer what another implementation gave over several seeds
     */
    record Row(String name, RunSpec spec, boolean own, OptionalDouble article, Optional<Peer> peer) {}

    /** By the name of one that is part of the project, or from a file that ends in {@code .yaml}. */
    public static Experiment of(String nameOrFile) {
        if (nameOrFile.endsWith(".yaml") || nameOrFile.endsWith(".yml")) {
            Path file = Path.of(nameOrFile);
            try (InputStream bytes = Files.newInputStream(file)) {
                return read(nameOrFile, bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
            }
        }
        if (!NAMES.contains(nameOrFile)) {
            throw new IllegalArgumentException("experiment must be one of " + NAMES + ", " + OnlineExperiment.NAME
                    + " or " + GiftEval.NAME + ", or a file that ends in .yaml; was " + nameOrFile);
        }
        try (InputStream bytes = Experiment.class.getResourceAsStream("/experiments/" + nameOrFile + ".yaml")) {
            return read(nameOrFile, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Experiment read(String name, InputStream bytes) {
        try {
            return parse(name, new Yaml(new SafeConstructor(new LoaderOptions())).load(bytes));
        } catch (IllegalArgumentException | YAMLException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    private static Experiment parse(String name, Object form) {
        Fields fields = new Fields("experiment", form);
        Object base = fields.required("base");
        List<Group> groups = new ArrayList<>();
        for (Object group : fields.list("groups")) {
            groups.add(group("groups[" + groups.size() + "]", group, base));
        }
        Path file = Path.of(name).getFileName();
        String bare = file.toString().replaceFirst("\\.ya?ml$", "");
        Experiment experiment = new Experiment(
                bare, fields.text("title", bare), fields.text("about", "").strip(), groups);
        fields.nothingElse();
        return experiment;
    }

    private static Group group(String place, Object form, Object base) {
        Fields fields = new Fields(place, form);
        Object common = merged(base, fields.optional("set"));
        List<Row> rows = new ArrayList<>();
        for (Object row : fields.list("rows")) {
            rows.add(row(place + ".rows[" + rows.size() + "]", row, common));
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException(place + ".rows must hold at least one row");
        }
        Map<String, Double> baselines = new LinkedHashMap<>();
        if (fields.optional("baselines") instanceof Map<?, ?> map) {
            Fields figures = new Fields(place + ".baselines", map);
            map.keySet().forEach(key -> baselines.put(key.toString(), figures.real(key.toString())));
        }
        Optional<ColumnScale.Spec> scaled = fields.flag("scaled", false)
                ? Optional.of(ColumnScale.Spec.parse(place + ".scaler", new Fields(place, common).required("scaler")))
                : Optional.empty();
        Group group = new Group(
                fields.text("name", ""),
                ColumnScale.Choice.of(place + ".metric", Metric.values(), fields.text("metric", "mse")),
                fields.text("unit", ""),
                scaled,
                baselines,
                rows);
        fields.nothingElse();
        return group;
    }

    private static Row row(String place, Object form, Object common) {
        Fields fields = new Fields(place, form);
        Object merged = merged(common, fields.optional("set"));
        if (!(merged instanceof Map<?, ?> spec)) {
            throw new IllegalArgumentException(place + " must be a map, was " + merged);
        }
        Row row = new Row(
                fields.required("name").toString(),
                RunSpec.parse(place, spec),
                fields.flag("own", false),
                fields.has("article") ? OptionalDouble.of(fields.real("article")) : OptionalDouble.empty(),
                Optional.ofNullable(fields.optional("peer")).map(peer -> Peer.parse(place + ".peer", peer)));
        fields.optional("article");
        fields.nothingElse();
        return row;
    }

    /** Maps are merged key by key, a null takes a key away; anything else replaces what was there. */
    private static Object merged(Object under, Object over) {
        if (!(under instanceof Map<?, ?> lower) || !(over instanceof Map<?, ?> upper)) {
            return over == null ? under : over;
        }
        Map<Object, Object> all = new LinkedHashMap<>(lower);
        upper.forEach((key, value) -> {
            if (value == null) {
                all.remove(key);
            } else {
                all.put(key, merged(lower.get(key), value));
            }
        });
        return all;
    }
}
