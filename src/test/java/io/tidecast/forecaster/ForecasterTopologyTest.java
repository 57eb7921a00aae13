package io.tidecast.forecaster;

import static io.tidecast.stream.StreamFixtures.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.model.Forecaster;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.series.RunningScale;
import io.tidecast.series.Scale;
import io.tidecast.series.Scaling;
import io.tidecast.series.Segment;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A step closes, a forecast is made by the model that serves, and history goes out. */
class ForecasterTopologyTest extends ForecasterFixture {
    @Test
    void shouldForecastWhenAStepCloses() {
        start();
        send("a", 0, 20);
        assertThat(forecasts.isEmpty()).isTrue();
        send("a", 1, 22);

        TestRecord<String, String> record = forecasts.readRecord();
        assertThat(record.key()).isEqualTo("a");
        JsonNode forecast = read(record.value());
        assertThat(forecast.path("origin").asText()).isEqualTo(at(0).toString());
        assertThat(forecast.path("source").asText()).isEqualTo("persistence");
        assertThat(forecast.path("status").asText()).isEqualTo("warming-up");
        assertThat(forecast.path("at")).hasSize(4);
        assertThat(forecast.path("at").get(0).asText()).isEqualTo(at(1).toString());
        assertThat(forecast.path("targets").path("temp").path("mean").get(3).asDouble())
                .isEqualTo(20);
        assertThat(forecasts.isEmpty()).isTrue();
    }

    @Test
    void shouldForecastSeasonallyWhenTheWindowHoldsASeason() {
        start();
        sendRun("a", 0, 8);
        JsonNode last = read(forecasts).get(6);
        assertThat(last.path("source").asText()).isEqualTo("seasonal-naive");
        assertThat((float) last.path("targets").path("temp").path("mean").get(1).asDouble())
                .isEqualTo(temp(6 + 2 - 6));
    }

    @Test
    void shouldForecastByTheNetworkWhenTheWindowIsFull() throws IOException {
        start();
        Forecaster model = publish(3, 1, true);
        sendRun("a", 0, 10);
        List<JsonNode> all = read(forecasts);
        assertThat(all.get(6).path("status").asText()).isEqualTo("warming-up");
        JsonNode served = all.get(8);
        assertThat(served.path("status").asText()).isEqualTo("ok");
        assertThat(served.path("source").asText()).isEqualTo("network");
        assertThat(served.path("version").asInt()).isEqualTo(1);
        double[] expected = expected(model, 9);
        for (int h = 0; h < 4; h++) {
            assertThat(served.path("targets").path("temp").path("mean").get(h).asDouble())
                    .isCloseTo(expected[h], offset(1e-3));
        }
    }

    /** The network's forecast from steps 0..count-1, worked out from the readings alone. */
    private double[] expected(Forecaster model, int count) {
        RunningScale scale = new RunningScale(2, 1000, Scaling.Measure.STANDARD);
        double[] values = new double[count * 2];
        boolean[] observed = new boolean[count * 2];
        for (int t = 0; t < count; t++) {
            values[2 * t] = temp(t);
            values[2 * t + 1] = 1;
            observed[2 * t] = true;
            observed[2 * t + 1] = true;
            for (int f = 0; f < 2; f++) {
                scale.addLevel(f, values[2 * t + f]);
                if (t > 0) {
                    scale.addChange(f, values[2 * t + f] - values[2 * t - 2 + f]);
                }
            }
        }
        double[] means = new double[4];
        Scale now = scale.scale();
        long first = StreamFixtures.START.toEpochMilli() / StreamFixtures.STEP.toMillis();
        model.session().forecast(model.window(new Segment(first, 2, values, observed)), now, means);
        return means;
    }

    static Stream<Arguments> scalings() {
        return Arrays.stream(Scaling.Over.values())
                .flatMap(over -> Arrays.stream(Scaling.Measure.values()).map(measure -> Arguments.of(measure, over)));
    }

