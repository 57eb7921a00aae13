package io.tidecast.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.tidecast.kernel.SplitMix;
import io.tidecast.model.Encoding;
import io.tidecast.model.ForecastNetwork;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.Manifest;
import io.tidecast.model.NetworkSettings;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.Parameters;
import io.tidecast.series.Covariate;
import io.tidecast.series.Covariates;
import io.tidecast.series.Cycle;
import io.tidecast.series.MoonPhase;
import io.tidecast.series.Scale;
import io.tidecast.series.Scaling;
import io.tidecast.series.Segment;
import io.tidecast.series.TimeStep;
import io.tidecast.series.Window;
import io.tidecast.train.Initializer;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a covariate besides the calendar costs: encoder, lanes, readout, linear start, gate and serving know it without
 * a change.
 */
class NewCovariateTest {
    private static final int WINDOW = 8;
    private static final int HORIZON = 3;
    private static final int STEPS = 1_500;
    private static final int FIRST = 15_000; // days since the epoch
    private static final Duration DAY = Duration.ofDays(1);
    private static final ForecastSettings FORECAST = new ForecastSettings(
            "default", List.of("tide"), List.of("tide"), WINDOW, HORIZON, DAY, Duration.ofDays(7), List.of());
    private static final NetworkSettings NETWORK = new NetworkSettings(
            List.of(Map.of("type", "gru", "units", 6)), true, List.of(Cycle.WEEKDAY), ZoneId.of("UTC"));
    private static final Covariates WITHOUT = NETWORK.covariates().ofSteps(TimeStep.of(DAY));
    private static final Covariates WITH = withMoon();
    private static final Scale SCALE = new Scale(new double[1], new float[] {STEPS}, new float[] {1});

    private static Covariates withMoon() {
        List<Covariate> members = new ArrayList<>(WITHOUT.members());
        members.add(new MoonPhase());
        return new Covariates(members, TimeStep.of(DAY));
    }

    private static float moon(int step) {
        return MoonPhase.at((FIRST + step) * DAY.toMillis());
    }

    /** Changes by what the moon says of the day before, and noise. */
    private static History.Stretch stretch() {
        SplitMix random = new SplitMix(5);
        double[] values = new double[STEPS];
        for (int t = 1; t < STEPS; t++) {
            values[t] = values[t - 1] + 2 * moon(t - 1) + (float) random.nextGaussian();
        }
        boolean[] observed = new boolean[values.length];
        Arrays.fill(observed, true);
        return History.Stretch.of("a", new Segment(FIRST, 1, values, observed), SCALE, values.length - 100);
    }

    /** Says no change, as long as it is not trained. */
    private static Forecaster untrained(Covariates covariates) {
        Map<String, Object> spec =
                new LinkedHashMap<>(ForecastNetwork.spec(FORECAST, NETWORK).toMap());
        spec.merge("inputs", covariates.features() - WITHOUT.features(), (a, b) -> (int) a + (int) b);
        Parameters parameters = Initializer.TORCH.parameters(
                Network.of(NetworkSpec.fromMap(spec)).layout(), 3);
        for (String silent : List.of("head.weight", "head.bias", "highway.weight")) {
            parameters.set(silent, new float[parameters.layout().view(silent).size()]);
        }
        return Forecaster.of(Manifest.first(FORECAST, NETWORK, spec), parameters, covariates);
    }

    private static Forecaster trained(Covariates covariates) {
        Forecaster start = untrained(covariates);
        TrainingSettings training = TrainingSettings.defaults();
        try (HistoryTraining lanes = new HistoryTraining(start, List.of(stretch()), training, 1, 7)) {
            for (int i = 0; i < 30; i++) {
                lanes.draw(training.learningRate(), (part, loss) -> {});
            }
            return Forecaster.of(start.manifest(), lanes.parameters().publish(), covariates);
        }
    }

    /** The same values so many days later. */
    private static double[] forecast(Forecaster model, int later) {
        Segment now = stretch().segment().slice(100, 100 + WINDOW + 1);
        Segment then = new Segment(now.firstIndex() + later, 1, now.values(), now.observed());
        double[] means = new double[HORIZON];
        model.session().forecast(model.window(then), SCALE, means);
        return means;
    }

