package io.tidecast.interchange;

import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.LevelScale;
import io.tidecast.model.Manifest;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.UntrainedModel;
import io.tidecast.nn.Gru;
import io.tidecast.nn.LayerKind;
import io.tidecast.nn.LayerSpec;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.RepeatVector;
import io.tidecast.nn.Shape;
import io.tidecast.series.Covariates;
import io.tidecast.series.Cycle;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import io.tidecast.series.Statics;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Models to write and read: one around every example of a layer, and some as training makes them. */
final class ExampleModels {
    private static final int FEATURES = 9;
    private static final int WINDOW = 6;

    private ExampleModels() {}

    static Stream<Forecaster> all() {
        Stream<Forecaster> layers =
                LayerKind.ALL.stream().flatMap(kind -> kind.examples().stream()).map(ExampleModels::around);
        return Stream.concat(layers, Stream.of(trained(true), trained(false)));
    }

    private static Forecaster around(LayerSpec layer) {
        LayerSpec[] stack = layer instanceof RepeatVector
                ? new LayerSpec[] {new Gru(4, true, false), layer}
                : new LayerSpec[] {layer};
        NetworkSpec spec = NetworkSpec.of(FEATURES, stack);
        Shape shape = spec.output();
        int steps = shape.steps() == 0 ? WINDOW : shape.steps();
        List<String> names = IntStream.range(0, FEATURES).mapToObj(f -> "f" + f).toList();
        List<String> targets = shape.sequence() ? names.subList(0, shape.features()) : names.subList(0, 1);
        ForecastSettings forecast = new ForecastSettings(
                "example",
                names,
                targets,
                WINDOW,
                shape.sequence() ? steps : shape.features(),
                Duration.ofHours(1),
                Duration.ofHours(6),
                List.of(0.9));
        NetworkSettings settings = new NetworkSettings(
                NetworkSettings.defaults().withOwnLayers().layers(), false, List.of(), ZoneId.of("UTC"));
        LevelScale scale = new LevelScale(
                Collections.nCopies(FEATURES, 3.25),
                Collections.nCopies(FEATURES, 1.5),
                shape.sequence() ? LevelScale.Order.STEPS : LevelScale.Order.TARGETS);
        Manifest manifest =
                Manifest.first(forecast, settings, spec.toMap()).readingLevels(scale, Map.of("reason", "test"));
        return Forecaster.of(manifest, random(Network.of(spec)));
    }

    /** As the trainer makes them: of changes, with a calendar, and perhaps a highway. */
    static Forecaster trained(boolean highway) {
        ForecastSettings forecast = new ForecastSettings(
                "default",
                List.of("temp", "load", "wind"),
                List.of("load", "temp"),
                WINDOW,
                4,
                Duration.ofHours(1),
                Duration.ofHours(6),
                List.of(0.9));
        NetworkSettings settings = new NetworkSettings(
                List.of(
                        Map.of("type", "gru", "units", 5, "return-sequences", true),
                        Map.of("type", "lstm", "units", 4, "recurrent-bias", true)),
                highway,
                List.of(Cycle.HOUR, Cycle.WEEKDAY),
                ZoneId.of("UTC"));
        Forecaster drawn = UntrainedModel.untrained(forecast, settings, 7);
        return Forecaster.of(drawn.manifest(), random(drawn.network()));
    }

    private static Parameters random(Network network) {
        Random random = new Random(11);
        float[] values = new float[network.layout().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * 0.4f;
        }
        return Parameters.of(network.layout(), values);
    }

    /** Steps of values around 3, some of which were not observed; one more than the window. */
    static Segment segment(Forecaster model) {
        Random random = new Random(5);
        int features = model.manifest().features().size();
        int steps = model.manifest().window() + 1;
        double[] values = new double[steps * features];
        boolean[] observed = new boolean[values.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = 3 + (float) random.nextGaussian();
            observed[i] = random.nextInt(4) > 0;
        }
        return new Segment(400_000, features, values, observed);
    }

    static Scale scale(Forecaster model) {
        int features = model.manifest().features().size();
        double[] mean = new double[features];
        float[] std = new float[features];
        float[] diff = new float[features];
        for (int f = 0; f < features; f++) {
            mean[f] = 3 + 0.1f * f;
            std[f] = 1.1f + 0.2f * f;
            diff[f] = 0.7f + 0.1f * f;
        }
        return new Scale(mean, std, diff);
    }

    /** [targets, horizon] */
    static double[] forecast(Forecaster model) {
        Manifest manifest = model.manifest();
        double[] means = new double[manifest.targets().size() * manifest.horizon()];
        model.session().forecast(model.window(segment(model)), scale(model), means);
        return means;
    }

    /** Covariates of the window's steps, [window, covariates]. */
    static float[] calendar(Forecaster model) {
        Covariates covariates = model.encoding().covariates();
        Segment segment = segment(model);
        int window = model.manifest().window();
        float[] numbers = new float[window * covariates.features()];
        for (int t = 0; t < window; t++) {
            covariates.write(
                    segment.timeMs(t + 1, covariates.step()), Statics.NONE, numbers, t * covariates.features());
        }
        return numbers;
    }

    static List<Float> list(float[] values) {
        List<Float> list = new ArrayList<>();
        for (float value : values) {
            list.add(value);
        }
        return list;
    }
}
