package io.tidecast.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.tidecast.base.BaseFile;
import io.tidecast.base.BaseNetwork;
import io.tidecast.base.BaseSeries;
import io.tidecast.kernel.SplitMix;
import io.tidecast.nn.Parameters;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.Cycle;
import io.tidecast.series.HolidaySettings;
import io.tidecast.series.KnownAhead;
import io.tidecast.series.Place;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import io.tidecast.series.StaticSettings;
import io.tidecast.series.Statics;
import io.tidecast.series.Window;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model without layers of its own: it adds to the base network's forecast. */
class BaseBeginningTest {
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final List<Cycle> CALENDAR = List.of(Cycle.HOUR, Cycle.WEEKDAY);
    private static final int HORIZON = 11; // The second row of the base network has steps beyond it.
    private static final int SEASON = 24;
    private static final int STEPS = 420;
    private static final long FIRST = 20_811L * 24 + 5;

    private static ForecastSettings forecast(String... targets) {
        return new ForecastSettings(
                "default",
                List.of("temp", "load", "plan"),
                List.of(targets),
                16,
                HORIZON,
                Duration.ofHours(1),
                Duration.ofHours(SEASON),
                List.of(0.9));
    }

    private static CovariateSettings knowing(Optional<Place> place, List<String> statics, String... values) {
        return new CovariateSettings(
                CALENDAR,
                UTC,
                HolidaySettings.NONE,
                place,
                List.of(values),
                new StaticSettings(statics, null, List.of()));
    }

    private static Forecaster base(CovariateSettings covariates, String... targets) {
        return UntrainedModel.untrained(forecast(targets), new NetworkSettings(List.of(), true, covariates), 1);
    }

