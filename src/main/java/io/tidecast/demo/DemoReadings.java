package io.tidecast.demo;

import io.tidecast.csv.CsvFormat;
import io.tidecast.csv.CsvReadings;
import io.tidecast.series.Reading;
import io.tidecast.simulation.FleetSettings;
import io.tidecast.simulation.FleetSimulator;
import java.util.Iterator;
import java.util.List;

/**
 * Source of a demo's readings, simulated or from files.
 *
 * @param source what they are, in words
 */
record DemoReadings(Iterator<Reading> readings, List<String> features, String source, Runnable onClose)
        implements AutoCloseable {
    static DemoReadings open(DemoSettings settings) {
        if (settings.files().isEmpty()) {
            FleetSettings fleet = FleetSettings.of(settings.devices(), settings.seed(), FleetSettings.START);
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
