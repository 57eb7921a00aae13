package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsLintTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            a_seconds        | gauge   | words | ''
            a_total          | counter | words | ''
            a                | counter | words | a: counters, and no others, end in _total
            a_total          | gauge   | words | a_total: counters, and no others, end in _total
            a_count          | gauge   | words | a_count: ends as a part of a histogram or summary
            a_milliseconds   | gauge   | words | a_milliseconds: uses another than the base unit: milliseconds
            a_percent        | gauge   | words | a_percent: uses another than the base unit: percent
            a_ms             | gauge   | words | a_ms: abbreviates a unit
            a_gauge          | gauge   | words | a_gauge: has a type in its name
            a_sizeOf         | gauge   | words | a_sizeOf: must be in snake_case
            a                | gauge   | ''    | a: has no help text
            """)
    void shouldNameTheRuleThatIsBroken(String name, String type, String help, String problem) {
        String text = "# HELP " + name + " " + help + "\n# TYPE " + name + " " + type + "\n" + name + "{b=\"c\"} 1.0\n";
        assertThat(String.join("; ", MetricsLint.problems(text))).isEqualTo(problem);
    }
}
