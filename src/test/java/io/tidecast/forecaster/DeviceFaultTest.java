package io.tidecast.forecaster;

import static io.tidecast.stream.StreamFixtures.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.device.DeviceStoresFixture;
import io.tidecast.forecast.ForecastMethod;
import io.tidecast.forecast.ForecastMethods;
import io.tidecast.forecast.MethodKind;
import io.tidecast.forecast.Regressors;
import io.tidecast.forecast.ScoredMethods;
import io.tidecast.record.Names;
import io.tidecast.series.Covariates;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Sampling;
import io.tidecast.series.Window;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A fault in what is done with a device, brought about by a method that throws. */
class DeviceFaultTest {
    private static final Instant NOW = at(1_000);
    private static final float POISON = 666;

    private final StreamSettings settings = StreamFixtures.settings(List.of("temp"), List.of("temp"));
    private final DeviceStoresFixture stored = DeviceStoresFixture.empty();

    /** Throws where the step it learns has the poisonous value, or where it has learnt too many. */
    private record Fragile(int most, int[] learnt) implements ForecastMethod {
        static MethodKind kind(int most) {
            return new MethodKind(
                    "fragile", MethodKind.Family.ONLINE, true, context -> 1, context -> new Fragile(most, new int[1]));
        }

        @Override
        public String name() {
            return "fragile";
        }

        @Override
        public void learn(Window window) {
            learnt[0]++;
            if (window.value(0, 0) == POISON || learnt[0] > most) {
                throw new IllegalStateException("learnt " + learnt[0]);
            }
        }

        @Override
        public boolean forecast(Window window, double[] means) {
            return false;
        }

        @Override
        public int stateBytes() {
            return Integer.BYTES;
        }

        @Override
        public void write(ByteBuffer to) {
            to.putInt(learnt[0]);
        }

        @Override
        public void read(ByteBuffer from) {
            learnt[0] = from.getInt();
        }
    }

    private ProcessorRun run(StreamSettings with, int most) {
        ScoredMethods methods = new ScoredMethods(
                with.forecast(),
                with.scores(),
                with.combination(),
                Covariates.NONE,
                Regressors.NONE,
                Stream.concat(ForecastMethods.served().stream(), Stream.of(Fragile.kind(most)))
                        .toList());
        return new ProcessorRun(with, methods, stored, NOW);
    }

    private static void send(ProcessorRun run, String device, int from, int to) {
        for (int step = from; step < to; step++) {
            run.send(device, at(step), Map.of("temp", (float) step));
        }
    }

    @Test
    void shouldBeginADeviceAnewAndLoseNoReadingWhenItsStateIsAtFault() throws IOException {
        try (ProcessorRun run = run(settings, 20)) {
            send(run, "a", 0, 50);
            assertThat(run.refusals()).isEmpty();
            assertThat(run.count("devices-begun-anew")).isEqualTo(2);
            assertThat(run.forecasts().stream()
                            .map(forecast -> forecast.path("origin").asText()))
                    .as("each step once")
                    .containsExactlyElementsOf(Stream.iterate(0, step -> step < 49, step -> step + 1)
                            .map(step -> at(step).toString())
                            .toList());
        }
    }

    @Test
    void shouldGoOnWithoutTheOpenReadingsWhenTheyAreAtFault() throws IOException {
        try (ProcessorRun run = run(settings, 1_000)) {
            send(run, "a", 0, 10);
            run.send("a", at(10), Map.of("temp", POISON));
            send(run, "a", 11, 20); // The first closes the poisonous step.
            assertThat(run.refusals())
                    .singleElement()
                    .asString()
                    .contains("a reading must be taken without a fault", "learnt");
            assertThat(run.sent(Names.DEAD_LETTERS_OF_FORECAST))
                    .as("what is known of it")
                    .singleElement()
                    .asString()
                    .contains("\"a\"", at(10).toString(), "666");
            assertThat(run.count("failed-readings")).isEqualTo(1);
            assertThat(run.count("dead-letters")).isEqualTo(1);
            assertThat(run.forecasts()).as("all steps but the poisonous one").hasSize(10 + 8);
        }
    }

    @Test
    void shouldKeepTheDeviceAsItWasAndSendTheReadingAsItCameWhenThatIsAtFault() throws IOException {
        GridSettings everyReading = GridSettings.of(Sampling.READINGS, StreamFixtures.STEP);
        try (ProcessorRun run = run(settings.withGrid(everyReading), 1_000)) {
            send(run, "a", 0, 10);
            byte[] position = stored.<String>store(Names.CLOCKS).get("a");
            run.send("a", at(10), Map.of("temp", POISON)); // Closes itself.
            assertThat(run.refusals())
                    .singleElement()
                    .asString()
                    .contains("a reading must be taken without a fault", "learnt");
            assertThat(run.sent(Names.DEAD_LETTERS_OF_FORECAST)).containsExactly(at(10).toString());
            assertThat(run.count("failed-readings")).isEqualTo(1);
            assertThat(stored.<String>store(Names.CLOCKS).get("a")).isEqualTo(position);
            assertThat(stored.entries(Names.OPEN_READINGS)).isZero();
            send(run, "a", 11, 20);
            send(run, "b", 0, 10);
            assertThat(run.forecasts().stream()
                            .map(forecast -> forecast.path("device").asText()))
                    .as("it goes on, and so do others")
                    .hasSize(10 + 9 + 10);
            assertThat(run.count("devices-begun-anew")).isZero();
        }
    }
}
