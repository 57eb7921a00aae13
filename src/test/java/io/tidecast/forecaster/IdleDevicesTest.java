package io.tidecast.forecaster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.model.ModelRegistry;
import io.tidecast.record.SentAt;
import io.tidecast.series.Fill;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps of an hour, idle-close ten minutes; the wall clock is the driver's. */
class IdleDevicesTest {
    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final Duration LONG_IDLE = Duration.ofMinutes(13);

    @TempDir
    Path state;

    private TopologyTestDriver driver;
    private Instant now = StreamFixtures.at(100);
    private TestInputTopic<String, String> readings;
    private TestOutputTopic<String, String> forecasts;
    private TestOutputTopic<String, String> deadLetters;

    @BeforeEach
    void start() {
        StreamSettings base = StreamFixtures.settings(List.of("temp"), List.of("temp"));
        StreamSettings settings = base.withGrid(StreamFixtures.grid(Duration.ZERO, Fill.PREVIOUS, IDLE));
        driver = new TopologyTestDriver(
                ForecasterTopology.build(settings, new ModelRegistry(settings.forecast())),
                StreamFixtures.driver(Role.FORECASTER, state),
                now);
        readings = driver.createInputTopic("readings", new StringSerializer(), new StringSerializer());
        forecasts = driver.createOutputTopic("forecasts", new StringDeserializer(), new StringDeserializer());
        deadLetters = driver.createOutputTopic("dead-letters", new StringDeserializer(), new StringDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    private void send(String device, double step) {
        readings.pipeInput(device, StreamFixtures.reading(device, StreamFixtures.at(step), Map.of("temp", step)), now);
    }

    private void pass(Duration time) {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plusSeconds(30)) {
            driver.advanceWallClockTime(Duration.ofSeconds(30));
            now = now.plusSeconds(30);
        }
    }

    private List<String> origins() throws IOException {
        List<String> origins = new ArrayList<>();
        for (String json : forecasts.readValuesToList()) {
            JsonNode forecast = new ObjectMapper().readTree(json);
            origins.add(forecast.path("device").asText() + " "
                    + forecast.path("origin").asText());
        }
        return origins;
    }

    @Test
    void shouldCloseTheLastStepOnceWhenNothingIsReceived() throws IOException {
        send("a", 99.9);
        pass(IDLE.minusSeconds(30));
        assertThat(origins()).isEmpty();
        pass(Duration.ofMinutes(4));
        assertThat(origins()).containsExactly("a " + StreamFixtures.at(99));
        pass(LONG_IDLE.multipliedBy(3));
        assertThat(origins()).isEmpty();
    }

    @Test
    void shouldSayWhenTheReadingWasSentThatClosedAStepUnlessSilenceDid() {
        send("a", 98.5);
        Instant sent = now.plusSeconds(30);
        pass(Duration.ofSeconds(30));
        send("a", 99.5);
        assertThat(forecasts.readRecordsToList())
                .singleElement()
                .satisfies(record -> assertThat(SentAt.in(record.headers())).hasValue(sent.toEpochMilli()));
        pass(LONG_IDLE);
        assertThat(forecasts.readRecordsToList())
                .singleElement()
                .satisfies(record -> assertThat(SentAt.in(record.headers())).isEmpty());
    }

    @Test
    void shouldWaitAsLongAsReadingsOfTheOpenStepCome() throws IOException {
        for (int i = 0; i < 10; i++) {
            send("a", 100 + i * 0.05);
            pass(Duration.ofMinutes(3));
        }
        assertThat(origins()).isEmpty();
        pass(LONG_IDLE);
        assertThat(origins()).containsExactly("a " + StreamFixtures.at(100));
    }

    @Test
    void shouldGoOnAfterwardsAsTheGridSays() throws IOException {
        send("a", 100.1);
        pass(LONG_IDLE);
        origins();
        send("a", 100.5);
        assertThat(deadLetters.readValuesToList()).as("late").hasSize(1);
        pass(Duration.ofMinutes(50));
        send("a", 101.0);
        pass(LONG_IDLE);
        pass(Duration.ofHours(1));
        send("a", 103.2);
        assertThat(origins()).containsExactly("a " + StreamFixtures.at(101), "a " + StreamFixtures.at(102));
    }

    @Test
    void shouldNotCloseWhileHistoryIsReplayed() throws IOException {
        send("old", 20.5);
        send("new", 100.0);
        pass(LONG_IDLE.multipliedBy(2));
        assertThat(origins()).containsExactly("new " + StreamFixtures.at(100));
        send("old", 21.0);
        assertThat(origins()).containsExactly("old " + StreamFixtures.at(20));
    }

    @Test
    void shouldComeToEveryDeviceOfMany() throws IOException {
        for (int d = 0; d < 2_500; d++) {
            send("device-" + d, 100.0);
        }
        pass(LONG_IDLE.plusMinutes(1));
        assertThat(origins()).hasSize(2_500).doesNotHaveDuplicates();
    }
}
