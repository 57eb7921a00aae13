package io.tidecast.forecaster;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.device.DeviceStoresFixture;
import io.tidecast.model.ForecastSettings;
import io.tidecast.series.GridSettings;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * An outage longer than idle-close: steps of six seconds, closed after a minute of silence; three devices send each
 * second, of which one falls silent half-way.
 */
class OutageTest {
    private static final Instant START = Instant.parse("2026-03-02T00:00:02Z");
    private static final int DOWN = 50;
    private static final int UP = 130;
    private static final int END = 300;

    private final DeviceStoresFixture stored = DeviceStoresFixture.empty();
    private final List<String> origins = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();

    private static Instant second(int second) {
        return START.plusSeconds(second);
    }

    private static StreamSettings settings() {
        GridSettings grid = GridSettings.of(Duration.ofSeconds(6));
        assertThat(grid.idleClose()).isEqualTo(Duration.ofMinutes(1));
        ForecastSettings forecast = new ForecastSettings(
                "default",
                List.of("temp"),
                List.of("temp"),
                8,
                3,
                grid.step(),
                grid.step().multipliedBy(6),
                List.of(0.9));
        return StreamFixtures.settings(List.of("temp"), List.of("temp")).withForecast(forecast);
    }

    private void take(ProcessorRun run, int sent) {
        for (String device : List.of("a", "b", "silent")) {
            if (!device.equals("silent") || sent < DOWN + 10) {
                run.send(device, second(sent), second(sent), Map.of("temp", 1f * sent));
            }
        }
    }

    private void collect(ProcessorRun run) throws IOException {
        run.forecasts()
                .forEach(forecast -> origins.add(forecast.path("device").asText() + " "
                        + forecast.path("origin").asText()));
        refusals.addAll(run.refusals());
        run.close();
    }

    @Test
    void shouldLoseNothingAndForecastFromNoHalfStepWhenTheApplicationWasDown() throws IOException {
        ProcessorRun first = new ProcessorRun(settings(), stored, START);
        for (int second = 0; second < DOWN; second++) {
            first.at(second(second));
            take(first, second);
            first.tick();
        }
        collect(first);
        ProcessorRun again = new ProcessorRun(settings(), stored, second(UP));
        again.tick();
        int taken = DOWN;
        for (int second = UP; second < END; second++) {
            again.at(second(second));
            // The backlog of 80 seconds comes at three times the speed, from five seconds after the start on.
            for (int i = 0; i < 3 && second >= UP + 5 && taken < second; i++) {
                take(again, taken++);
            }
            again.tick();
        }
        collect(again);
        assertThat(refusals).isEmpty();
        assertThat(origins).doesNotHaveDuplicates();
        for (String device : List.of("a", "b")) {
            long steps = origins.stream()
                    .filter(origin -> origin.startsWith(device + " "))
                    .count();
            assertThat(steps).as(device).isEqualTo((END + 1) / 6);
        }
    }

    @Test
    void shouldCloseTheDeviceThatWasSilentAllTheTimeOnceItIsCaughtUp() throws IOException {
        ProcessorRun first = new ProcessorRun(settings(), stored, START);
        for (int second = 0; second < DOWN; second++) {
            first.at(second(second));
            take(first, second);
        }
        collect(first);
        ProcessorRun again = new ProcessorRun(settings(), stored, second(UP));
        for (int second = UP; second < END; second++) {
            again.at(second(second));
            run("a", again, second);
            again.tick();
        }
        collect(again);
        String last =
                "silent " + Instant.ofEpochMilli(Math.floorDiv(second(DOWN - 1).toEpochMilli(), 6_000) * 6_000);
        assertThat(origins).contains(last);
    }

    private static void run(String device, ProcessorRun run, int second) {
        run.send(device, second(second), second(second), Map.of("temp", 1f * second));
    }
}
