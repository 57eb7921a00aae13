package io.tidecast.forecaster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.config.Values;
import io.tidecast.forecast.Forecast;
import io.tidecast.learn.RetrainingRecord;
import io.tidecast.model.ForecastSettings;
import io.tidecast.record.ForecastRecord;
import io.tidecast.record.RetrainingRecords;
import io.tidecast.series.GridSettings;
import io.tidecast.series.TimeStep;
import io.tidecast.series.TimeText;
import io.tidecast.series.WeekDays;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/**
 * Steps of a calendar, against steps of one length that have the same numbers and the same values: but for the times,
 * every record must be the same.
 */
class CalendarStepsTest extends ForecasterFixture {
    private static final TimeStep HOUR = TimeStep.of(StreamFixtures.STEP);
    private static final long JANUARY_1949 = -12 * 21;
    /** Blocks of 8 steps, a ring of the horizon, and what is a power of two of it. */
    private static final int RING = 40;

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    /** No calendar is an input: the same step is another time of day. */
    private static StreamSettings settings(Values grid, TimeStep season) {
        StreamSettings usual = StreamFixtures.settings(List.of("temp"), List.of("temp"));
        ForecastSettings forecast = usual.forecast();
        return usual.withForecast(new ForecastSettings(
                forecast.model(),
                forecast.features(),
                forecast.targets(),
                forecast.window(),
                forecast.horizon(),
                GridSettings.from(grid),
                season,
                forecast.levels(),
                forecast.scaling()));
    }

    private static StreamSettings hourly(int season) {
        return settings(Values.DEFAULTS.with(GridSettings.STEP, HOUR), HOUR.times(season));
    }

    private static Values calendar(String step) {
        return Values.DEFAULTS.with(GridSettings.STEP, TimeStep.parse(step)).with(TimeText.ZONE, BERLIN);
    }

