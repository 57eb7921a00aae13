package io.tidecast.guess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.csv.CsvSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileGuessTest {
    private static final LocalDateTime START = LocalDateTime.of(2025, 3, 1, 0, 0);

    @TempDir
    Path folder;

    private Draft draft(String header, int rows, IntFunction<String> row) throws IOException {
        Path file = folder.resolve("readings.csv");
        Files.writeString(
                file, IntStream.range(0, rows).mapToObj(row).collect(Collectors.joining("\n", header + "\n", "\n")));
        return FileGuess.of(CsvSample.of(file, 1000, Optional.empty()), Optional.empty());
    }

    private static String row(String separator, int i, String pattern) {
        return START.plusHours(i).format(DateTimeFormatter.ofPattern(pattern))
                + separator
                + Guessed.wave(i)
                + separator
                + Guessed.wave(i + 7);
    }

    @ParameterizedTest
    @CsvSource({
        "yyyy-MM-dd'T'HH:mm:ss,",
        "yyyy-MM-dd HH:mm,",
        "yyyy-MM-dd'T'HH:mm:ss'+0100',",
        "yyyyMMddHHmm,yyyyMMddHHmm",
        "dd.MM.yyyy HH:mm,dd.MM.yyyy HH:mm",
        "MM/dd/yyyy HH:mm,MM/dd/yyyy HH:mm"
    })
    void shouldTellHowTimesAreWrittenWhenAllAreSo(String pattern, String format) throws IOException {
        Draft draft = draft("time,temp,hum", 400, i -> row(",", i, pattern));
        assertThat(draft.columns())
                .containsExactlyElementsOf(
                        format == null
                                ? List.of("--time-column", "time")
                                : List.of("--time-column", "time", "--time-format", format));
        assertThat(draft.settings())
                .containsEntry("readings.values", "[temp, hum]")
                .containsEntry("series.step", "1h")
                .containsEntry("forecast.targets", "[temp, hum]");
        Guessed.settings(draft, folder);
    }

    @Test
    void shouldReadCommasAsPointsAndPassOverUnitsWhenAFileHasThem() throws IOException {
        Draft draft = draft(
                "time;temp;hum\n;degC;%",
                60, i -> row(";", i, "yyyy-MM-dd HH:mm").replace('.', ','));
        assertThat(draft.settings()).containsEntry("readings.values", "[temp, hum]");
        assertThat(draft.decisions())
                .extracting(Decision::why)
                .contains("60 rows are read, and 1 are none of values")
                .anyMatch(why -> why.startsWith("temp is a gauge: from 19"));
    }

    @Test
    void shouldTellTheDeviceAndPutDateAndTimeTogetherWhenTheyAreColumns() throws IOException {
        Draft draft = draft("unique_id,Date,Time,y", 200, i -> {
            LocalDateTime at = START.plusMinutes(30L * (i % 100));
            return (i < 100 ? "AAPL" : "FB") + "," + at.toLocalDate() + "," + at.toLocalTime() + "," + Guessed.wave(i);
        });
        assertThat(draft.columns()).containsExactly("--device-column", "unique_id", "--time-column", "Date,Time");
        assertThat(draft.settings()).containsEntry("series.step", "30m");
    }

    @Test
    void shouldTakeStepsOfACalendarWhenRowsAreOfIt() throws IOException {
        LocalDate first = LocalDate.of(2010, 1, 1);
        assertThat(draft("month,passengers", 120, i -> first.plusMonths(i) + "," + (100 + Guessed.wave(i)))
                        .settings())
                .containsEntry("series.step", "P1M");
        Draft business = draft("day,close", 100, i -> {
            LocalDate day = LocalDate.of(2024, 1, 1).plusDays(i / 5 * 7L + i % 5);
            return day + "," + Guessed.wave(i);
        });
        assertThat(business.settings()).containsEntry("series.step", "P1D").containsEntry("series.days", "mon-fri");
        assertThat(Guessed.settings(business, folder).grid().timeStep().toString())
                .contains("mon-fri");
    }

    @Test
    void shouldSayWhatThereIsWhenNoColumnIsATime() {
        assertThatThrownBy(() -> draft("a,b", 5, i -> i + ",x"))
                .isInstanceOf(CannotTellException.class)
                .hasMessageContaining(
                        "no column is a time throughout, the columns are [a, b], the first row is [0, x]");
        assertThatThrownBy(() -> draft("time,temp,temp", 5, i -> row(",", i, "yyyy-MM-dd HH:mm")))
                .hasMessageContaining("there is more than one column 'temp'");
        assertThatThrownBy(() -> draft("a", 5, i -> "x"))
                .hasMessageContaining("must have a first line that names two columns");
    }
}
