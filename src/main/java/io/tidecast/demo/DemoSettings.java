package io.tidecast.demo;

import io.tidecast.csv.CsvFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Demo settings: what it shows, and for how long.
 *
 * @param devices number of simulated devices
 * @param duration how long it runs; without one until it is stopped, or the files end
 * @param speed seconds of event time per second
 * @param seed of the simulated fleet and of the learning
 * @param files real readings instead of simulated ones; the simulation where empty
 * @param columns how the files are read; must be there when there are files
 * @param step the grid's step; a day must be a multiple of it
 * @param bootstrap an existing broker's address; without one a broker is started in this process
 * @param training whether the network learns
 */
public record DemoSettings(
        int devices,
        Optional<Duration> duration,
        double speed,
        long seed,
        List<Path> files,
        Optional<CsvFormat> columns,
        Duration step,
        Optional<String> bootstrap,
        boolean training) {
    public DemoSettings {
        require(devices >= 1 && devices <= 100_000, "demo.devices must be 1..100000, was " + devices);
        require(
                duration.isEmpty() || duration.get().compareTo(Duration.ofSeconds(1)) >= 0,
                "demo.for must be at least PT1S, was " + duration.orElse(Duration.ZERO));
        require(speed > 0 && speed <= 1e9, "demo.speed must be above 0 and at most 1e9, was " + speed);
        require(
                files.isEmpty() || columns.isPresent(),
                "demo.columns must say which columns of " + files + " hold time and values");
        require(
                step.toMillis() >= 1 && Duration.ofDays(1).toMillis() % step.toMillis() == 0,
                "demo.step must divide a day, was " + step);
        files = List.copyOf(files);
    }

    /**
     * Seconds of event time per second: a few hundred steps a second, of the simulated fleet or of a handful of
     * devices.
     */
    public static double usualSpeed(boolean fromFiles) {
        return fromFiles ? Duration.ofDays(2).toSeconds() : Duration.ofHours(8).toSeconds();
    }

    /** A simulated fleet of 40 devices, eight hours a second. */
    public static DemoSettings defaults() {
        return new DemoSettings(
                40,
                Optional.empty(),
                usualSpeed(false),
                1,
                List.of(),
                Optional.empty(),
                Duration.ofHours(1),
                Optional.empty(),
                true);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
