package io.tidecast.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.tidecast.nn.Parameters;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.Cycle;
import io.tidecast.series.HolidaySettings;
import io.tidecast.series.Place;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import io.tidecast.series.StaticSettings;
import io.tidecast.series.Statics;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Also what a model file says of holidays and the sun. */
class InputWideningTest {
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final List<Cycle> CALENDAR = List.of(Cycle.HOUR, Cycle.WEEKDAY);
    private static final Optional<Place> SUN = Optional.of(new Place(48.1, 11.6));
    private static final HolidaySettings HOLIDAYS =
            new HolidaySettings(List.of("de-by"), List.of("2026-12-23..2027-01-06"), 1, 0);
    private static final CovariateSettings ALL = new CovariateSettings(CALENDAR, UTC, HOLIDAYS, SUN);
    /** 24 December 2026. */
    private static final int FIRST = 20_811 * 24;

    private static CovariateSettings with(HolidaySettings holidays, Optional<Place> place) {
        return new CovariateSettings(CALENDAR, UTC, holidays, place);
    }

    private static Forecaster drawn(CovariateSettings covariates, String layer) {
        NetworkSettings network = new NetworkSettings(List.of(Map.of("type", layer, "units", 6)), true, covariates);
        return UntrainedModel.untrained(ModelFixtures.FORECAST, network, 7);
    }

    private static double[] forecast(Forecaster model) {
        return forecast(model, Statics.NONE);
    }