    /**
     * A network that says half a unit: the forecast is half a unit, of the window or of the device, above the last
     * value.
     */
    @ParameterizedTest
    @MethodSource("scalings")
    void shouldForecastInTheReadingsOwnUnitWhateverTheScaling(Scaling.Measure measure, Scaling.Over over)
            throws IOException {
        Scaling scaling = new Scaling(measure, over);
        start(StreamFixtures.settings(List.of("temp", "load"), List.of("temp")).withScaling(scaling));
        serve(StreamFixtures.saying(settings, "default", 1, 0.5f, 0.5f, 0.5f, 0.5f));
        int steps = 12; // too few for a naive forecast to take over
        RunningScale running = new RunningScale(1, 160, measure);
        double[] values = new double[steps];
        boolean[] observed = new boolean[steps];
        for (int step = 0; step < steps; step++) {
            values[step] = 3 * temp(step) * (step + 1);
            observed[step] = true;
            running.addLevel(0, values[step]);
            if (step > 0) {
                running.addChange(0, values[step] - values[step - 1]);
            }
            send("a", step, values[step]);
        }
        send("a", steps, 0);
        JsonNode forecast = read(forecasts).get(steps - 1);
        assertThat(forecast.path("version").asInt()).isEqualTo(1);
        Scale scale = scaling.of(new Segment(0, 1, values, observed), steps - 8, 8, running.scale());
        double expected = values[steps - 1] + 0.5f * scale.diff()[0];
        double mean = forecast.path("targets").path("temp").path("mean").get(2).asDouble();
        assertThat(forecast.path("source").asText()).isEqualTo("network");
        assertThat(mean).isCloseTo(expected, offset(1e-3 * Math.abs(expected)));
    }

    @Test
    void shouldNotServeAModelThatWasTrainedInAnotherScaling() throws IOException {
        start();
        StreamSettings other = settings.withScaling(new Scaling(Scaling.Measure.ROBUST, Scaling.Over.RUNNING));
        serve(StreamFixtures.saying(other, "default", 1, 0.5f, 0.5f, 0.5f, 0.5f));
        sendRun("a", 0, 10);
        assertThat(read(forecasts))
                .allMatch(forecast -> forecast.path("version").asInt() == 0);
    }

    @Test
    void shouldSwapWhenThePointerMoves() throws IOException {
        start();
        publish(3, 1, true);
        sendRun("a", 0, 10);
        publish(4, 2, false);
        send("a", 10, temp(10));
        publish(4, 2, true);
        send("a", 11, temp(11));
        List<JsonNode> all = read(forecasts);
        assertThat(all.get(9).path("version").asInt()).isEqualTo(1);
        assertThat(all.get(10).path("version").asInt()).isEqualTo(2);
    }

    @Test
    void shouldGoOnServingWhenAModelRecordIsDamaged() throws IOException {
        start();
        publish(3, 1, true);
        models.pipeInput("default/2", new byte[] {1, 2, 3});
        models.pipeInput("default", PointerRecord.bytes(Pointer.bootstrap(2, "test")));
        models.pipeInput("default", "{".getBytes(StandardCharsets.UTF_8));
        sendRun("a", 0, 10);
        assertThat(read(forecasts).get(8).path("version").asInt()).isEqualTo(1);
    }

    @Test
    void shouldCutHistoryIntoChunksThatHoldEachStepOnce() {
        start();
        sendRun("a", 0, 22);
        send("a", 40, 1);
        List<JsonNode> chunks = read(retraining);
        assertThat(chunks)
                .extracting(c -> c.path("from").asText())
                .containsExactly(at(0).toString(), at(10).toString(), at(20).toString());
        assertThat(chunks).extracting(c -> c.path("values").size()).containsExactly(10, 10, 5);
        assertThat(chunks.get(2).path("observed").toString()).isEqualTo("[[1,1],[1,1],[0,0],[0,0],[0,0]]");
        assertThat((float) chunks.get(1).path("values").get(3).get(0).asDouble())
                .isEqualTo(temp(13));
    }
}
