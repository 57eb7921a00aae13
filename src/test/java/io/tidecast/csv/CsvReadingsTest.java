package io.tidecast.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidecast.series.Reading;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvReadingsTest {
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final CsvFormat FORMAT =
            new CsvFormat(Optional.of("station"), "datetime", List.of("temp", "load"), UTC);
    private static final Path BEIJING = Path.of("../shared/data/beijing");

    @TempDir
    Path folder;

    @Test
    void shouldReadColumnsByNameAndMissingValuesWhenAFileIsGzipped() throws IOException {
        Path file = folder.resolve("a.csv.gz");
        String text =
                """
                \uFEFFid,datetime,load,station,temp
                1,2013-03-01 00:00:00,0.5,Dongsi,-2.3
                2,2013-03-01T01:00+01:00,NA,"Shun, yi",
                3,2013-03-01 02:00,nan,Dongsi,null
                """;
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(texts(FORMAT, file))
                .containsExactly(
                        "Dongsi 2013-03-01T00:00:00Z [-2.3, 0.5]",
                        "Shun, yi 2013-03-01T00:00:00Z [NaN, NaN]",
                        "Dongsi 2013-03-01T02:00:00Z [NaN, NaN]");
    }

    @Test
    void shouldHaveSinceWhenARowWasKnownAsItsLastValueWhenAColumnTells() throws IOException {
        Path file =
                write("a.csv", "t,v,issued\n2020-01-01T03:00Z,1,2019-12-31 12:00\n2020-01-01T04:00Z,2,1577872800\n");
        CsvFormat format = new CsvFormat(Optional.empty(), "t", List.of("v"), UTC).withAsOf(Optional.of("issued"));
        assertThat(texts(format, file))
                .containsExactly(
                        "a 2020-01-01T03:00:00Z [1.0, 1.5777936E12]", "a 2020-01-01T04:00:00Z [2.0, 1.5778728E12]");
        Path bad = write("b.csv", "t,v,issued\n2020-01-01T03:00Z,1,soon\n");
        assertThatThrownBy(() -> texts(format, bad))
                .hasMessageStartingWith(bad + " line 2, column issued: must be an ISO date and time")
                .hasMessageEndingWith("was 'soon'");
    }

    @Test
    void shouldMergeByEventTimeAndKeepTheRowsOfAFileInOrderWhenSeveralAreGiven() throws IOException {
        Path a = write("a.csv", "t,v\n2020-01-01T00:00Z,1\n2020-01-01T03:00Z,2\n2020-01-01T01:00Z,3\n");
        Path b = write("b.2.csv", "t,v\n2020-01-01T00:00Z,4\n2020-01-01T02:00Z,5\n2020-01-01T09:00Z,6\n");
        assertThat(texts(new CsvFormat(Optional.empty(), "t", List.of("v"), UTC), a, b))
                .containsExactly(
                        "a 2020-01-01T00:00:00Z [1.0]",
                        "b.2 2020-01-01T00:00:00Z [4.0]",
                        "b.2 2020-01-01T02:00:00Z [5.0]",
                        "a 2020-01-01T03:00:00Z [2.0]",
                        "a 2020-01-01T01:00:00Z [3.0]",
                        "b.2 2020-01-01T09:00:00Z [6.0]");
    }

    @ParameterizedTest
    @CsvSource({
        "2013-11-21T05:00:00Z, 2013-11-21T05:00:00Z",
        "2013-11-21 05:00:00.250, 2013-11-21T04:00:00.250Z",
        "2013-11-21 05:00+03:00, 2013-11-21T02:00:00Z",
        "2013-07-21 05:00, 2013-07-21T03:00:00Z",
        "2013-11-21, 2013-11-20T23:00:00Z",
        "1385010000, 2013-11-21T05:00:00Z",
        "1385010000000, 2013-11-21T05:00:00Z",
        "1385010000000000, 2013-11-21T05:00:00Z"
    })
    void shouldReadATimeWhenItIsWrittenInAnyUsualWay(String text, Instant expected) {
        assertThat(Instant.ofEpochMilli(CsvTime.millis(text, ZoneId.of("Europe/Paris"))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "station,datetime,temp|has no column 'load', it has [station, datetime, temp]",
                "station,datetime,temp,load;A,2013-03-01,1,2;A,yesterday,1,2|line 3, column datetime: must be an ISO date",
                "station,datetime,temp,load;A,2013-03-01,warm,2|line 2, column temp: must be a finite number,",
                "station,datetime,temp,load;A,2013-03-01,1,Infinity|column load: must be a finite number,",
                "station,datetime,temp,load;'',2013-03-01,1,2|line 2, column station: must name a device, was ''",
                "station,datetime,temp,load;A,2013-03-01,1|Record 2 has 3 fields, but first record had 4 fields",
            })
    void shouldNameFileLineColumnRuleAndValueWhenSomethingIsWrong(String lines, String message) throws IOException {
        Path file = write("bad.csv", lines.replace("''", "").replace(';', '\n') + "\n");
        assertThatThrownBy(() -> texts(FORMAT, file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }

    @Test
    void shouldHandOutTheGoodRowFirstWhenTheNextIsBad() throws IOException {
        Path file = write("bad.csv", "station,datetime,temp,load\nA,2013-03-01,1,2\nA,2013-03-02,x,2\n");
        try (CsvReadings readings = new CsvReadings(List.of(file), FORMAT)) {
            assertThat(readings.next().values()).containsExactly(1, 2);
            assertThatThrownBy(readings::hasNext).hasMessageEndingWith("was 'x'");
        }
    }

    @Test
    void shouldSayWhatIsWrongWhenAFileIsAbsentEmptyOrNoGzip() throws IOException {
        assertThatThrownBy(() -> texts(FORMAT, folder.resolve("none.csv"))).hasMessageEndingWith("does not exist");
        assertThatThrownBy(() -> texts(FORMAT, folder)).hasMessageEndingWith("is not a file");
        assertThatThrownBy(() -> texts(FORMAT, write("empty.csv", ""))).hasMessageContaining("is empty");
        assertThatThrownBy(() -> texts(FORMAT, write("text.csv.gz", "station\n")))
                .hasMessageContaining("cannot be read");
    }

    @Test
    void shouldReadEveryRowInOrderWhenTheFilesAreRealStations() throws IOException {
        assumeTrue(Files.isDirectory(BEIJING), BEIJING + " is absent; the README says where to get it");
        List<Path> files;
        try (var list = Files.list(BEIJING)) {
            files = list.sorted().toList();
        }
        CsvFormat format =
                new CsvFormat(Optional.of("station"), "datetime", List.of("TEMP", "PM2.5"), ZoneId.of("Asia/Shanghai"));
        int rows = 0;
        int missing = 0;
        long lastMs = Long.MIN_VALUE;
        try (CsvReadings readings = new CsvReadings(files, format)) {
            while (readings.hasNext()) {
                Reading reading = readings.next();
                rows++;
                missing += Double.isNaN(reading.values()[1]) ? 1 : 0;
                assertThat(reading.timeMs()).isGreaterThanOrEqualTo(lastMs);
                lastMs = reading.timeMs();
            }
        }
        assertThat(rows).isEqualTo(6 * 35_064);
        assertThat(missing).isBetween(3_000, 8_000);
        assertThat(Instant.ofEpochMilli(lastMs)).isEqualTo("2017-02-28T15:00:00Z");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static List<String> texts(CsvFormat format, Path... files) {
        List<String> texts = new ArrayList<>();
        try (CsvReadings readings = new CsvReadings(List.of(files), format)) {
            readings.forEachRemaining(r ->
                    texts.add(r.device() + " " + Instant.ofEpochMilli(r.timeMs()) + " " + Arrays.toString(r.values())));
        }
        return texts;
    }
}