    @Test
    void shouldBeTheLastInputOfEachStepAndKnownOfEachStepToComeWhenAWindowIsEncoded() {
        Forecaster model = untrained(WITH);
        Encoding encoding = model.encoding();
        assertThat(encoding.inputs()).isEqualTo(untrained(WITHOUT).encoding().inputs() + 1);
        Window window = model.window(stretch().segment(), 20);
        float[] x = new float[WINDOW * encoding.inputs()];
        encoding.encode(window, SCALE, WINDOW, x, 0);
        for (int t = 0; t < WINDOW; t++) {
            assertThat(x[(t + 1) * encoding.inputs() - 1]).isEqualTo(moon(20 - WINDOW + 1 + t));
        }
        float[] known = new float[WITH.features()];
        for (int h = 1; h <= HORIZON; h++) {
            window.future().write(h, known, 0);
            assertThat(known[known.length - 1]).isEqualTo(moon(20 + h));
        }
    }

    static Stream<Scaling.Over> overs() {
        return Stream.of(Scaling.Over.values());
    }

    @ParameterizedTest
    @MethodSource("overs")
    void shouldBeAnInputOfEveryStepOfALaneWhenLanesAreDrawn(Scaling.Over over) {
        int lanes = 4;
        int steps = 40;
        Forecaster model = untrained(WITH);
        Encoding encoding = model.encoding();
        int inputs = encoding.inputs();
        HistoryLanes drawn = new HistoryLanes(
                lanes, steps, WINDOW, HORIZON, new Scaling(Scaling.Measure.STANDARD, over), new int[1], inputs, 1);
        drawn.draw(List.of(stretch()), encoding, (stretch, origin) -> stretch.window(model, origin), new SplitMix(2));
        float[] x = new float[lanes * steps * inputs];
        drawn.inputs(0, steps, x);
        List<Float> moons = new ArrayList<>();
        for (int t = 0; t < STEPS; t++) {
            moons.add(moon(t));
        }
        for (int lane = 0; lane < lanes; lane++) {
            List<Float> told = new ArrayList<>();
            for (int at = lane * steps; at < (lane + 1) * steps; at++) {
                if (x[at * inputs + 1] == 1) { // observed, so encoded
                    told.add(x[(at + 1) * inputs - 1]);
                }
            }
            assertThat(told).hasSizeGreaterThanOrEqualTo(steps - 2 * WINDOW);
            assertThat(moons).containsSequence(told);
        }
    }

    @Test
    void shouldTurnTheForecastWhenANetworkHasLearntIt() {
        Forecaster model = trained(WITH);
        assertThat(forecast(model, 14)[0])
                .as("two weeks on, which is the same weekday, the moon pulls the other way")
                .isNotCloseTo(forecast(model, 0)[0], offset(0.5));
        assertThat(forecast(trained(WITHOUT), 14)).containsExactly(forecast(trained(WITHOUT), 0));
    }

    @Test
    void shouldBeSeenByReadoutAndGateWhenANetworkHasLearntIt() {
        Forecaster with = trained(WITH);
        Parameters fitted = Readout.fitted(with, List.of(stretch()), false).orElseThrow();
        HeldOut heldOut = HeldOut.of(new History(List.of(stretch()), 0), with.manifest(), 90);
        assertThat(heldOut.windows()).isEqualTo(90);
        double error = heldOut.of(Forecaster.of(with.manifest(), fitted, WITH)).scaled();
        double blind = heldOut.of(trained(WITHOUT)).scaled();
        assertThat(error).isLessThan(0.95 * blind);
    }

    @Test
    void shouldBeRefusedWhenTheManifestDoesNotTellOfItOrTheWindowWasMadeWithoutIt() {
        Forecaster model = untrained(WITH);
        assertThatThrownBy(() -> Forecaster.of(model.manifest(), model.parameters()))
                .hasMessage("network of model default must map 5 inputs to 3 outputs, maps 6 to 3");
        Window blind = untrained(WITHOUT).window(stretch().segment());
        Forecaster.Session session = model.session();
        assertThatThrownBy(() -> session.forecast(blind, SCALE, new double[HORIZON]))
                .hasMessageStartingWith("a window must have the covariates of its model Covariates[members=[Calendar")
                .hasMessageContaining("MoonPhase");
    }
}
