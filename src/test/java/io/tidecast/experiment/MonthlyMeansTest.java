package io.tidecast.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidecast.experiment.Dataset.Track;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonthlyMeansTest {
    private static final Path DATA = Path.of("../shared/data");
    private static final String HEADER = "Date,Location,Min,Max\n";

    @TempDir
    Path folder;

    @Test
    void shouldTakeTheMeanOfTheDaysThatHaveAllColumnsWhenSomeLackOne() throws IOException {
        Dataset data = load(
                """
                2020-01-01,Perth,10,20
                2020-01-02,Perth,NA,30
                2020-01-03,Perth,20,40
                2020-02-01,Perth,1,3
                2020-03-31,Perth,5,7
                2020-04-01,Perth,100,100
                """);
        assertThat(data.tracks()).singleElement().satisfies(track -> {
            assertThat(track.name()).isEqualTo("Perth");
            assertThat(track.target()).containsExactly(22.5, 2, 6);
        });
    }

    @Test
    void shouldFillASingleMonthWithTheMeanOfItsNeighboursWhenItHasNoDay() throws IOException {
        assertThat(load("2020-01-01,Perth,1,1\n2020-03-01,Perth,4,4\n")
                        .tracks()
                        .get(0)
                        .target())
                .containsExactly(1, 2.5, 4);
    }

    @Test
    void shouldLeaveAPlaceOutAndSortTheOthersWhenItLacksAMonthAtAnEnd() throws IOException {
        String whole = "2020-01-01,%s,1,1\n2020-02-01,%1$s,2,2\n2020-03-01,%1$s,3,3\n";
        String late = "2020-02-01,Nhil,2,2\n2020-03-01,Nhil,3,3\n";
        assertThat(load(whole.formatted("Sale") + late + whole.formatted("Moree"))
                        .tracks())
                .extracting(Track::name)
                .containsExactly("Moree", "Sale");
    }

    @Test
    void shouldNameFileLineAndValueWhenTheyAreWrong() {
        assertThatThrownBy(() -> load("yesterday,Perth,1,2\n"))
                .hasMessageContaining("daily.csv line 2: must be a day, was 'yesterday'");
        assertThatThrownBy(() -> load("2020-01-01,Perth,cold,2\n"))
                .hasMessageContaining("daily.csv line 2: must be a number, was 'cold'");
        assertThatThrownBy(() -> load("2020-01-01,Perth,1,2\n"))
                .hasMessageContaining("daily.csv has no place with all months from 2020-01 to 2020-03");
    }

    @Test
    void shouldGiveTheArticlesMonthsWhenTheyAreMadeOfTheDailyFile() throws IOException {
        assumeTrue(Files.isDirectory(DATA), "the data sets of ../shared/data are not there");
        List<Track> tracks = Experiment.of("weather")
                .groups()
                .get(0)
                .first()
                .data()
                .load(DATA, 0)
                .tracks();
        List<String> lines = Files.readAllLines(DATA.resolve("weatherAUS_monthly.csv"));
        assertThat(tracks).hasSize(44).hasSameSizeAs(lines.subList(1, lines.size()));
        for (int i = 0; i < tracks.size(); i++) {
            String[] line = lines.get(i + 1).split(",", -1);
            assertThat(tracks.get(i).name()).isEqualTo(line[0]);
            for (int m = 1; m < line.length; m++) {
                assertThat(tracks.get(i).target()[m - 1]).isCloseTo(Double.parseDouble(line[m]), within(1e-7));
            }
        }
    }

    private Dataset load(String rows) throws IOException {
        Files.writeString(folder.resolve("daily.csv"), HEADER + rows);
        Map<String, Object> form = Map.of(
                "monthly",
                Map.of(
                        "file",
                        "daily.csv",
                        "place",
                        "Location",
                        "date",
                        "Date",
                        "median-of",
                        List.of("Min", "Max"),
                        "from",
                        "2020-01",
                        "until",
                        "2020-03"));
        return DataSource.parse("data", form).load(folder, 0);
    }
}
