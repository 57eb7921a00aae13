package io.tidecast.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Faults in live time with idle-close as it is unless set: steps of six seconds, closed after a minute of silence. */
@Tag("faults")
class LiveTimeFaultsTest {
    private static final Duration STEP = Duration.ofSeconds(6);
    private static final int DEVICES = 60;
    private static final String ENDED = "forecaster: its Kafka Streams client has ended and is started again";

    private static Map<String, String> settings(Map<String, String> others) {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "roles",
                "forecaster",
                "series.step",
                STEP.toString(),
                "series.grace",
                "PT0S",
                "series.idle-close",
                "PT1M",
                "series.max-gap",
                STEP.multipliedBy(6).toString(),
                "forecast.season",
                STEP.multipliedBy(5).toString()));
        settings.putAll(others);
        return settings;
    }

    /** A fleet of which every device measures once a second, now. */
    private static final class Fleet implements AutoCloseable {
        private final Site site;
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicLong sentMs = new AtomicLong();
        private final Thread thread = new Thread(this::run, "fleet");
        private final long firstMs;

        Fleet(Site site) {
            this.site = site;
            firstMs = System.currentTimeMillis() / 1000 * 1000 + 1000;
            thread.setDaemon(true);
            thread.start();
        }

        private void run() {
            for (long atMs = firstMs; !stopped.get(); atMs += 1000) {
                try {
                    Thread.sleep(Math.max(0, atMs - System.currentTimeMillis()));
                } catch (InterruptedException e) {
                    return;
                }
                for (int d = 0; d < DEVICES; d++) {
                    site.send("d" + d, atMs, List.of((float) d, (float) (atMs / 1000 % 7)));
                }
                sentMs.set(atMs);
            }
        }

        /** Ends, and returns the starts of the steps that a later reading has closed. */
        List<String> end() throws InterruptedException {
            stopped.set(true);
            thread.join();
            List<String> origins = new ArrayList<>();
            long stepMs = STEP.toMillis();
            for (long step = firstMs / stepMs; step < sentMs.get() / stepMs; step++) {
                origins.add(Instant.ofEpochMilli(step * stepMs).toString());
            }
            return origins;
        }

        @Override
        public void close() {
            stopped.set(true);
        }
    }

    /** Each device's steps have a forecast each, and no reading came to the dead letters. */
    private static String settle(Site site, List<String> origins) {
        List<String> wanted = new ArrayList<>();
        for (int d = 0; d < DEVICES; d++) {
            for (String origin : origins) {
                wanted.add("d" + d + " " + origin);
            }
        }
        Await.until(
                "a forecast of each of " + wanted.size() + " steps",
                () -> counts(site).keySet().containsAll(wanted));
        site.output().awaitEnd();
        Map<String, Long> counts = counts(site);
        long twice = counts.values().stream().filter(count -> count > 1).count();
        int dropped = site.output().count(Site.DEAD_LETTERS);
        assertThat(dropped).as("dead letters").isZero();
        assertThat(twice).as("steps with two forecasts").isZero();
        return wanted.size() + " steps: 0 lost, 0 twice, 0 dead letters";
    }

    private static Map<String, Long> counts(Site site) {
        return site.output().forecasts().stream()
                .collect(Collectors.groupingBy(
                        forecast -> forecast.device() + " "
                                + forecast.json().path("origin").asText(),
                        Collectors.counting()));
    }

    private static void awaitForecasts(Site site, long after) {
        Await.until(
                "forecasts of steps since " + Instant.ofEpochMilli(after),
                () -> site.output().forecasts().stream()
                                .filter(forecast -> Instant.parse(forecast.json()
                                                        .path("origin")
                                                        .asText())
                                                .toEpochMilli()
                                        >= after)
                                .map(Output.Published::device)
                                .distinct()
                                .count()
                        >= DEVICES);
    }

    @Test
    void shouldLoseNothingWhenTheApplicationIsAwayForLongerThanIdleClose() throws Exception {
        Scenario scenario = Scenario.of(
                "outage-live",
                "kill -9, 80 s without the application, default idle-close, live time",
                "every step's forecast once; no reading late");
        try (Site site = Site.open(1);
                Fleet fleet = new Fleet(site)) {
            App app = site.app("a", settings(Map.of()), Map.of()).start();
            awaitForecasts(site, fleet.firstMs + 2 * STEP.toMillis());
            app.kill();
            Await.pass(Duration.ofSeconds(80));
            long since = System.nanoTime();
            long sinceMs = System.currentTimeMillis();
            app.start();
            awaitForecasts(site, sinceMs);
            scenario.recovered(Duration.ofNanos(System.nanoTime() - since));
            Await.pass(Duration.ofSeconds(70)); // The first look at who is silent is a minute after the start.
            scenario.passed(settle(site, fleet.end()));
        }
    }

    @Test
    void shouldLoseNothingWhenTheBrokerIsAwayForLongerThanIdleClose() throws Exception {
        Scenario scenario = Scenario.of(
                "broker-outage-live",
                "kill -9 of the only broker, 90 s without it, default idle-close, live time",
                "the forecaster stays up; every step's forecast once; no reading late");
        try (Site site = Site.open(1);
                Fleet fleet = new Fleet(site)) {
            site.app("a", settings(Map.of()), Map.of()).start();
            awaitForecasts(site, fleet.firstMs + 2 * STEP.toMillis());
            site.brokers().broker(0).kill();
            Await.pass(Duration.ofSeconds(90));
            site.brokers().restart(0);
            long since = System.nanoTime();
            awaitForecasts(site, System.currentTimeMillis());
            scenario.recovered(Duration.ofNanos(System.nanoTime() - since));
            scenario.passed(settle(site, fleet.end()));
        }
    }

    @Test
    void shouldGoOnInTheSameProcessWhenTheStreamsClientEndsForTheBrokersAbsence() throws Exception {
        Scenario scenario = Scenario.of(
                "client-ended-live",
                "kill -9 of the only broker, 40 s without it, task.timeout.ms 1 s: the Kafka Streams client ends",
                "the process stays up and starts its client again; every step's forecast once; no reading late");
        try (Site site = Site.open(1);
                Fleet fleet = new Fleet(site)) {
            App app = site.app("a", settings(Map.of()), Map.of("task.timeout.ms", "1000", "max.block.ms", "5000"))
                    .start();
            awaitForecasts(site, fleet.firstMs + 2 * STEP.toMillis());
            // A client whose thread waits for records that are on their way sits an outage out: then it is cut once
            // more.
            for (int outage = 0; outage < 5 && !app.log().contains(ENDED); outage++) {
                site.brokers().broker(0).kill();
                Await.pass(Duration.ofSeconds(40));
                site.brokers().restart(0);
                long since = System.nanoTime();
                awaitForecasts(site, System.currentTimeMillis());
                scenario.recovered(Duration.ofNanos(System.nanoTime() - since));
            }
            String figure = settle(site, fleet.end());
            assertThat(app.isRunning()).as("the process that was started").isTrue();
            assertThat(app.log()).contains(ENDED);
            scenario.passed(figure);
        }
    }

    @Test
    void shouldLoseNothingWhenSettingsThatShapeStateAreChangedBetweenTwoRuns() throws Exception {
        Scenario scenario = Scenario.of(
                "settings-changed-live",
                "kill -9 and a start with other settings, four times: a longer season and window, levels and a longer horizon,"
                        + " features in another order, larger chunks; live time",
                "every step's forecast once; no device fails; values keep their meaning");
        List<Map<String, String>> changes = List.of(
                Map.of("forecast.season", "PT5M", "forecast.window", "24"),
                Map.of("forecast.levels", "0.5,0.99", "forecast.horizon", "9"),
                Map.of("readings.values", "load,temp"),
                Map.of("learning.chunk-steps", "40", "series.scaling", "robust"));
        try (Site site = Site.open(1);
                Fleet fleet = new Fleet(site)) {
            Map<String, String> settings = settings(Map.of());
            App app = site.app("a", settings, Map.of()).start();
            awaitForecasts(site, fleet.firstMs + 2 * STEP.toMillis());
            for (Map<String, String> change : changes) {
                app.kill();
                site.forget(app);
                settings.putAll(change);
                long since = System.nanoTime();
                long sinceMs = System.currentTimeMillis();
                app = site.app("a", settings, Map.of()).start();
                awaitForecasts(site, sinceMs);
                scenario.recovered(Duration.ofNanos(System.nanoTime() - since));
            }
            String figure = settle(site, fleet.end());
            for (Output.Published forecast : site.output().forecasts()) {
                float device = Float.parseFloat(forecast.device().substring(1));
                forecast.json().path("targets").path("temp").path("mean").forEach(mean -> assertThat(mean.floatValue())
                        .as(forecast.json().toString())
                        .isEqualTo(device));
            }
            scenario.passed(figure);
        }
    }
}