    private static Forecaster turned(Forecaster model) {
        float[] values = model.parameters().toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] += 0.003f * (i % 7 - 3);
        }
        return Forecaster.of(model.manifest(), Parameters.of(model.parameters().layout(), values));
    }

    private static Segment segment(Statics device) {
        SplitMix random = new SplitMix(3);
        double[] values = new double[STEPS * 3];
        boolean[] observed = new boolean[values.length];
        for (int t = 0; t < STEPS; t++) {
            values[3 * t] = 20 + 5 * Math.sin(2 * Math.PI * t / SEASON) + random.nextGaussian();
            values[3 * t + 1] = 100 * random.nextDouble();
            values[3 * t + 2] = t % 50 < 10 ? 1 : 0;
            for (int f = 0; f < 3; f++) {
                observed[3 * t + f] = random.nextDouble() < 0.95;
            }
        }
        return new Segment(FIRST, 3, values, observed).of(device);
    }

    private static final Scale UNIT = new Scale(new double[3], new float[] {1, 1, 1}, new float[] {1, 1, 1});

    private static double[] forecast(Forecaster model, KeptSeries kept, Segment segment, int origin, KnownAhead known) {
        double[] means = new double[model.targetFeatures().length * HORIZON];
        model.session().forecast(model.window(segment, origin, known), UNIT, kept, means);
        return means;
    }

    private static double[] forecast(Forecaster model) {
        Segment segment = segment(Statics.of(Map.of("kind", "b")));
        return forecast(model, new KeptSeries(), segment, STEPS - 20, KnownAhead.hindsight(segment, STEPS - 20));
    }

    private static double[] ofBase(int feature) {
        Segment segment = segment(Statics.NONE);
        double[][] quantiles = new double[BaseNetwork.quantiles().size()][HORIZON];
        BaseFile.shipped()
                .series(SEASON)
                .forecast(
                        FIRST + STEPS - 20,
                        place -> {
                            int step = (int) (place - FIRST);
                            return step >= 0 && segment.observed(step, feature)
                                    ? segment.value(step, feature)
                                    : Double.NaN;
                        },
                        quantiles,
                        HORIZON);
        return quantiles[BaseNetwork.median()];
    }

    private static final CovariateSettings ALL =
            knowing(Optional.of(new Place(48.1, 11.6)), List.of("kind=a|b", "power=0..500"), "plan");

    @Test
    void shouldForecastAsTheBaseNetworkDoesWhenNothingWasLearnt() {
        assertThat(forecast(base(ALL, "temp"))).containsExactly(ofBase(0), offset(1e-4));
        double[] both = forecast(base(ALL, "load", "temp"));
        assertThat(Arrays.copyOf(both, HORIZON)).containsExactly(ofBase(1), offset(1e-3));
        assertThat(Arrays.copyOfRange(both, HORIZON, 2 * HORIZON)).containsExactly(ofBase(0), offset(1e-4));
    }

    @Test
    void shouldReadEveryFurtherInputOnceItHasLearnt() {
        Forecaster model = turned(base(ALL, "temp"));
        double[] own = forecast(model);
        Segment other = segment(Statics.of(Map.of("kind", "a")));
        KnownAhead seen = KnownAhead.hindsight(other, STEPS - 20);
        assertThat(forecast(model, new KeptSeries(), other, STEPS - 20, seen))
                .as("what is told of the device")
                .isNotEqualTo(own);
        Segment same = segment(Statics.of(Map.of("kind", "b")));
        assertThat(forecast(model, new KeptSeries(), same, STEPS - 20, (h, f) -> 0.5))
                .as("values known ahead")
                .isNotEqualTo(own);
        assertThat(forecast(model, new KeptSeries(), same, STEPS - 20, KnownAhead.NOTHING))
                .as("values that are not known")
                .isNotEqualTo(own)
                .doesNotContain(Double.NaN);
        double[] loads = same.values().clone();
        for (int t = 0; t < STEPS; t++) {
            loads[3 * t + 1] = t;
        }
        Segment loaded = new Segment(FIRST, 3, loads, same.observed()).of(same.statics());
        assertThat(forecast(model, new KeptSeries(), loaded, STEPS - 20, KnownAhead.hindsight(loaded, STEPS - 20)))
                .as("another feature")
                .isNotEqualTo(own);
    }

    @Test
    void shouldGiveTheSameBitsWhenTheStateIsMadeAgain() {
        Forecaster model = turned(base(ALL, "temp", "load"));
        Segment whole = segment(Statics.of(Map.of("power", "100")));
        int reach = BaseNetwork.reach(SEASON);
        KeptSeries kept = new KeptSeries();
        for (int origin = 20; origin < STEPS - HORIZON; origin++) {
            KnownAhead known = KnownAhead.hindsight(whole, origin);
            int from = Math.max(0, origin + 1 - reach);
            Segment held = whole.slice(from, origin + 1);
            assertThat(forecast(model, kept, held, origin - from, known))
                    .as("origin %d", origin)
                    .containsExactly(forecast(model, new KeptSeries(), held, origin - from, known));
        }
    }

    @Test
    void shouldGoOnWithWhatIsKeptWhenAnotherVersionServes() {
        Forecaster model = turned(base(ALL, "temp"));
        Forecaster next =
                model.child(model.manifest().child(2, Map.of()), turned(model).parameters());
        Segment plain = segment(Statics.NONE);
        KeptSeries kept = new KeptSeries();
        forecast(model, kept, plain, 300, KnownAhead.NOTHING);
        assertThat(forecast(next, kept, plain, 301, KnownAhead.NOTHING))
                .containsExactly(forecast(next, new KeptSeries(), plain, 301, KnownAhead.NOTHING));
        assertThat(forecast(next.ofSeason(7), kept, plain, 302, KnownAhead.NOTHING))
                .containsExactly(forecast(next.ofSeason(7), new KeptSeries(), plain, 302, KnownAhead.NOTHING));
    }

    @ParameterizedTest
    @ValueSource(strings = {"temp", "load"})
    void shouldForecastTheSameWhenInputsAreAdded(String target) {
        Forecaster before = turned(base(knowing(Optional.empty(), List.of()), target));
        Forecaster wider = InputWidening.of(before, ALL);
        assertThat(wider.encoding().inputs()).isGreaterThan(before.encoding().inputs());
        assertThat(wider.manifest().id()).isEqualTo(before.manifest().id());
        assertThat(forecast(wider)).containsExactly(forecast(before), offset(1e-3));
        Forecaster learnt = turned(wider);
        assertThat(InputWidening.of(learnt, knowing(Optional.empty(), List.of())))
                .as("what settings no longer name stays")
                .isSameAs(learnt);
    }

    @Test
    void shouldKeepEachInputInItsPlaceWhenOneIsAddedBetweenOthers() {
        Forecaster before = turned(base(knowing(Optional.empty(), List.of("power=0..500"), "plan"), "temp"));
        Forecaster wider = InputWidening.of(
                before,
                knowing(Optional.of(new Place(48.1, 11.6)), List.of("kind=a|b", "power=0..500"), "load", "plan"));
        assertThat(wider.encoding().inputs()).isGreaterThan(before.encoding().inputs());
        assertThat(forecast(wider)).containsExactly(forecast(before), offset(1e-3));
    }

    @Test
    void shouldBeTheSameWhenItIsWrittenAndRead() {
        Forecaster model = turned(base(ALL, "temp"));
        Forecaster copy = ModelFile.read(ModelFile.write(model));
        assertThat(copy.manifest().format()).isEqualTo(8);
        assertThat(copy.base()).containsSame(BaseFile.shipped());
        assertThat(copy.manifest().season()).isEqualTo(SEASON);
        assertThat(forecast(copy)).containsExactly(forecast(model));
    }

    @Test
    void shouldKeepTheBaseNetworkThatItBeganWithWhenAnotherOneComesWithTheApplication() {
        float[] weights = BaseFile.shipped().parameters().toArray();
        weights[7] += 0.5f;
        BaseNetwork other = BaseFile.of(Parameters.of(BaseNetwork.layout(), weights));
        Forecaster begun = base(ALL, "temp");
        Forecaster model = new Forecaster(
                begun.manifest(), begun.network(), begun.parameters(), PoolTensors.NONE, Optional.of(other));
        Forecaster copy = ModelFile.read(ModelFile.write(model));
        assertThat(forecast(model)).isNotEqualTo(forecast(begun));
        assertThat(forecast(copy)).containsExactly(forecast(model));
        Forecaster child = copy.child(copy.manifest().child(2, Map.of()), copy.parameters());
        assertThat(forecast(child)).containsExactly(forecast(model));
    }

    @Test
    void shouldBeginAgainWhenItsBaseNetworkIsOneThatThisBuildDoesNotKnow() {
        Forecaster model = turned(base(ALL, "temp"));
        byte[] file = ModelFile.write(model);
        byte[] other = new String(file, StandardCharsets.ISO_8859_1)
                .replace("\\\"base\\\":3", "\\\"base\\\":2")
                .getBytes(StandardCharsets.ISO_8859_1);
        Forecaster again = ModelFile.read(other);
        assertThat(again.manifest().id()).isEqualTo(model.manifest().id());
        assertThat(again.manifest().hasLearnt()).isFalse();
        assertThat(again.manifest().provenance()).containsEntry("reason", "another base network");
        assertThat(forecast(again)).containsExactly(ofBase(0), offset(1e-4));
        assertThat(ModelFile.read(ModelFile.write(again)).manifest().id())
                .isEqualTo(model.manifest().id());
    }

    @Test
    void shouldGiveTrainingWhatServingIsGiven() {
        Forecaster model = turned(base(ALL, "temp", "load"));
        Segment whole = segment(Statics.of(Map.of("power", "100")));
        BaseForecasts along = new BaseForecasts(whole);
        for (int origin : new int[] {0, 2, 20, 200, STEPS - 20}) {
            Window window = model.window(whole, origin).given(along.of(model));
            KeptSeries kept = new KeptSeries();
            BaseSeries[] series = kept.of(model.base().orElseThrow(), 2, SEASON);
            for (int j = 0; j < 2; j++) {
                double[][] quantiles = new double[BaseNetwork.quantiles().size()][HORIZON];
                boolean made =
                        series[j].forecast(FIRST + origin, BaseForecasts.values(whole, origin, j), quantiles, HORIZON);
                for (int h = 1; h <= HORIZON; h++) {
                    double due = made ? quantiles[BaseNetwork.median()][h - 1] : Double.NaN;
                    assertThat(window.given(origin, h, j)).isCloseTo(due, offset(5e-3));
                }
            }
        }
    }

    @Test
    void shouldSayWhatHasLearntNothing() {
        Forecaster model = base(ALL, "temp");
        assertThat(model.manifest().hasLearnt()).isFalse();
        Forecaster reset = UntrainedModel.like(turned(model), 5, "reset", 1);
        assertThat(reset.manifest().hasLearnt()).isFalse();
        assertThat(reset.manifest().version()).isEqualTo(5);
        assertThat(reset.parameters().toArray())
                .containsExactly(model.parameters().toArray());
    }

    @Test
    void shouldForecastByAnotherSeasonOnceItIsSet() {
        Forecaster model = base(ALL, "temp");
        Forecaster weekly = model.ofSeason(7 * SEASON);
        assertThat(weekly.manifest().season()).isEqualTo(7 * SEASON);
        assertThat(weekly.manifest().id()).isEqualTo(model.manifest().id());
        assertThat(forecast(weekly)).isNotEqualTo(forecast(model));
        assertThat(model.ofSeason(SEASON)).isSameAs(model);
    }

    @Test
    void shouldNotForecastWhatWasNeverObserved() {
        Forecaster model = base(ALL, "temp");
        double[] values = new double[60 * 3];
        Arrays.fill(values, Double.NaN);
        Segment nothing = new Segment(FIRST, 3, values, new boolean[values.length]);
        assertThat(forecast(model, new KeptSeries(), nothing, 59, KnownAhead.NOTHING))
                .containsOnly(Double.NaN);
    }
}
