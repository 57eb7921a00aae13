package io.tidecast.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.series.EpochTime;
import io.tidecast.series.GridSettings;
import io.tidecast.series.MissingValues;
import io.tidecast.series.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as they are exported: each kind is read to the right values, or refused with the option that helps. */
class CsvCasesTest {
    private static final Path CASES = Path.of("src/test/resources/cases");
    private static final CsvFormat PLAIN = format(CsvDialect.READ_OFF, Optional.empty(), MissingValues.NONE);

    @TempDir
    Path folder;

    /** What was read of a file, and what was said. */
    private record Read(List<Reading> readings, List<String> notes) {
        List<String> texts() {
            return texts(0);
        }

        List<String> texts(long laterMs) {
            return readings.stream()
                    .map(r -> Instant.ofEpochMilli(r.timeMs() + laterMs) + " " + Arrays.toString(r.values()))
                    .toList();
        }

        List<Long> times() {
            return readings.stream().map(Reading::timeMs).toList();
        }
    }

    private static CsvFormat format(CsvDialect dialect, Optional<String> timeFormat, MissingValues missing) {
        return new CsvFormat(
                Optional.empty(),
                List.of("time"),
                List.of("temp", "hum"),
                List.of("temp", "hum"),
                new CsvTimes(ZoneOffset.UTC, timeFormat, EpochTime.DEFAULT),
                missing,
                dialect);
    }

    private static Read read(CsvFormat format, Path... files) {
        return read(format, SortedReadings.IN_MEMORY, files);
    }

    private static Read read(CsvFormat format, int inMemory, Path... files) {
        List<Reading> all = new ArrayList<>();
        try (CsvReadings readings = new CsvReadings(List.of(files), format, inMemory)) {
            readings.forEachRemaining(all::add);
            return new Read(all, readings.notes().lines());
        }
    }

    private static Path form(String name) {
        return CASES.resolve("csv-forms/" + name + ".csv.gz");
    }

