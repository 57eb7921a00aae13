package io.tidecast.cli;

import io.tidecast.eval.CsvFormat;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The flags that say how CSV files hold readings. */
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
        List<String> names = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        for (String text : given) {
            int equals = text.indexOf('=');
            names.add((equals < 0 ? text : text.substring(0, equals)).strip());
            columns.add(text.substring(equals + 1).strip());
        }
        return new CsvFormat(device, time, columns, names, zone);
    }
}
