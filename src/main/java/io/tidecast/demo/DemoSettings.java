package io.tidecast.demo;

import io.tidecast.config.ShortDuration;
import io.tidecast.csv.CsvFormat;
import io.tidecast.model.ForecastSettings;
import io.tidecast.series.TimeStep;
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
 * @param step the grid's step; of the simulation one that a day is a multiple of
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
        TimeStep step,
        Optional<String> bootstrap,
        boolean training) {
    private static final TimeStep DAY = TimeStep.of(Duration.ofDays(1));
    private static final TimeStep HOUR = TimeStep.of(Duration.ofHours(1));
    private static final int STEPS_PER_SECOND = 12;

    public DemoSettings {
        require(devices >= 1 && devices <= 100_000, "demo.devices must be 1..100000, was " + devices);
        require(
                duration.isEmpty() || duration.get().compareTo(Duration.ofSeconds(1)) >= 0,
                "demo.for must be at least 1s, was " + ShortDuration.of(duration.orElse(Duration.ZERO)));
        require(speed > 0 && speed <= 1e9, "demo.speed must be above 0 and at most 1e9, was " + speed);
        require(
                files.isEmpty() || columns.isPresent(),
                "demo.columns must say which columns of " + files + " hold time and values");
        require(
                step.lengthMs() >= 1 && (!files.isEmpty() || dividesADay(step)),
                "demo.step must divide a day, was " + step.typed());
        files = List.copyOf(files);
    }

    /**
     * Seconds of event time per second: a few hundred steps a second, of the simulated fleet or of a handful of
     * devices; of each device of a file a dozen, where they are long.
     */
    public static double usualSpeed(boolean fromFiles, TimeStep step) {
        return fromFiles
                ? Math.max(
                        Duration.ofDays(2).toSeconds(),
                        STEPS_PER_SECOND * step.length().toSeconds())
                : Duration.ofHours(8).toSeconds();
    }

    /** The season of the seasonal naive forecast: a day where it has a whole number of steps. */
    TimeStep season() {
        return dividesADay(step) ? DAY : ForecastSettings.seasonOf(step);
    }

    private static boolean dividesADay(TimeStep step) {
        return step.stepsIn(DAY) >= 1;
    }

    /** A simulated fleet of 10 devices, eight hours a second. */
    public static DemoSettings defaults() {
        return new DemoSettings(
                10,
                Optional.empty(),
                usualSpeed(false, HOUR),
                1,
                List.of(),
                Optional.empty(),
                HOUR,
                Optional.empty(),
                true);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
