package io.tidecast.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.tidecast.config.Values;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SunElevationTest {
    private static double degrees(double latitude, double longitude, String time, long halfStepMs) {
        float[] x = new float[3];
        new SunElevation(new Place(latitude, longitude), halfStepMs)
                .write(Instant.parse(time).toEpochMilli(), x, 1);
        assertThat(x[0]).isZero();
        assertThat(x[2]).isZero();
        return Math.toDegrees(Math.asin(x[1]));
    }

    /** At the solstices the sun is 23.44° north or south, at the equinoxes over the equator. */
    @ParameterizedTest
    @CsvSource({
        "51.48,   0.00, 2026-06-21T12:02:00Z,  61.96",
        "51.48,   0.00, 2026-06-21T00:02:00Z, -15.08",
        "51.48,   0.00, 2026-12-21T11:58:00Z,  15.08",
        " 0.00,   0.00, 2026-03-20T12:07:00Z,  90.00",
        "90.00,   0.00, 2026-06-21T03:00:00Z,  23.44",
        "-23.44, 180.0, 2026-12-22T23:58:00Z,  90.00",
        " 0.00, -90.00, 2026-03-20T18:07:00Z,  90.00",
    })
    void shouldBeAsHighAsTheAlmanacSaysWhenItCulminates(
            double latitude, double longitude, String time, double degrees) {
        assertThat(degrees(latitude, longitude, time, 0)).isEqualTo(degrees, offset(0.5));
    }

    @Test
    void shouldBeThatOfTheMiddleOfAStep() {
        assertThat(degrees(48.1, 11.6, "2026-06-21T06:00:00Z", 1_800_000))
                .isEqualTo(degrees(48.1, 11.6, "2026-06-21T06:30:00Z", 0));
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE >> 12, -1, 0, Long.MAX_VALUE >> 12})
    void shouldStayWithinOneWhenTimeIsFarOff(long timeMs) {
        float[] x = new float[1];
        new SunElevation(new Place(48.1, 11.6), 1).write(timeMs, x, 0);
        assertThat(x[0]).isBetween(-1f, 1f);
    }

    @Test
    void shouldBeReadAsLatitudeAndLongitudeOrRefused() {
        assertThat(CovariateSettings.SUN.parse("-37.8,144.9", "")).isEqualTo(new Place(-37.8, 144.9));
        for (String wrong : new String[] {"48.1", "91,0", "0,181", "NaN,0", "a,b", "1,2,3"}) {
            assertThatThrownBy(() -> CovariateSettings.SUN.parse(wrong, ""))
                    .hasMessage("network.sun must be latitude and longitude in degrees, such as 48.1,11.6 or"
                            + " -37.8,144.9, was " + wrong);
        }
        assertThat(CovariateSettings.from(Values.DEFAULTS).place()).isEmpty();
    }
}
