package io.tidecast.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.bench.CostRun.Shape;
import io.tidecast.forecast.CombinationSettings;
import io.tidecast.view.Changes;
import io.tidecast.view.Fleet;
import io.tidecast.view.LatestForecasts;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Heap of the views that the API answers from, by devices and steps kept: {@code FleetHeap - DEVICES:STEPS,…}. The
 * records are those of a run of the forecaster on one device, with other devices' names in them.
 */
final class FleetHeap {
    private static final String DEVICE = "device-0";
    private static final int MOST_STEPS = 48;

    private FleetHeap() {}

    public static void main(String[] args) throws Exception {
        List<String> forecasts;
        List<String> scores;
        try (CostRun run = new CostRun(new Shape(48, 1, 32), 64, CombinationSettings.DEFAULT)) {
            run.produce(1, 200);
            run.forecast(true);
            forecasts = run.newestForecasts(MOST_STEPS);
            scores = run.newestScores(MOST_STEPS);
        }
        System.out.printf("| devices | steps kept | heap | a device |%n|---|---|---|---|%n");
        for (String size : args[1].split(",", -1)) {
            int devices = Integer.parseInt(size.substring(0, size.indexOf(':')));
            int steps = Integer.parseInt(size.substring(size.indexOf(':') + 1));
            long before = used();
            Fleet fleet = new Fleet(steps, new Changes());
            LatestForecasts latest = new LatestForecasts(devices, fleet::forget);
            // A tenth more than are kept, to see that the rest goes.
            for (int d = 0; d < devices + devices / 10; d++) {
                String device = "device-" + (1_000_000 + d);
                for (int step = MOST_STEPS - steps; step < MOST_STEPS; step++) {
                    byte[] forecast = renamed(forecasts.get(step), device);
                    byte[] score = renamed(scores.get(step), device);
                    latest.forecast(device, forecast).ifPresent(made -> fleet.forecast(made, OptionalLong.empty()));
                    latest.score(device, score).ifPresent(fleet::score);
                }
            }
            long bytes = used() - before;
            System.out.printf(
                    Locale.ROOT,
                    "| %,d | %d | %,d MB | %,d bytes |%n",
                    fleet.rows().size(),
                    steps,
                    bytes / 1_000_000,
                    bytes / devices);
            if (latest.forecastOf("device-1000000").isPresent()) {
                throw new IllegalStateException("the device of longest ago must be forgotten");
            }
        }
        System.exit(0); // The broker's own threads are not all daemons.
    }

    private static byte[] renamed(String record, String device) {
        return record.replace('"' + DEVICE + '"', '"' + device + '"').getBytes(UTF_8);
    }

    private static long used() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(200);
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
