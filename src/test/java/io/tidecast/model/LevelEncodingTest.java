package io.tidecast.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.series.CovariateSettings;
import io.tidecast.series.Covariates;
import io.tidecast.series.Cycle;
import io.tidecast.series.Scale;
import io.tidecast.series.Scaling;
import io.tidecast.series.Segment;
import io.tidecast.series.TimeStep;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LevelEncodingTest {
    private static final Covariates HOUR =
            new CovariateSettings(List.of(Cycle.HOUR), ZoneId.of("UTC")).ofSteps(TimeStep.of(Duration.ofHours(1)));
    private static final Scale DEVICE = new Scale(new double[2], new float[] {9, 9}, new float[] {9, 9});
    private static final Segment SEGMENT = new Segment(
            6, 2, new double[] {5, 100, 25, Double.NaN}, new boolean[] {true, true, true, false}); // 06:00 and 07:00

    private static LevelEncoding encoding(LevelScale.Order order) {
        return new LevelEncoding(new LevelScale(List.of(15.0, 0.0), List.of(10.0, 50.0), order), 2, HOUR);
    }

    @Test
    void shouldReadLevelsInTheTrainingsScaleThenTheCalendar() {
        LevelEncoding encoding = encoding(LevelScale.Order.STEPS);
        Scale scale = encoding.scale(Scaling.DEFAULT, SEGMENT, 0, 2, DEVICE);
        float[] x = new float[2 * encoding.inputs()];
        encoding.encode(HOUR.window(SEGMENT, 1, 3), scale, 2, x, 0);
        assertThat(x[0]).isEqualTo(-1f);
        assertThat(x[1]).isEqualTo(2f);
        assertThat(x[2]).isEqualTo(1f); // a quarter of a turn
        assertThat(x[4]).isEqualTo(1f);
        assertThat(x[5]).as("never observed").isZero();
        assertThatThrownBy(() -> encoding.encode(Covariates.NONE.window(SEGMENT, 1, 3), scale, 2, x, 0))
                .hasMessageStartingWith("a window must have the covariates of its model");
    }

    @Test
    void shouldPutOutputsBackInTheReadingsUnitAndOrder() {
        LevelEncoding steps = encoding(LevelScale.Order.STEPS);
        Scale scale = steps.scale(Scaling.DEFAULT, SEGMENT, 0, 2, DEVICE);
        assertThat(steps.value(scale, 0, 25, 0.5f)).isEqualTo(20f);
        assertThat(steps.output(scale, 0, 25, 20)).isEqualTo(0.5f);
        assertThat(steps.value(scale, 1, Float.NaN, 0.5f)).isNaN();
        assertThat(steps.outputAt(1, 2, 3)).isEqualTo(5);
        assertThat(encoding(LevelScale.Order.TARGETS).outputAt(1, 0, 3)).isEqualTo(3);
    }

    @Test
    void shouldKeepTheNumbersInTheFileAndRefuseThemOfAnotherNumberOfFeatures() {
        LevelScale scale = new LevelScale(List.of(15.5, 0.1), List.of(10.0, 50.0), LevelScale.Order.STEPS);
        Manifest base = ModelFixtures.model(1).manifest();
        Manifest levels = base.readingLevels(scale, Map.of("reason", "imported"));
        assertThat(levels.format()).isEqualTo(3);
        assertThat(base.format()).as("what needs nothing newer stays readable").isEqualTo(2);
        assertThat(levels.child(2, Map.of()).levels()).isEqualTo(scale);
        LevelScale one = new LevelScale(List.of(15.5), List.of(10.0), LevelScale.Order.STEPS);
        assertThatThrownBy(() -> base.readingLevels(one, Map.of()))
                .hasMessage("manifest.levels must have one centre per feature, had 1 for 2");
        assertThatThrownBy(() -> new LevelScale(List.of(1.0), List.of(0.0), LevelScale.Order.STEPS))
                .hasMessageContaining("positive spread");
    }
}
