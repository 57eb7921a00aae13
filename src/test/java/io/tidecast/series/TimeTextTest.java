package io.tidecast.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-11-28T16:07:06Z|2026-11-28T16:07:06Z",
                "2026-11-28 16:07:06|2026-11-28T16:07:06Z",
                "2026-11-28t16:07:06z|2026-11-28T16:07:06Z",
                "2026/11/28 16:07:06|2026-11-28T16:07:06Z",
                "' 2026-11-28  16:07 '|2026-11-28T16:07:00Z",
                "2026-11-28T16:07Z|2026-11-28T16:07:00Z",
                "2026-11-28 16:07:06 Z|2026-11-28T16:07:06Z",
                "2026-11-28 16:07:06 UTC|2026-11-28T16:07:06Z",
                "2026-11-28 16:07:06GMT|2026-11-28T16:07:06Z",
                "2026-11-28T16:07:06+0000|2026-11-28T16:07:06Z",
                "2026-11-28T16:07:06+01|2026-11-28T15:07:06Z",
                "2026-11-28T16:07:06 -05:30|2026-11-28T21:37:06Z",
                "2026-11-28T16:07:06-0530|2026-11-28T21:37:06Z",
                "2026-11-28T17:07:06+01:00[Europe/Berlin]|2026-11-28T16:07:06Z",
                "2026-11-28T16:07:06.1Z|2026-11-28T16:07:06.100Z",
                "2026-11-28T16:07:06,123Z|2026-11-28T16:07:06.123Z",
                "2026-11-28T16:07:06.123456789Z|2026-11-28T16:07:06.123Z",
                "2026-11-28T16:07:06.99999999999999+00:00|2026-11-28T16:07:06.999Z",
                "2026-06-30T23:59:60Z|2026-06-30T23:59:59Z",
                "2026-11-28T24:00Z|2026-11-29T00:00:00Z",
                "20261128T160706Z|2026-11-28T16:07:06Z",
                "20261128T1607+01|2026-11-28T15:07:00Z",
                "2026-11-28|2026-11-28T00:00:00Z",
                "2026-11|2026-11-01T00:00:00Z",
                "Sat, 28 Nov 2026 16:07:06 GMT|2026-11-28T16:07:06Z",
                "1949-01-01|1949-01-01T00:00:00Z",
                "0000-02-29T00:00Z|0000-02-29T00:00:00Z"
            })
    void shouldReadATimeAsItIsWritten(String text, Instant expected) {
        assertThat(Instant.ofEpochMilli(TimeText.millis(text, ZoneOffset.UTC))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-28 16:07, 2026-11-28T15:07:00Z",
        "2026-07-28, 2026-07-27T22:00:00Z",
        "2026-11-28 16:07Z, 2026-11-28T16:07:00Z",
        "2026-10-25 02:30, 2026-10-25T00:30:00Z",
        "2026-03-29 02:30, 2026-03-29T01:30:00Z"
    })
    void shouldReadALocalTimeInItsZone(String text, Instant expected) {
        assertThat(Instant.ofEpochMilli(TimeText.millis(text, ZoneId.of("Europe/Berlin"))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "20261128",
                "1795882026",
                "2026-1",
                "2026-13-01",
                "2026-02-29",
                "2026-11-28T",
                "2026-11-28T16",
                "2026-11-28T16:",
                "2026-11-28T25:00",
                "2026-11-28T16:07:61",
                "2026-11-28T16:07:06.",
                "2026-11-28T16:07:06+",
                "2026-11-28T16:07:06+1",
                "2026-11-28T16:07:06+99:00",
                "2026-11-28T16:07:06Q",
                "2026-11-28T16:07:06Z and more",
                "2026-11-28T16:07:06+01:00[Nowhere]",
                "2026-11-28T16:07:06[Europe/Berlin]",
                "03/01/2025 00:00",
                "28.11.2026",
                "2026-11/28",
                "12026-11-28",
                "-2026-11-28",
                "2026-1-2"
            })
    void shouldRefuseWhatIsNoTime(String text) {
        assertThatThrownBy(() -> TimeText.parse(text)).isInstanceOf(DateTimeException.class);
    }
}
