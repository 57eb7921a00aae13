package io.tidecast.demo;

import io.tidecast.eval.CsvFormat;
import io.tidecast.eval.CsvReadings;
import io.tidecast.series.Reading;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;

/**
 * The readings of a demo, simulated or from files.
 *
 * @param source what they are, in words
 */
record DemoReadings(Iterator<Reading> readings, List<String> features, String source, Runnable onClose)
        implements AutoCloseable {
    /** A Monday, always the same one, so that two runs are alike; a day a second takes hours from here to the present. */
    private static final Instant SIMULATION_START = Instant.parse("2001-01-01T00:00:00Z");

    static DemoReadings open(DemoSettings settings) {
        if (settings.files().isEmpty()) {
            FleetSettings fleet = FleetSettings.of(settings.devices(), settings.seed(), SIMULATION_START);
            return new DemoReadings(
                    new FleetSimulator(fleet),
                    FleetSimulator.FEATURES,
                    settings.devices() + " simulated devices",
                    () -> {});
        }
        CsvFormat columns = settings.columns().orElseThrow();
        CsvReadings csv = new CsvReadings(settings.files(), columns);
        int files = settings.files().size();
        String source = files == 1 ? settings.files().get(0).toString() : files + " files";
        return new DemoReadings(csv, columns.names(), source, csv::close);
    }

    @Override
    public void close() {
        onClose.run();
    }
}
