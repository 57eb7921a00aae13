package io.tidecast.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CounterTest {
    @ParameterizedTest
    @CsvSource({
        "100, 130, 30, NONE",
        "100, 100, 0, NONE",
        "18228935084, 18228935897, 813, NONE",
        "150, 5, 5, RESET",
        "65530, 4, 10, ROLL_OVER",
        "4294967290, 10, 16, ROLL_OVER",
        "999998, 3, 5, ROLL_OVER",
        "900000, 3, 3, RESET",
        "65530, 60000, 60000, RESET",
        "10, -3, 0, RESET"
    })
    void shouldTellHowMuchWasCounted(double from, double to, double increase, Counter.Drop drop) {
        assertThat(Counter.increase(from, to)).isEqualTo(increase);
        assertThat(Counter.drop(from, to)).isEqualTo(drop);
    }

    @Test
    void shouldAggregateEachValueByItsName() {
        for (String text : List.of("energy=increase,temp=max", "{energy: increase, temp: max}")) {
            Aggregations own = Aggregations.parse(text);
            assertThat(own.of("energy")).isEqualTo(Aggregation.INCREASE);
            assertThat(own.of("temp")).isEqualTo(Aggregation.MAX);
            assertThat(own.of("load")).isEqualTo(Aggregation.MEAN);
            assertThat(own.anyCounter()).isTrue();
            assertThat(own.counters(List.of("temp", "energy"))).containsExactly(1);
        }
        assertThat(Aggregations.parse("sum").of("any")).isEqualTo(Aggregation.SUM);
        assertThat(Aggregations.parse("sum").anyCounter()).isFalse();
        assertThatThrownBy(() -> GridSettings.AGGREGATION.parse("energy=more", ""))
                .hasMessageContaining("series.aggregation must be mean, last, min, max, sum, increase, rate");
    }
}
