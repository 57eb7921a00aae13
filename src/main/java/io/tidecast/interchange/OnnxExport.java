package io.tidecast.interchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tidecast.model.Forecaster;
import io.tidecast.model.InputEncoding;
import io.tidecast.model.LevelScale;
import io.tidecast.model.Manifest;
import io.tidecast.nn.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Model as ONNX, whole: from a window of readings to the forecast in their unit.
 *
 * <pre>
 *   window    [batch, W + 1, F]   values of the features, the oldest step first; the step before the window is there
 *                                 for the first change ([batch, W, F] of a model that reads levels)
 *   observed  [batch, W, F]       1 where a value was observed, 0 where it was filled (not of one that reads levels)
 *   calendar  [batch, W, C]       the covariates of each step, if the model has any
 *   mean, std, diff [batch, F]    the device's scale (not of one that reads levels, which has its own)
 *   forecast  [batch, targets, horizon]
 * </pre>
 */
final class OnnxExport {
    /** Key of the metadata that holds the manifest. */
    static final String OWN = "tidecast";

    private final OnnxWriter out = new OnnxWriter();
    private final Forecaster model;
    private final Manifest manifest;
    private final int window;
    private final int features;
    private final long[] targets;

    private OnnxExport(Forecaster model) {
        this.model = model;
        manifest = model.manifest();
        window = manifest.window();
        features = manifest.features().size();
        targets = manifest.targets().stream()
                .mapToLong(manifest.features()::indexOf)
                .toArray();
    }

    static byte[] of(Forecaster model) {
        return new OnnxExport(model).write();
    }

    private byte[] write() {
        boolean levels = manifest.levels() != null;
        out.integers("targets", targets);
        out.floats("zero", new float[] {0});
        String encoded = levels ? encodeLevels() : encodeChanges();
        String outputs = new OnnxLayers(out, model.network(), model.parameters(), window).write(encoded);
        decode(outputs, levels);
        out.output("forecast", -1, targets.length, manifest.horizon());
        try {
            return out.metadata(OWN, Json.MAPPER.writeValueAsString(manifest)).toByteArray();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("manifest of " + manifest.id() + " cannot be written", e);
        }
    }

    private String node(String operator, String name, String... inputs) {
        out.node(operator, List.of(inputs), List.of(name));
        return name;
    }

    private String gather(String name, String from, int axis) {
        out.node("Gather", List.of(from, "targets"), List.of(name), OnnxWriter.Attribute.of("axis", axis));
        return name;
    }

    private String concat(String name, List<String> parts, int axis) {
        out.node("Concat", parts, List.of(name), OnnxWriter.Attribute.of("axis", axis));
        return name;
    }

    private int covariates() {
        return model.encoding().covariates().features();
    }

    private String withCalendar(List<String> parts) {
        if (covariates() == 0) {
            return parts.size() == 1 ? parts.get(0) : concat("encoded", parts, 2);
        }
        out.input("calendar", -1, window, covariates());
        List<String> all = new ArrayList<>(parts);
        all.add("calendar");
        return concat("encoded", all, 2);
    }

    /** {@link io.tidecast.model.LevelEncoding}. */
    private String encodeLevels() {
        out.input("window", -1, window, features);
        LevelScale scale = manifest.levels();
        out.floats("centre", floats(scale.centre()), features);
        out.floats("spread", floats(scale.spread()), features);
        node("Sub", "centred", "window", "centre");
        node("Div", "scaled", "centred", "spread");
        return withCalendar(List.of(known("scaled")));
    }

    /** {@link InputEncoding}. */
    private String encodeChanges() {
        out.input("window", -1, window + 1L, features);
        out.input("observed", -1, window, features);
        for (String part : List.of("mean", "std", "diff")) {
            out.input(part, -1, features);
        }
        out.integers("last", window + 1);
        out.integers("shape", 0, window, 2L * features);
        out.integers("length", window);
        out.floats("low", new float[] {-InputEncoding.CLIP});
        out.floats("high", new float[] {InputEncoding.CLIP});
        node("Slice", "now", "window", out.axis(1), "last", out.axis(1));
        node("Slice", "before", "window", out.axis(0), "length", out.axis(1));
        node("Sub", "way", "now", "before");
        node("Unsqueeze", "diffs", "diff", out.axis(1));
        node("Div", "change", "way", "diffs");
        node("Unsqueeze", "changes", clipped("change"), out.axis(3));
        node("Unsqueeze", "observations", "observed", out.axis(3));
        concat("pairs", List.of("changes", "observations"), 3);
        node("Reshape", "steps", "pairs", "shape");
        node("Unsqueeze", "means", gather("targetMean", "mean", 1), out.axis(1));
        node("Unsqueeze", "stds", gather("targetStd", "std", 1), out.axis(1));
        node("Sub", "centred", gather("levels", "now", 2), "means");
        node("Div", "level", "centred", "stds");
        return withCalendar(List.of("steps", clipped("level")));
    }

    /** NaN becomes 0, as of a value that was never observed. */
    private String known(String name) {
        node("IsNaN", name + "Unknown", name);
        return node("Where", name + "Known", name + "Unknown", "zero", name);
    }

    private String clipped(String name) {
        out.node("Squeeze", List.of("low"), List.of(name + "Low"));
        out.node("Squeeze", List.of("high"), List.of(name + "High"));
        return node("Clip", name + "Clipped", known(name), name + "Low", name + "High");
    }

    /** From the network's outputs to [batch, targets, horizon] in the readings' unit. */
    private void decode(String outputs, boolean levels) {
        Shape shape = model.network().spec().output();
        boolean stepsFirst = shape.sequence() || (levels && manifest.levels().order() == LevelScale.Order.STEPS);
        int horizon = manifest.horizon();
        out.integers("rows", 0, stepsFirst ? horizon : targets.length, stepsFirst ? targets.length : horizon);
        node("Reshape", stepsFirst ? "bySteps" : "said", outputs, "rows");
        if (stepsFirst) {
            out.node(
                    "Transpose",
                    List.of("bySteps"),
                    List.of("said"),
                    OnnxWriter.Attribute.of("perm", List.of(0L, 2L, 1L)));
        }
        out.integers("from", window - (levels ? 1 : 0));
        out.integers("until", window + (levels ? 0 : 1));
        node("Slice", "origin", "window", "from", "until", out.axis(1));
        out.node(
                "Transpose", List.of("origin"), List.of("lasts"), OnnxWriter.Attribute.of("perm", List.of(0L, 2L, 1L)));
        gather("lastTargets", "lasts", 1);
        if (levels) {
            out.floats("targetCentre", floats(of(manifest.levels().centre())), 1, targets.length, 1);
            out.floats("targetSpread", floats(of(manifest.levels().spread())), 1, targets.length, 1);
            node("Mul", "unscaled", "said", "targetSpread");
            node("Add", "levelled", "unscaled", "targetCentre");
            node("Sub", "nothing", "lastTargets", "lastTargets"); // NaN where the target was never observed
            node("Add", "forecast", "levelled", "nothing");
        } else {
            node("Unsqueeze", "targetDiffs", gather("targetDiff", "diff", 1), out.axis(2));
            node("Mul", "ways", "said", "targetDiffs");
            node("Add", "forecast", "lastTargets", "ways");
        }
    }

    private List<Double> of(List<Double> all) {
        return Arrays.stream(targets).mapToObj(f -> all.get((int) f)).toList();
    }

    private static float[] floats(List<Double> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i).floatValue();
        }
        return floats;
    }
}
