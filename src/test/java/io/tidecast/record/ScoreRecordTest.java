package io.tidecast.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.forecast.NetworkMethod;
import io.tidecast.forecast.Persistence;
import io.tidecast.forecast.SeasonalNaive;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreRecordTest {
    private static String text() {
        return new String(RecordExamples.score().bytes(), UTF_8);
    }

    @Test
    void shouldWriteTheFieldsInTheOrderOfTheDocumentation() {
        assertThat(text())
                .isEqualTo(
                        """
                        {"schema":2,"device":"a","model":"default","version":43,"versions":[43,0,42],\
                        "at":"1970-01-01T00:00:01Z","target":"temp","actual":71.4,"anomaly":0.4,\
                        "errors":{"network":[0.1,null,1.0E30],"persistence":[0.2,0.5,0.0],\
                        "seasonal-naive":[null,null,null]},\
                        "mase":{"persistence":0.83,"seasonal-naive":null},"coverage":{"0.9":0.91}}""");
    }

    @Test
    void shouldReadAllButTheErrorsWhenTheyAreNotWanted() {
        assertThat(ScoreRecord.outcome(text().getBytes(UTF_8)))
                .isEqualTo(new ScoreRecord.Outcome("a", 1_000, "temp", 71.4f, 0.4, Map.of(0.9, 0.91)));
        for (String field : List.of("device", "target", "actual", "at")) {
            String lacking = text().replaceFirst("\"" + field + "\":[^,]*,", "");
            assertThatThrownBy(() -> ScoreRecord.outcome(lacking.getBytes(UTF_8)))
                    .isInstanceOf(UnreadableRecordException.class)
                    .hasMessageStartingWith(field + " must be ");
        }
    }

    @Test
    void shouldReadNoFurtherThanTheErrorsWhenNoMoreIsWanted() {
        byte[] broken = text().replaceFirst("\"mase\".*", "…").getBytes(UTF_8);
        ScoreRecord.Errors read = ScoreRecord.errors(broken);
        assertThat(read.device()).isEqualTo("a");
        assertThat(read.target()).isEqualTo("temp");
        assertThat(read.errors()).containsOnlyKeys(NetworkMethod.NAME, Persistence.NAME, SeasonalNaive.NAME);
        assertThat(read.errors().get(NetworkMethod.NAME)).containsExactly(0.1f, Float.NaN, 1e30f);
        assertThatThrownBy(() -> ScoreRecord.of(broken)).hasMessageContaining("value must be JSON");
        assertThatThrownBy(() -> ScoreRecord.errors("{\"schema\":1,\"device\":\"a\"}".getBytes(UTF_8)))
                .hasMessage("device, target and errors must be there, was a, null and []");
    }

    @Test
    void shouldWriteTheOldFormWhenItIsAskedFor() {
        String old = new String(RecordExamples.score().bytes(1), UTF_8);
        String squared =
                """
                "squared":{"model":[0.010000001,null,1.0000000300949327E60],\
                "persistence":[0.040000003,0.25,0.0],\
                "seasonal-naive":[null,null,null]},""";
        assertThat(old)
                .isEqualTo(text().replace("\"schema\":2", "\"schema\":1")
                        .replace("\"network\"", "\"model\"")
                        .replace("\"mase\"", squared + "\"mase\""));
        assertThat(ScoreRecord.of(old.getBytes(UTF_8)).bytes()).asString(UTF_8).isEqualTo(text());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            "device":"a",              | ` `              | device must be a string, was null
            "versions":[43,0,42]       | "versions":[0.5] | versions must be a whole number, was 0.5
            "at":"1970-01-01T00:00:01Z"| "at":"then"      | at must be an ISO-8601 time, was then
            "actual":71.4              | "actual":null    | actual must be a finite number, was NaN
            "errors":{"network":[0.1     | "errors":{"network":[{} | errors.network must be a number or null, was {
            "persistence":0.83         | "persistence":"" | mase.persistence must be a number or null, was
            "coverage":{"0.9"          | "coverage":{"x"  | coverage's levels must be numbers, was x
            """)
    void shouldNameRuleAndValueWhenAScoreIsWrong(String good, String bad, String message) {
        assertThat(text()).contains(good);
        byte[] changed = text().replace(good, bad).getBytes(UTF_8);
        assertThatThrownBy(() -> ScoreRecord.of(changed))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining(message);
    }
}
