package io.tidecast.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the printed tables (Abramowitz and Stegun 1964, table 26.10). */
class StudentTTest {
    @ParameterizedTest
    @CsvSource({
        "0, 5, 0.5",
        "6.314, 1, 0.05",
        "63.657, 1, 0.005",
        "2.920, 2, 0.05",
        "2.353, 3, 0.05",
        "2.776, 4, 0.025",
        "1.812, 10, 0.05",
        "4.587, 10, 0.0005",
        "2.750, 30, 0.005",
        "3.291, 100000, 0.0005"
    })
    void shouldBeAsInTheTables(double t, int freedom, double above) {
        assertThat(StudentT.tail(t, freedom)).isCloseTo(above, within(above * 2e-3));
    }
}
