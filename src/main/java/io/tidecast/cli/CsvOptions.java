package io.tidecast.cli;

import io.tidecast.eval.CsvFormat;
import java.time.ZoneId;
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

    @Option(names = "--values", paramLabel = "COLUMN,…", split = ",", description = "Columns of the values.")
    private List<String> values = List.of();

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "Time zone of times without an offset. Default: ${DEFAULT-VALUE}.")
    private ZoneId zone = ZoneId.of("UTC");

    /** The columns that a flag names; none if it is absent. */
    List<String> named() {
        return values.stream().map(String::strip).toList();
    }

    /**
     * @param usual the columns of the values where no flag names them
     * @throws WrongUsage if nothing names them
     */
    CsvFormat format(List<String> usual) {
        List<String> columns = values.isEmpty() ? usual : named();
        if (columns.isEmpty()) {
            throw new WrongUsage("--values must name the columns of the values, e.g. --values temp,load");
        }
        return new CsvFormat(device, time, columns, zone);
    }
}
