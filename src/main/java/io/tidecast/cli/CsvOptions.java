package io.tidecast.cli;

import io.tidecast.csv.CsvFormat;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Command-line options that say how CSV files hold readings. */
final class CsvOptions {
    @Option(
            names = "--device-column",
            paramLabel = "COLUMN",
            description = "Column of the device. Default: each file is one device, named as the file.")
    private Optional<String> device = Optional.empty();

    @Option(
            names = "--time-column",
            paramLabel = "COLUMN",
            description =
                    "Column of the time: ISO date and time, or a number since the epoch. Default: ${DEFAULT-VALUE}.")
    private String time = "time";

    @Option(
            names = "--values",
            paramLabel = "[NAME=]COLUMN,…",
            split = ",",
            description = "Columns of the values; NAME= where a value has another name than its column.")
    private List<String> values = List.of();

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "Time zone of times without an offset. Default: ${DEFAULT-VALUE}.")
    private ZoneId zone = ZoneId.of("UTC");

    /** The names of the values that a flag gives; none if it is absent. */
    List<String> named() {
        return values.stream().map(text -> parts(text)[0]).toList();
    }

    /**
     * How the files are read.
     *
     * @param usual the columns of the values, and their names, where no flag gives them
     * @throws WrongUsage if nothing names them
     */
    CsvFormat format(List<String> usual) {
        List<String> given = values.isEmpty() ? usual : values;
        if (given.isEmpty()) {
            throw new WrongUsage("--values must name the columns of the values, e.g. --values temp,load");
        }
        List<String> names = given.stream().map(text -> parts(text)[0]).toList();
        List<String> columns = given.stream().map(text -> parts(text)[1]).toList();
        return new CsvFormat(device, time, columns, names, zone);
    }

    /**
     * The same for a model, whose inputs are all features in their order.
     *
     * @throws WrongUsage if these are not the values that the flag gives
     */
    CsvFormat formatOf(List<String> features) {
        CsvFormat format = format(features);
        if (!format.names().equals(features)) {
            throw new WrongUsage("--values must be readings.values " + features + " in their order, was "
                    + format.names() + "; NAME=COLUMN says which column a value is in");
        }
        return format;
    }

    /** Name and column of {@code NAME=COLUMN}, or the column twice. */
    private static String[] parts(String text) {
        int equals = text.indexOf('=');
        String column = text.substring(equals + 1).strip();
        return new String[] {equals < 0 ? column : text.substring(0, equals).strip(), column};
    }
}