    /** Airline passengers of Box and Jenkins, 1949 to 1960, by the number of the month. */
    private static Map<Integer, String> airline() throws IOException {
        Map<Integer, String> months = new TreeMap<>();
        try (InputStream csv = CalendarStepsTest.class.getResourceAsStream("/experiments/airline-passengers.csv")) {
            List<String> lines = new String(csv.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            for (int i = 1; i < lines.size(); i++) {
                months.put(i - 1, lines.get(i).split(",", -1)[1]);
            }
        }
        return months;
    }

    /** What comes out of readings of these steps, the times as indices. */
    private List<JsonNode> run(
            StreamSettings with, Map<Integer, String> values, LongFunction<String> time, long first) {
        start(with);
        values.forEach((step, value) -> readings.pipeInput(
                "any",
                "{\"device\":\"a\",\"ts\":\"" + time.apply(step) + "\",\"values\":{\"temp\":" + value + "}}",
                NOW));
        assertThat(deadLetters.readRecordsToList())
                .extracting(letter -> header(letter, "message"))
                .isEmpty();
        List<JsonNode> records = new ArrayList<>(read(forecasts));
        records.addAll(read(scores));
        records.addAll(read(retraining));
        driver.close();
        driver = null;
        TimeStep grid = with.forecast().timeStep();
        records.forEach(json -> indexed((ObjectNode) json, grid, first));
        return records;
    }

    private static void indexed(ObjectNode json, TimeStep grid, long first) {
        for (String field : List.of("origin", "at", "from", "to", "begin", "end")) {
            if (json.path(field).isTextual()) {
                long timeMs = Instant.parse(json.path(field).asText()).toEpochMilli();
                assertThat(grid.startOf(grid.indexOf(timeMs))).isEqualTo(timeMs);
                json.put(field, grid.indexOf(timeMs) - first);
            } else if (json.path(field).isArray()) {
                List<Long> steps = new ArrayList<>();
                json.path(field)
                        .forEach(at -> steps.add(
                                grid.indexOf(Instant.parse(at.asText()).toEpochMilli()) - first));
                json.put(field, steps.toString());
            }
        }
        if (json.has("step")) {
            assertThat(json.path("step").asText()).isEqualTo(grid.toString());
            json.remove("step");
        }
    }

    private static String month(long step) {
        return YearMonth.of(1949, 1).plusMonths(step).toString();
    }

    /** Hours from one on whose number, in blocks and rings, has the place of the calendar's first step. */
    private List<JsonNode> onHours(int season, Map<Integer, String> values, long firstOfCalendar) {
        long first = HOUR.indexOf(StreamFixtures.START.toEpochMilli());
        long from = first + Math.floorMod(firstOfCalendar - first, RING);
        return run(
                hourly(season),
                values,
                step -> Instant.ofEpochMilli(HOUR.startOf(from + step)).toString(),
                from);
    }

    @Test
    void shouldForecastMonthsAsItDoesHoursOfTheSameValues() throws IOException {
        StreamSettings monthly = settings(calendar("P1M"), TimeStep.parse("P1Y"));
        assertThat(monthly.forecast().seasonSteps()).isEqualTo(12);
        List<JsonNode> records = run(monthly, airline(), CalendarStepsTest::month, JANUARY_1949);
        assertThat(records).hasSizeGreaterThan(280);
        assertThat(records).isEqualTo(onHours(12, airline(), JANUARY_1949));
    }

    @Test
    void shouldFillAndBeginAfreshAsOnHoursWhenMonthsAreMissing() throws IOException {
        Map<Integer, String> some = airline();
        some.keySet().removeAll(Set.of(20, 21, 30, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60));
        StreamSettings monthly = settings(calendar("P1M"), TimeStep.parse("P1Y"));
        assertThat(run(monthly, some, CalendarStepsTest::month, JANUARY_1949))
                .isEqualTo(onHours(12, some, JANUARY_1949));
    }

    /** From the autumn of one year to the spring after the next: four changes of the clocks. */
    @Test
    void shouldForecastDaysAsItDoesHoursWhenTheClocksChange() {
        LocalDate first = LocalDate.of(2023, 10, 1);
        Map<Integer, String> values = new TreeMap<>();
        for (int step = 0; step < 550; step++) {
            values.put(step, Float.toString(temp(step)));
        }
        StreamSettings daily = settings(calendar("P1D"), TimeStep.parse("P1W"));
        List<JsonNode> records = run(daily, values, step -> first.plusDays(step).toString(), first.toEpochDay());
        assertThat(records).isEqualTo(onHours(7, values, first.toEpochDay()));
    }

    @Test
    void shouldForecastMondayFromFridayWhenDaysAreBusinessDays() {
        LocalDate monday = LocalDate.of(2026, 1, 5);
        Values business = calendar("P1D")
                .with(GridSettings.DAYS, new WeekDays(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY)));
        StreamSettings daily = settings(business, TimeStep.parse("P1W"));
        start(daily);
        for (int step = 0; step < 40; step++) {
            LocalDate date = monday.plusDays(step / 5 * 7L + step % 5);
            String value = ",\"values\":{\"temp\":" + temp(step) + "}}";
            readings.pipeInput("any", "{\"device\":\"a\",\"ts\":\"" + date + "\"" + value, NOW);
        }
        List<JsonNode> all = read(forecasts);
        assertThat(all).hasSize(39);
        assertThat(all.get(4).path("origin").asText()).isEqualTo("2026-01-08T23:00:00Z");
        assertThat(all.get(4).path("step").asText()).isEqualTo("P1D[Europe/Berlin;days=mon-fri]");
        assertThat(all.get(4).path("at").get(0).asText()).isEqualTo("2026-01-11T23:00:00Z");
        assertThat(all)
                .allMatch(forecast -> forecast.path("quality").path("filled").asInt() == 0);
        // A week before, not seven steps before.
        assertThat(daily.forecast().seasonSteps()).isEqualTo(5);
    }

    @Test
    void shouldReadBackWhatItHasWritten() throws IOException {
        StreamSettings monthly = settings(calendar("P1M"), TimeStep.parse("P1Y"));
        start(monthly);
        airline()
                .forEach((step, value) -> readings.pipeInput(
                        "any",
                        "{\"device\":\"a\",\"ts\":\"" + month(step) + "\",\"values\":{\"temp\":" + value + "}}",
                        NOW));
        for (String json : forecasts.readValuesToList()) {
            Forecast forecast = ForecastRecord.of(json.getBytes(StandardCharsets.UTF_8));
            assertThat(new String(ForecastRecord.bytes(forecast), StandardCharsets.UTF_8))
                    .isEqualTo(json);
            assertThat(Instant.ofEpochMilli(forecast.timeMs(1)).atZone(BERLIN).getDayOfMonth())
                    .isEqualTo(1);
        }
        int chunks = 0;
        for (String json : retraining.readValuesToList()) {
            if (RetrainingRecords.of(json.getBytes(StandardCharsets.UTF_8), monthly.forecast())
                    instanceof RetrainingRecord.Chunk chunk) {
                chunks++;
                long fromMs = chunk.segment().timeMs(0, chunk.step());
                assertThat(Instant.ofEpochMilli(fromMs).atZone(BERLIN).getDayOfMonth())
                        .isEqualTo(1);
            }
        }
        assertThat(chunks).isPositive();
    }
}
