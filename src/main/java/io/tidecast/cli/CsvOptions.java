package io.tidecast.cli;

import io.tidecast.csv.CsvDialect;
import io.tidecast.csv.CsvFormat;
import io.tidecast.csv.CsvTimes;
import io.tidecast.input.ReadingFormat;
import io.tidecast.input.TimeForm;
import io.tidecast.series.MissingValues;
import io.tidecast.settings.SettingSources;
import io.tidecast.settings.Settings;
import io.tidecast.stream.StreamSettings;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** Command-line options that say how CSV files hold readings. */
final class CsvOptions {
    private static final Logger LOG = LoggerFactory.getLogger(CsvOptions.class);

    @Option(
            names = "--device-column",
            paramLabel = "COLUMN",
            description = "Column of the device. Default: each file is one device, named as the file.")
    private Optional<String> device = Optional.empty();

    @Option(
            names = "--time-column",
            paramLabel = "COLUMN,…",
            split = ",",
            description =
                    "Column of the time: ISO date and time, or a number since the epoch; or two, of date and time."
                            + " Default: time.")
    private List<String> time = List.of("time");

    @Option(
            names = "--time-format",
            paramLabel = "FORMAT",
            description =
                    "How a time is written: a pattern such as 'dd.MM.yyyy HH:mm' or yyyyMMdd, or epoch-s, epoch-ms,"
                            + " epoch-us, epoch-ns. Default: read off each time.")
    private Optional<String> timeFormat = Optional.empty();

    @Option(
            names = "--separator",
            paramLabel = "CHARACTER",
            description = "What is between the fields. Default: comma, semicolon, tab or bar, read off the first line.")
    private Optional<Character> separator = Optional.empty();

    @Option(names = "--decimal-comma", description = "21,5 is the number 21.5. Default: where a file leaves no doubt.")
    private boolean decimalComma;

    @Option(
            names = "--skip-bad-rows",
            description = "Rows that cannot be read are dropped and counted. Default: they are an error.")
    private boolean skipBadRows;

    @Option(
            names = "--values",
            paramLabel = "[NAME=]COLUMN,…",
            split = ",",
            description = "Columns of the values; NAME= where a value has another name than its column.")
    private List<String> values = List.of();

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "Time zone of times without an offset. Default: readings.zone.")
    private Optional<ZoneId> zone = Optional.empty();

    /**
     * Settings of a command that reads files, whose values the flag may name.
     *
     * @throws WrongUsage if nothing names them
     */
    Settings settings(SettingSources sources) {
        if (!values.isEmpty()) {
            sources.columns(values.stream().map(text -> parts(text)[0]).toList());
        }
        Settings settings = Settings.of(sources);
        if (settings.find(ReadingFormat.VALUES).isEmpty()) {
            throw unnamed();
        }
        return settings;
    }

    /** The same, composed for what learns from files alone; says which kernels compute, and what does nothing. */
    StreamSettings streamSettings(SettingSources sources) {
        Settings settings = settings(sources);
        LOG.info(settings.useKernels());
        StreamSettings composed = settings.withoutBroker();
        composed.warningsWithoutBroker().forEach(LOG::warn);
        return composed;
    }

    private static WrongUsage unnamed() {
        return new WrongUsage("--values must name the columns of the values, e.g. --values temp,load");
    }

    /**
     * How the files are read.
     *
     * @param usual the columns of the values, and their names, where no flag gives them
     * @param times how times are written where no flag says so
     * @param missing what stands for no value
     * @throws WrongUsage if nothing names them
     */
    CsvFormat format(List<String> usual, TimeForm times, MissingValues missing) {
        List<String> given = values.isEmpty() ? usual : values;
        if (given.isEmpty()) {
            throw unnamed();
        }
        List<String> names = given.stream().map(text -> parts(text)[0]).toList();
        List<String> columns = given.stream().map(text -> parts(text)[1]).toList();
        if (new HashSet<>(names).size() < names.size()) {
            throw new WrongUsage("--values must name each value once, was " + names);
        }
        try {
            return new CsvFormat(
                    device,
                    time,
                    columns,
                    names,
                    new CsvTimes(zone.orElse(times.zone()), timeFormat, times.epoch()),
                    missing,
                    new CsvDialect(separator, decimalComma, skipBadRows));
        } catch (IllegalArgumentException e) {
            throw new WrongUsage(e.getMessage(), e);
        }
    }

    /**
     * The same for a model, whose inputs are all features in their order; those that the flag leaves out have no
     * values.
     *
     * @throws WrongUsage if the flag gives another, or leaves out a target
     */
    CsvFormat formatOf(StreamSettings settings) {
        List<String> features = settings.forecast().features();
        CsvFormat format = format(
                features,
                settings.readings().times(),
                settings.readings().form().missing());
        requireAmong(features, format.names());
        List<String> targets = settings.forecast().targets();
        if (!format.names().containsAll(targets)) {
            throw new WrongUsage("--values must have every target, " + targets + ", was " + format.names()
                    + "; --forecast-targets names fewer");
        }
        return format.withFeatures(features);
    }

    /** @throws WrongUsage if one of the names is none of the readings' values */
    static void requireAmong(Collection<String> known, List<String> names) {
        names.stream().filter(name -> !known.contains(name)).forEach(name -> {
            throw new WrongUsage("--values must be among readings.values " + known + ", was " + name
                    + "; NAME=COLUMN says which column a value is in");
        });
    }

    /** Name and column of {@code NAME=COLUMN}, or the column twice. */
    private static String[] parts(String text) {
        int equals = text.indexOf('=');
        String column = text.substring(equals + 1).strip();
        return new String[] {equals < 0 ? column : text.substring(0, equals).strip(), column};
    }
}
