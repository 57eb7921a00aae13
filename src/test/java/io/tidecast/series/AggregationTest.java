package io.tidecast.series;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AggregationTest {
    private static final double[] VALUES = {Double.NaN, 3, -1, Double.NaN, 4};

    @ParameterizedTest
    @CsvSource({"MEAN, 2", "LAST, 4", "MIN, -1", "MAX, 4", "SUM, 6"})
    void shouldAggregateWhatIsThere(Aggregation aggregation, float expected) {
        assertThat(aggregation.of(VALUES)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"INCREASE", "RATE"})
    void shouldBeMissingWhenEveryValueIs(Aggregation aggregation) {
        assertThat(aggregation.of(new double[] {Double.NaN, Double.NaN})).isNaN();
        assertThat(aggregation.of(new double[0])).isNaN();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"INCREASE", "RATE"})
    void shouldGiveTheValueWhenThereIsOne(Aggregation aggregation) {
        assertThat(aggregation.of(new double[] {-7.5f})).isEqualTo(-7.5f);
    }

    /** The example of the javadoc. */
    @Test
    void shouldFollowTheWorkedExample() {
        double[] values = {4, Double.NaN, 7, 1};
        assertThat(Aggregation.MEAN.of(values)).isEqualTo(4);
        assertThat(Aggregation.LAST.of(values)).isEqualTo(1);
        assertThat(Aggregation.MIN.of(values)).isEqualTo(1);
        assertThat(Aggregation.MAX.of(values)).isEqualTo(7);
        assertThat(Aggregation.SUM.of(values)).isEqualTo(12);
    }
}