    private static Read ok() {
        Read ok = read(PLAIN, form("ok"));
        assertThat(ok.readings()).hasSizeGreaterThan(290);
        assertThat(ok.notes()).isEmpty();
        return ok;
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "decimal_comma_quoted|0|",
                "semicolon_comma|0|",
                "epoch_float|0|300 rows whose time is a number, read as epoch-s",
                "epoch_ns|0|300 rows whose time is a number, read as epoch-ns",
                "footer|0|1 row dropped: a footer",
                "hash_comments|0|",
                "units_row|0|1 row dropped: units of the columns",
                "ms_3ns|-123|",
                "offset_hour|3600000|",
                "offset_nocolon|3600000|",
            })
    void shouldReadAFileAsThePlainOneWhenNothingIsInDoubt(String name, long laterMs, String note) {
        Read read = read(PLAIN, form(name));
        assertThat(read.texts(laterMs)).isEqualTo(ok().texts());
        assertThat(read.notes()).isEqualTo(note == null ? List.of() : List.of(note));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "compact|--time-format yyyyMMddHHmm reads it",
                "us|--time-format says how else it is written",
                "dup_col|has more than one column 'temp', and which is meant cannot be told: it has [time, temp, temp]",
                "ragged_short|Record 102 has 2 fields, but first record had 3 fields (--skip-bad-rows",
                "unavailable|column temp: must be a finite number, or empty, NA, nan or null (--readings-missing names",
            })
    void shouldRefuseAFileWithTheOptionThatHelps(String name, String message) {
        CsvFormat format = name.equals("dup_col")
                ? new CsvFormat(Optional.empty(), "time", List.of("temp"), ZoneOffset.UTC)
                : PLAIN;
        assertThatThrownBy(() -> read(format, form(name)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(form(name).toString())
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"compact, yyyyMMddHHmm", "us, MM/dd/yyyy HH:mm", "epoch_ns, epoch-ns", "epoch_float, epoch-s"})
    void shouldReadAFileWhenToldHowATimeIsWritten(String name, String pattern) {
        Read read = read(format(CsvDialect.READ_OFF, Optional.of(pattern), MissingValues.NONE), form(name));
        assertThat(read.texts()).isEqualTo(ok().texts());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sentinel", "unavailable"})
    void shouldTakeAsMissingWhatItIsToldTo(String name) {
        MissingValues missing = MissingValues.of(List.of("-999", "unavailable"));
        List<String> read = read(format(CsvDialect.READ_OFF, Optional.empty(), missing), form(name))
                .texts();
        List<String> ok = ok().texts();
        int gone = 0;
        for (int i = 0; i < ok.size(); i++) {
            boolean absent = read.get(i).contains("[NaN, ");
            gone += absent ? 1 : 0;
            assertThat(read.get(i)).isEqualTo(absent ? ok.get(i).replaceFirst("\\[[^,]*", "[NaN") : ok.get(i));
        }
        assertThat(gone).isEqualTo(6);
    }

    @Test
    void shouldTakeWhatIsThereOfAShortRowAndDropBadOnesWhenToldTo() throws IOException {
        CsvFormat skipping =
                format(new CsvDialect(Optional.empty(), false, true), Optional.empty(), MissingValues.NONE);
        Read ragged = read(skipping, form("ragged_short"));
        assertThat(ragged.readings()).hasSameSizeAs(ok().readings());
        assertThat(ragged.readings().get(100).values()[1]).isNaN();
        assertThat(ragged.notes()).containsExactly("1 row with fewer fields than there are columns, taken as missing");
        Path bad = write(
                "bad.csv",
                """
                time,temp,hum
                2025-03-01,1,2
                Station moved
                2025-03-02,x,2
                ,,
                2025-03-03,3,4,5
                2025-03-04,5,6,
                """);
        Read read = read(skipping, bad);
        assertThat(read.texts()).containsExactly("2025-03-01T00:00:00Z [1.0, 2.0]", "2025-03-04T00:00:00Z [5.0, 6.0]");
        assertThat(read.notes()).containsExactly("3 rows dropped: it cannot be read", "1 row dropped: it is empty");
        assertThatThrownBy(
                        () -> read(PLAIN, write("words.csv", "time,temp,hum\n2025-03-01,1,2\nmoved\n2025-03-02,1,2\n")))
                .as("words among readings")
                .hasMessageContaining("line 3, column time: must be an ISO date");
    }

    @Test
    void shouldReadASecondColumnAsTheTimeOfDay() throws IOException {
        Path split = write("split.csv", "DATE;TIME;temp;hum\n2025-03-01;00:30;1,5;2\n01.03.2025;01:00;1;2\n");
        CsvFormat format = new CsvFormat(
                Optional.empty(),
                List.of("DATE", "TIME"),
                List.of("temp", "hum"),
                List.of("temp", "hum"),
                CsvTimes.of(ZoneOffset.UTC),
                MissingValues.NONE,
                new CsvDialect(Optional.empty(), false, true));
        assertThat(read(format, split).texts()).containsExactly("2025-03-01T00:30:00Z [1.5, 2.0]");
    }

    @Test
    void shouldRefuseACommaThatMayBeOfThousandsUnlessToldWhatItIs() throws IOException {
        Path file = write("thousands.csv", "time,temp,hum\n2025-03-01,\"1,234\",2\n2025-03-02,\"2,345\",true\n");
        assertThatThrownBy(() -> read(PLAIN, file)).hasMessageContaining("--decimal-comma reads 21,5 as 21.5");
        assertThat(read(
                                format(
                                        new CsvDialect(Optional.empty(), true, false),
                                        Optional.empty(),
                                        MissingValues.NONE),
                                file)
                        .texts())
                .containsExactly("2025-03-01T00:00:00Z [1.234, 2.0]", "2025-03-02T00:00:00Z [2.345, 1.0]");
        Path both = write("both.csv", "time;temp;hum\n2025-03-01;1.234,5;2\n2025-03-02;1,5;2\n");
        assertThatThrownBy(() -> read(PLAIN, both)).hasMessageContaining("column temp: must be a finite number");
    }

    @ParameterizedTest
    @CsvSource({"oct_60min, 60, 1", "oct_30min, 30, 2"})
    void shouldKeepTheRepeatedHourAndSaySo(String name, int minutes, int repeated) throws IOException {
        CsvFormat berlin = new CsvFormat(Optional.empty(), "time", List.of("load"), ZoneId.of("Europe/Berlin"));
        Path file = CASES.resolve("dst-wall-clock/" + name + ".csv.gz");
        Read read = read(berlin, file);
        for (int i = 1; i < read.times().size(); i++) {
            assertThat(Duration.ofMillis(read.times().get(i) - read.times().get(i - 1)))
                    .hasMinutes(minutes);
        }
        assertThat(read.notes())
                .containsExactly(repeated + (repeated == 1 ? " row" : " rows")
                        + " in an hour that the clocks repeat, told by their order to be of its second pass");
        List<String> lines;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            lines = new ArrayList<>(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        }
        Collections.reverse(lines.subList(1, lines.size()));
        Read turned = read(berlin, write(name + ".csv", String.join("\n", lines)));
        assertThat(turned.texts()).isEqualTo(read.texts());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 999, 1_000_000})
    void shouldReadAFileOfDeviceAfterDeviceAsTheOneSortedByTime(int inMemory) {
        CsvFormat format = new CsvFormat(Optional.of("unique_id"), "ds", List.of("y"), ZoneOffset.UTC);
        Read byTime = read(format, CASES.resolve("long-sorted-by-id/by_time.csv"));
        Read byId = read(format, Math.max(inMemory, 100), CASES.resolve("long-sorted-by-id/by_id.csv"));
        assertThat(byId.times()).isEqualTo(byTime.times()).isSorted();
        assertThat(byId.readings())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactlyInAnyOrderElementsOf(byTime.readings());
    }

    @Test
    void shouldKeepLateRowsBehindTheirsWhenDevicesFollowEachOther() throws IOException {
        Path file = write(
                "d.csv",
                """
                id,t,v
                a,2020-01-01T00:00,1
                a,2020-01-01T03:00,2
                a,2020-01-01T01:00,3
                b,2020-01-01T00:00,4
                b,2020-01-01T02:00,5
                """);
        CsvFormat format = new CsvFormat(Optional.of("id"), "t", List.of("v"), ZoneOffset.UTC);
        for (int inMemory : new int[] {1, 2, 100}) {
            assertThat(read(format, inMemory, file).readings())
                    .extracting(reading -> reading.values()[0])
                    .containsExactly(1.0, 4.0, 5.0, 2.0, 3.0);
        }
    }

    @Test
    void shouldReadCompactDatesWhenToldToAndRefuseThemWhenNot() {
        CsvFormat daily = compact("TMK", Optional.empty());
        Path file = CASES.resolve("compact-dates/daily_yyyymmdd.csv");
        assertThatThrownBy(() -> read(daily, file))
                .hasMessageContaining("line 2, column MESS_DATUM: must be an ISO-8601 time")
                .hasMessageContaining("--time-format yyyyMMdd reads it");
        Read read = read(compact("TMK", Optional.of("yyyyMMdd")), file);
        assertThat(read.texts().get(0)).isEqualTo("2020-01-01T00:00:00Z [0.3]");
        assertThat(read.readings()).noneMatch(reading -> reading.values()[0] == -999);
        Read minutes = read(
                compact("TT", Optional.of("yyyyMMddHHmmss")), CASES.resolve("compact-dates/minute_yyyymmddhhmmss.csv"));
        assertThat(minutes.texts().get(1)).isEqualTo("2020-01-01T00:10:00Z [3.6]");
    }

    private static CsvFormat compact(String value, Optional<String> pattern) {
        return new CsvFormat(
                Optional.of("STATION"),
                List.of("MESS_DATUM"),
                List.of(value),
                List.of(value),
                new CsvTimes(ZoneOffset.UTC, pattern, EpochTime.DEFAULT),
                MissingValues.of(List.of("-999")),
                CsvDialect.READ_OFF);
    }

    @Test
    void shouldObjectToAGridThatReadingsDoNotFit() throws IOException {
        CsvSpan hourly = CsvSpan.of(ok().readings().iterator());
        assertThat(hourly.usualMs()).isEqualTo(3_600_000);
        assertThat(hourly.objection(GridSettings.of(Duration.ofHours(1)), 60)).isEmpty();
        assertThat(hourly.objection(GridSettings.of(Duration.ofMinutes(10)), 60))
                .isEmpty();
        assertThat(hourly.objection(GridSettings.of(Duration.ofMinutes(5)), 60))
                .hasValueSatisfying(
                        why -> assertThat(why).contains("series.step 5m is too fine", "--series-step 1h fits"));
        assertThat(hourly.objection(GridSettings.of(Duration.ofDays(1)), 60))
                .hasValueSatisfying(why -> assertThat(why).contains("series.step 1d is too long", "are 13 steps"));
        Path dates =
                write("dates.csv", "time,temp,hum\n" + "2025-03-01,1,2\n".repeat(24) + "2025-03-02,1,2\n".repeat(24));
        assertThat(CsvSpan.of(read(PLAIN, dates).readings().iterator())
                        .objection(GridSettings.of(Duration.ofDays(1)), 1))
                .hasValueSatisfying(why ->
                        assertThat(why).contains("46 of 48 rows", "all are dates alone", "--time-column DATE,TIME"));
        Path apart = write("apart.csv", "time,temp,hum\n2025-03-01,1,\n2025-03-01,,2\n2025-03-02,1,\n2025-03-02,,2\n");
        assertThat(CsvSpan.of(read(PLAIN, apart).readings().iterator()).repeats())
                .isZero();
    }
}
