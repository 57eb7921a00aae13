package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchFormatTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            --forecasts-format=avro        | forecasts.format must be json for this, was avro
            --forecasts-format=avro --json | forecasts.format must be json for this, was avro
            --forecasts-format=flat-json   | forecasts.format must be json for this, was flat-json; --json shows the records as they are
            """)
    void shouldRefuseToShowForecastsThatAreNoTable(String options, String message) {
        CommandRun run = CommandRun.of(("watch --bootstrap 127.0.0.1:1 " + options).split(" ", -1));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("tidecast watch: " + message);
    }
}
