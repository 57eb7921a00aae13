package io.tidecast.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.forecast.Forecast;
import io.tidecast.forecast.NetworkMethod;
import io.tidecast.forecast.Persistence;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForecastRecordTest {
    private static String text() {
        return new String(ForecastRecord.bytes(RecordExamples.forecast()), UTF_8);
    }

    @Test
    void shouldWriteTheFieldsInTheOrderOfTheDocumentation() {
        assertThat(text())
                .isEqualTo(
                        """
                        {"schema":2,"device":"pump \\"7\\"/ü","model":"pumps","version":42,"source":"network",\
                        "status":"stale-model","origin":"1970-01-01T00:00:01Z","step":"PT0.25S",\
                        "timing":"median-interval","at":["1970-01-01T00:00:01.250Z","1970-01-01T00:00:01.500Z",\
                        "1970-01-01T00:00:01.750Z"],"targets":{"temp":{"mean":[71.4,null,1.0E-30],"intervals":[\
                        {"level":0.9,"lower":[0.1,-2.0,0.0],"upper":[72.0,null,3.4E38]},\
                        {"level":0.5,"lower":[1.0,1.0,1.0],"upper":[2.0,2.0,2.0]}]},\
                        "load.a":{"mean":[1.6777216E7,0.3,-0.0],"intervals":[]}},\
                        "quality":{"observed":46,"filled":2},"skill":0.3142,\
                        "crosses":[{"target":"temp","threshold":80.5,"direction":"below",\
                        "at":"1970-01-01T00:00:01.750Z"}]}""");
    }

    @Test
    void shouldReadAllButTheIntervalsWhenTheyAreNotWanted() {
        Forecast whole = ForecastRecord.of(text().getBytes(UTF_8));
        Forecast read = ForecastRecord.withoutIntervals(text().getBytes(UTF_8));
        assertThat(read.targets()).hasSize(2).allSatisfy(target -> assertThat(target.intervals())
                .isEmpty());
        for (int t = 0; t < 2; t++) {
            assertThat(read.targets().get(t).name())
                    .isEqualTo(whole.targets().get(t).name());
            assertThat(read.targets().get(t).mean())
                    .containsExactly(whole.targets().get(t).mean());
        }
        assertThat(read)
                .as("what comes after them, too")
                .usingRecursiveComparison()
                .ignoringFields("targets")
                .isEqualTo(whole);
        byte[] broken = text().replaceFirst("\"step\".*", "…").getBytes(UTF_8);
        assertThatThrownBy(() -> ForecastRecord.withoutIntervals(broken)).isInstanceOf(UnreadableRecordException.class);
    }

    @Test
    void shouldReadNoFurtherThanTheHeadWhenNoMoreIsWanted() {
        byte[] broken = text().replaceFirst("\"step\".*", "…").getBytes(UTF_8);
        assertThat(ForecastRecord.head(broken))
                .isEqualTo(new ForecastRecord.Head("pump \"7\"/ü", 1_000, NetworkMethod.NAME, Map.of()));
        assertThatThrownBy(() -> ForecastRecord.of(broken))
                .isInstanceOfSatisfying(UnreadableRecordException.class, e -> assertThat(e.reason())
                        .isEqualTo(Reason.UNREADABLE));
        assertThatThrownBy(() -> ForecastRecord.head("{\"schema\":1,\"device\":\"a\"}".getBytes(UTF_8)))
                .hasMessage("device, origin and source must be strings, was a, null and null");
    }

    @Test
    void shouldWriteTheOldFormWhenItIsAskedFor() {
        String old = new String(ForecastRecord.bytes(RecordExamples.forecast(), 1), UTF_8);
        assertThat(old).isEqualTo(text().replace("\"schema\":2", "\"schema\":1").replace("\"network\"", "\"model\""));
        assertThat(ForecastRecord.bytes(ForecastRecord.of(old.getBytes(UTF_8))))
                .asString(UTF_8)
                .isEqualTo(text());
        assertThat(new String(ForecastRecord.bytes(RecordExamples.combined(), 1), UTF_8))
                .contains("\"source\":\"combination\"")
                .doesNotContain("weights");
    }

    @Test
    void shouldHaveTheMeanWeightsInTheHeadWhenItIsACombination() {
        assertThat(ForecastRecord.head(ForecastRecord.bytes(RecordExamples.combined()))
                        .weights())
                .containsExactly(Map.entry(NetworkMethod.NAME, 0.625), Map.entry(Persistence.NAME, 0.375));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            "version":42,                   | ` ` | version must be a whole number of at least 0, was -1
            "version":42                    | "version":"42" | version must be a whole number, was 42
            "model":"pumps"                 | "model":null | model must be a string, was null
            "source":"network",             | ` ` | source must be a string, was null
            "status":"stale-model"          | "status":"fine" | status must be one of [ok, warming-up
            "step":"PT0.25S"                | "step":"a while" | step must be an ISO-8601 duration, was a while
            "origin":"1970-01-01T00:00:01Z" | "origin":"now" | origin must be an ISO-8601 time, was now
            "origin":"1970-01-01T00:00:01Z", | ` ` | origin must be an ISO-8601 time, was null
            "timing":"median-interval"      | "timing":"grid" | timing must be one of
            "mean":[71.4,null,1.0E-30]      | "mean":7 | mean must be an array, was 7
            "mean":[71.4,null               | "mean":["x",null | mean must be a number or null, was x
            "mean":[71.4,null,1.0E-30],     | ` ` | temp.mean must be an array, was null
            "lower":[0.1,-2.0,0.0]          | "lower":[0.1] | temp.lower must have a value for each of mean, 3, was 1
            "mean":[1.6777216E7,0.3,-0.0]   | "mean":[1] | load.a.mean must have a value for each of mean, 3, was 1
            "level":0.9                     | "level":null | level must be in (0, 1), was NaN
            "direction":"below"             | "direction":"down" | crosses.direction must be one of [above, below]
            "threshold":80.5                | "threshold":null | crosses.threshold must be a finite number, was NaN
            """)
    void shouldNameRuleAndValueWhenAForecastIsWrong(String good, String bad, String message) {
        assertThat(text()).contains(good);
        byte[] changed = text().replace(good, bad).getBytes(UTF_8);
        assertThatThrownBy(() -> ForecastRecord.of(changed))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldRefuseAForecastOfNothing() {
        byte[] none = text().replaceFirst("\"targets\":.*?,\"quality\"", "\"targets\":{},\"quality\"")
                .getBytes(UTF_8);
        assertThatThrownBy(() -> ForecastRecord.of(none)).hasMessage("targets must have a target, was []");
    }
}
