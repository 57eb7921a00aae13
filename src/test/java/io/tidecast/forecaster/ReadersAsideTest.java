package io.tidecast.forecaster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.http.Answer;
import io.tidecast.http.DeadLettersEndpoint;
import io.tidecast.http.DevicesEndpoint;
import io.tidecast.http.Endpoint;
import io.tidecast.http.FleetSummary;
import io.tidecast.http.ForecastEndpoint;
import io.tidecast.http.HistoryEndpoint;
import io.tidecast.http.ModelEndpoint;
import io.tidecast.http.ModelsEndpoint;
import io.tidecast.http.Request;
import io.tidecast.http.ScoresEndpoint;
import io.tidecast.http.SummaryEndpoint;
import io.tidecast.model.ModelKeys;
import io.tidecast.view.Changes;
import io.tidecast.view.Fleet;
import io.tidecast.view.LatestForecasts;
import io.tidecast.view.ModelChanges;
import io.tidecast.view.ModelsByName;
import io.tidecast.view.NewestDeadLetters;
import io.tidecast.view.PublishedVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestOutputTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Readers of the API beside the topology: neither it nor the feed of the views waits for one. */
class ReadersAsideTest extends ForecasterFixture {
    private static final int SECONDS = 60;

    private final Changes changes = new Changes();
    private final Fleet fleet = new Fleet(5, changes);
    private final LatestForecasts latest = new LatestForecasts(5, fleet::forget);
    private final ModelsByName<PublishedVersion> known = new ModelsByName<>(PublishedVersion::of, ModelKeys.none());
    private final NewestDeadLetters letters = new NewestDeadLetters();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "aside");
        thread.setDaemon(true);
        return thread;
    });

    @AfterEach
    void letGo() {
        goOn.countDown();
        threads.shutdown();
    }

    private List<Endpoint> endpoints(Supplier<List<String>> behind) {
        return List.of(
                new DevicesEndpoint(fleet, behind),
                new HistoryEndpoint(fleet, behind),
                new ForecastEndpoint(latest, behind),
                new ScoresEndpoint(latest, behind),
                new ModelsEndpoint(known, behind),
                new ModelEndpoint(known, new ModelChanges(changes), behind),
                new SummaryEndpoint(new FleetSummary(new FleetSummary.Views(fleet, latest, known, letters, behind))),
                new DeadLettersEndpoint(letters, behind));
    }

    private void feed(TestOutputTopic<String, String> topic, boolean forecasts) {
        for (KeyValue<String, String> entry : topic.readKeyValuesToList()) {
            byte[] value = entry.value.getBytes(UTF_8);
            if (forecasts) {
                latest.forecast(entry.key, value).ifPresent(made -> fleet.forecast(made, OptionalLong.empty()));
            } else {
                latest.score(entry.key, value).ifPresent(fleet::score);
            }
        }
    }

    @Test
    void shouldForecastAndFeedTheViewsWhileAReaderOfEachIsHeldInsideItsAnswer() throws Exception {
        CountDownLatch inside = new CountDownLatch(8);
        Supplier<List<String>> held = () -> {
            inside.countDown();
            try {
                assertThat(goOn.await(SECONDS, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return List.of();
        };
        List<Future<Answer>> readers = new ArrayList<>();
        for (Endpoint endpoint : endpoints(held)) {
            readers.add(threads.submit(() -> endpoint.answer(new Request("GET", Map.of("id", "pump")))));
        }
        assertThat(inside.await(SECONDS, TimeUnit.SECONDS))
                .as("each reader is inside")
                .isTrue();
        start();
        threads.submit(() -> {
                    sendRun("pump", 0, 30);
                    feed(forecasts, true);
                    feed(scores, false);
                })
                .get(SECONDS, TimeUnit.SECONDS);
        assertThat(readers).noneMatch(Future::isDone);
        assertThat(fleet.counts().forecasts()).isGreaterThan(20);
        assertThat(fleet.counts().scores()).isPositive();
        assertThat(fleet.track("pump").orElseThrow().past()).hasSize(5);
        goOn.countDown();
        for (Future<Answer> reader : readers) {
            assertThat(reader.get(SECONDS, TimeUnit.SECONDS).status()).isIn(200, 404);
        }
    }
}