    private static double[] forecast(Forecaster model, Statics device) {
        double[] values = new double[2 * 24];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i);
        }
        boolean[] observed = new boolean[values.length];
        Arrays.fill(observed, true);
        double[] means = new double[4];
        Segment segment = new Segment(FIRST, 2, values, observed).of(device);
        Scale scale = new Scale(new double[2], new float[] {1, 1}, new float[] {1, 1});
        model.session().forecast(model.window(segment), scale, means);
        return means;
    }

    private static Forecaster turned(Forecaster model) {
        float[] values = model.parameters().toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] += 0.01f * (i % 7);
        }
        return Forecaster.of(model.manifest(), Parameters.of(model.parameters().layout(), values));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gru", "lstm", "rnn"})
    void shouldForecastTheSameWhenInputsAreAdded(String layer) {
        Forecaster before = turned(drawn(with(HolidaySettings.NONE, Optional.empty()), layer));
        Forecaster wider = InputWidening.of(before, ALL);
        assertThat(wider.encoding().inputs()).isEqualTo(before.encoding().inputs() + 2 + 2 + 1);
        assertThat(wider.manifest().id()).isEqualTo(before.manifest().id());
        assertThat(forecast(wider)).containsExactly(forecast(before), offset(1e-5));
        assertThat(forecast(turned(wider)))
                .as("weights that are no longer zero tell")
                .isNotEqualTo(forecast(turned(InputWidening.of(before, with(HolidaySettings.NONE, SUN)))));
    }

    @Test
    void shouldKeepEachInputInItsPlaceWhenOneIsAddedBetweenOthers() {
        Forecaster sunny = turned(drawn(with(HolidaySettings.NONE, SUN), "gru"));
        assertThat(forecast(InputWidening.of(sunny, ALL))).containsExactly(forecast(sunny), offset(1e-5));
    }

    private static CovariateSettings knowing(Optional<Place> place, String... values) {
        return new CovariateSettings(CALENDAR, UTC, HolidaySettings.NONE, place, List.of(values));
    }

    @Test
    void shouldForecastTheSameWhenValuesKnownAheadAreAddedAndThenMoreThanThose() {
        Forecaster before = turned(drawn(with(HolidaySettings.NONE, Optional.empty()), "gru"));
        Forecaster knowing = InputWidening.of(before, knowing(Optional.empty(), "load"));
        assertThat(knowing.manifest().ahead()).containsExactly("load");
        assertThat(knowing.manifest().format()).isEqualTo(5);
        assertThat(forecast(knowing)).containsExactly(forecast(before), offset(1e-5));
        assertThat(ahead(knowing, 3)).as("nothing it gives counts yet").isEqualTo(ahead(knowing, 9));
        Forecaster learnt = turned(knowing);
        assertThat(ahead(learnt, 3)).isNotEqualTo(ahead(learnt, 9));
        Forecaster sunny = InputWidening.of(learnt, knowing(SUN, "load"));
        assertThat(sunny.encoding().inputs()).isGreaterThan(learnt.encoding().inputs());
        assertThat(ahead(sunny, 3)).containsExactly(ahead(learnt, 3), offset(1e-5));
        assertThat(InputWidening.of(sunny, with(HolidaySettings.NONE, SUN)))
                .as("what settings no longer name stays")
                .isSameAs(sunny);
        Forecaster copy = ModelFile.read(ModelFile.write(sunny.manifest(), sunny.parameters()));
        assertThat(ahead(copy, 3)).isEqualTo(ahead(sunny, 3));
    }

    @Test
    void shouldForecastTheSameWhenStaticCovariatesAreAddedWhateverIsToldOfTheDevice() {
        Forecaster before = turned(drawn(with(HolidaySettings.NONE, SUN), "gru"));
        StaticSettings read = new StaticSettings(List.of("kind=a|b", "power=0..9"), null, List.of());
        CovariateSettings wanted = new CovariateSettings(CALENDAR, UTC, HolidaySettings.NONE, SUN, List.of(), read);
        Forecaster wider = InputWidening.of(before, wanted);
        Statics device = Statics.of(Map.of("kind", "b", "power", "7"));
        assertThat(wider.encoding().inputs()).isEqualTo(before.encoding().inputs() + 4);
        assertThat(forecast(wider, device)).containsExactly(forecast(before), offset(1e-5));
        assertThat(forecast(turned(wider), device)).isNotEqualTo(forecast(turned(wider)));
        assertThat(wider.manifest().format()).isEqualTo(6);
        Forecaster copy = ModelFile.read(ModelFile.write(wider.manifest(), wider.parameters()));
        assertThat(copy.manifest().covariates()).isEqualTo(wanted);
        assertThat(forecast(copy, device)).isEqualTo(forecast(wider, device));
        StaticSettings zoned = new StaticSettings(List.of("kind=a|b", "power=0..9"), "zone", List.of());
        assertThat(InputWidening.of(
                        wider, new CovariateSettings(CALENDAR, UTC, HolidaySettings.NONE, SUN, List.of(), zoned)))
                .as("its columns would not mean what they meant")
                .isSameAs(wider);
    }

    /** With a value known ahead of every step. */
    private static double[] ahead(Forecaster model, float value) {
        boolean[] observed = new boolean[2 * 24];
        Arrays.fill(observed, true);
        Segment segment = new Segment(FIRST, 2, new double[2 * 24], observed);
        Scale scale = new Scale(new double[2], new float[] {1, 1}, new float[] {1, 1});
        double[] means = new double[4];
        model.session().forecast(model.window(segment, 23, (h, feature) -> value), scale, means);
        return means;
    }

    @Test
    void shouldStayAsItIsWhenThereIsNothingToAdd() {
        Forecaster all = drawn(ALL, "gru");
        assertThat(InputWidening.of(all, ALL)).isSameAs(all);
        assertThat(InputWidening.of(all, with(HolidaySettings.NONE, SUN)))
                .as("what settings no longer name stays")
                .isSameAs(all);
        CovariateSettings berlin = new CovariateSettings(CALENDAR, ZoneId.of("Europe/Berlin"), HOLIDAYS, SUN);
        assertThat(InputWidening.of(all, berlin)).as("another zone").isSameAs(all);
        CovariateSettings hour = new CovariateSettings(List.of(Cycle.HOUR), UTC, HOLIDAYS, SUN);
        assertThat(InputWidening.of(all, hour)).as("another calendar").isSameAs(all);
    }

    @Test
    void shouldTakeOverDaysOfOnesOwnWhenTheirFileHasNewOnes() {
        Forecaster all = turned(drawn(ALL, "gru"));
        HolidaySettings newer = new HolidaySettings(List.of("de-by"), List.of("2027-12-23..2028-01-06"), 1, 0);
        Forecaster next = InputWidening.of(all, with(newer, SUN));
        assertThat(next.manifest().covariates()).isEqualTo(with(newer, SUN));
        assertThat(next.parameters().toArray()).isEqualTo(all.parameters().toArray());
        assertThat(forecast(next)).isNotEqualTo(forecast(all));
    }

    @Test
    void shouldBeReadBackWhenAModelFileNamesThem() {
        Forecaster all = drawn(ALL, "gru");
        Forecaster copy = ModelFile.read(ModelFile.write(all.manifest(), all.parameters()));
        assertThat(copy.manifest().format()).isEqualTo(4);
        assertThat(copy.manifest().covariates()).isEqualTo(ALL);
        assertThat(copy.encoding().covariates()).isEqualTo(all.encoding().covariates());
        assertThat(forecast(copy)).isEqualTo(forecast(all));
    }

    @Test
    void shouldWriteTheFormatOfBeforeWhenThereAreNone() {
        Forecaster plain = drawn(with(HolidaySettings.NONE, Optional.empty()), "gru");
        assertThat(plain.manifest().format()).isEqualTo(2);
        assertThat(new String(ModelFile.write(plain.manifest(), plain.parameters()), StandardCharsets.ISO_8859_1))
                .doesNotContain("holidays")
                .doesNotContain("sun");
        assertThat(InputWidening.of(plain, plain.manifest().covariates())).isSameAs(plain);
    }
}
