package io.tidecast.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidecast.forecast.Forecast;
import io.tidecast.record.ForecastRecord;
import io.tidecast.record.ScoreRecord;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FleetTest {
    private final Changes changes = new Changes();
    private final AtomicLong now = new AtomicLong(1_000_000);
    private final Fleet fleet = new Fleet(3, changes, now::get);

    private void forecast(String device, int minute) {
        fleet.forecast(ForecastRecord.of(LatestForecastsTest.forecast(device, at(minute))), OptionalLong.empty());
    }

    private void score(String device, String target, int minute, String anomaly) {
        String text = new String(LatestForecastsTest.score(device, target, minute), UTF_8)
                .replace("2026-11-21T05:00:00Z", at(minute))
                .replace("\"anomaly\":null", "\"anomaly\":" + anomaly)
                .replace("\"coverage\":{}", "\"coverage\":{\"0.5\":0.4,\"0.9\":0.88}");
        fleet.score(ScoreRecord.outcome(text.getBytes(UTF_8)));
    }

    private static String at(int minute) {
        return "2026-11-21T05:%02d:00Z".formatted(minute);
    }

    @Test
    void shouldHoldARowOfEachDeviceWithWhatScoresSay() {
        forecast("a", 0);
        score("a", "temp", 1, "1.5");
        forecast("a", 1);
        DeviceRow row = fleet.row("a").orElseThrow();
        assertThat(row.status()).isEqualTo("ok");
        assertThat(row.model()).isEqualTo("default");
        assertThat(row.skill()).isCloseTo(0.1, within(1e-6));
        assertThat(row.anomaly())
                .as("of the last score, after a further forecast")
                .isEqualTo(1.5);
        assertThat(row.coverage()).as("of the widest interval").isCloseTo(0.88, within(1e-6));
        assertThat(fleet.counts().anomalies()).isEqualTo(1);
        assertThat(fleet.counts().forecasts()).isEqualTo(2);
    }

    @Test
    void shouldSayHowLongAReadingTookToItsForecastWhenItWasSentSinceTheViewBegan() {
        Forecast forecast = ForecastRecord.of(LatestForecastsTest.forecast("a", at(0)));
        fleet.forecast(forecast, OptionalLong.of(now.get() - 1));
        assertThat(fleet.row("a").orElseThrow().latencyMs())
                .as("it waited in the topic")
                .isNaN();
        long sentMs = now.getAndAdd(40);
        fleet.forecast(forecast, OptionalLong.of(sentMs));
        assertThat(fleet.row("a").orElseThrow().latencyMs()).isEqualTo(40);
        score("a", "temp", 1, "0.1");
        assertThat(fleet.row("a").orElseThrow().latencyMs())
                .as("a score is no forecast")
                .isEqualTo(40);
        fleet.forecast(forecast, OptionalLong.of(now.get() + 9));
        assertThat(fleet.row("a").orElseThrow().latencyMs())
                .as("a sender's clock that is ahead")
                .isZero();
        forecast("a", 1);
        assertThat(fleet.row("a").orElseThrow().latencyMs())
                .as("silence closed the step")
                .isNaN();
    }

    @Test
    void shouldCallADeviceStaleWhenNoForecastHasComeForThreeSteps() {
        forecast("a", 0);
        long three = 3 * fleet.row("a").orElseThrow().stepMs();
        now.addAndGet(three);
        assertThat(fleet.row("a").orElseThrow().isStale(now.get())).isFalse();
        score("a", "temp", 1, "0.1");
        assertThat(fleet.row("a").orElseThrow().isStale(now.incrementAndGet()))
                .as("a score is no forecast")
                .isTrue();
        forecast("a", 1);
        assertThat(fleet.row("a").orElseThrow().isStale(now.get())).isFalse();
    }

    @Test
    void shouldCallADeviceStaleThatFellSilentBeforeTheViewBegan() {
        Forecast forecast = ForecastRecord.of(LatestForecastsTest.forecast("a", at(0)));
        long began = now.get();
        long step = 60_000;
        fleet.forecast(forecast, began - 4 * step, OptionalLong.empty());
        assertThat(fleet.row("a").orElseThrow().isStale(began)).isTrue();
        fleet.forecast(forecast, began - 4 * step, OptionalLong.of(began - step));
        assertThat(fleet.row("a").orElseThrow().isStale(began))
                .as("its readings are of an earlier time, but were sent lately")
                .isFalse();
        now.addAndGet(4 * step);
        fleet.forecast(forecast, began, OptionalLong.empty());
        assertThat(fleet.row("a").orElseThrow().isStale(now.get()))
                .as("what is written from then on is heard now, whatever its time")
                .isFalse();
    }

    @Test
    void shouldKeepWhichMethodsCarriedWeightOneStepAhead() {
        for (int minute = 0; minute < 2; minute++) {
            String plain = new String(LatestForecastsTest.forecast("a", at(minute)), UTF_8);
            String weighted = plain.substring(0, plain.length() - 1)
                    + ",\"weights\":{\"temp\":{\"first\":{\"network\":0.75,\"naive\":0.25},\"last\":{\"naive\":1}}}}";
            fleet.forecast(ForecastRecord.withoutIntervals(weighted.getBytes(UTF_8)), OptionalLong.empty());
        }
        forecast("a", 2);
        List<DeviceTrack.Past> past = fleet.track("a").orElseThrow().past();
        assertThat(past.get(1).weights().get("temp").methods()).containsExactly("network", "naive");
        assertThat(past.get(1).weights().get("temp").values()).containsExactly(0.75f, 0.25f);
        assertThat(past.get(1).weights().get("temp").methods())
                .as("names are kept once")
                .isSameAs(past.get(0).weights().get("temp").methods());
        assertThat(past.get(2).weights()).isEmpty();
    }

    @Test
    void shouldHaveARowOfJustTheDevicesWhoseForecastIsKeptWhenThereAreTooMany() {
        LatestForecasts latest = new LatestForecasts(2, fleet::forget);
        for (String device : List.of("a", "b", "a", "c")) {
            latest.forecast(device, LatestForecastsTest.forecast(device, at(0)));
            forecast(device, 0);
        }
        assertThat(fleet.rows()).extracting(DeviceRow::device).containsExactlyInAnyOrder("a", "c");
        assertThat(fleet.track("b")).isEmpty();
        for (String device : List.of("b", "a")) { // A score tells of a device, too; of b there is no row any more.
            latest.score(device, LatestForecastsTest.score(device, "temp", 1));
            score(device, "temp", 1, "0.1");
        }
        assertThat(fleet.rows())
                .as("nobody is forgotten for a score")
                .extracting(DeviceRow::device)
                .containsExactlyInAnyOrder("a", "c")
                .allMatch(device -> latest.forecastOf(device).isPresent());
        assertThat(latest.scoresOf("b")).isEmpty();
        assertThat(latest.scoresOf("a")).hasSize(1);
        assertThat(latest.forgotten()).isEqualTo(1);
    }

    @Test
    void shouldKeepTheNewestStepsAndForecastsOfADevice() {
        for (int minute = 0; minute < 5; minute++) {
            forecast("a", minute);
            score("a", "temp", minute, "0.1");
        }
        DeviceTrack track = fleet.track("a").orElseThrow();
        assertThat(track.closed().get("temp"))
                .extracting(DeviceTrack.Closed::actual)
                .containsExactly(2.0, 3.0, 4.0);
        assertThat(track.past()).extracting(past -> past.means().get("temp")[0]).hasSize(3);
    }

    @Test
    void shouldNotChangeWhatAReaderHasWhenMoreComes() {
        forecast("a", 0);
        DeviceTrack before = fleet.track("a").orElseThrow();
        forecast("a", 1);
        assertThat(before.past()).hasSize(1);
    }

    @Test
    void shouldKeepNoMoreTargetsOfADeviceThanAFewWhenItsScoresNameEverMore() {
        forecast("a", 0);
        for (int target = 0; target < 100; target++) {
            score("a", "t" + target, 1, "0.1");
        }
        assertThat(fleet.track("a").orElseThrow().closed()).hasSize(64);
    }

    @Test
    void shouldForgetADeviceWhenItsKeyHasNoValueAnyMore() {
        LatestForecasts latest = new LatestForecasts(2, fleet::forget);
        forecast("a", 0);
        latest.forecast("a", null);
        assertThat(fleet.rows()).isEmpty();
        forecast("a", 0);
        latest.score("a", null);
        assertThat(fleet.rows()).isEmpty();
    }

    @Test
    void shouldPassOverScoresOfNobody() {
        score("nobody", "temp", 1, "0.1");
        assertThat(fleet.rows()).isEmpty();
    }

    @Test
    void shouldHaveTheNewestStepsOfTheFirstTargetAndTheLastForecast() {
        assertThat(fleet.recent("a", 2)).isEmpty();
        forecast("a", 0);
        assertThat(fleet.recent("a", 2).orElseThrow().actual()).isEmpty();
        for (int minute = 1; minute <= 4; minute++) {
            score("a", "another", minute, "0.1");
            score("a", "temp", minute, "0.1");
        }
        forecast("a", 4);
        DeviceTrack.Recent recent = fleet.recent("a", 2).orElseThrow();
        assertThat(recent.target()).isEqualTo("temp");
        assertThat(recent.actual()).containsExactly(3, 4);
        assertThat(recent.mean()).containsExactly(1);
    }

    @Test
    void shouldNumberEachChange() {
        forecast("a", 0);
        long first = fleet.row("a").orElseThrow().change();
        forecast("b", 0);
        assertThat(fleet.row("a").orElseThrow().change()).isEqualTo(first);
        score("a", "temp", 1, "0.1");
        assertThat(fleet.row("a").orElseThrow().change()).isEqualTo(changes.last());
    }

    @Test
    void shouldRefuseLimitsOfNothing() {
        assertThatThrownBy(() -> new Fleet.Limits(0, 1))
                .hasMessage("devices and steps must be at least 1, were 0 and 1");
    }
}
