package io.tidecast.forecaster;

import static io.tidecast.stream.StreamFixtures.at;
import static io.tidecast.stream.StreamFixtures.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.forecast.PublishSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.ModelRegistry;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * The forecaster's topology in Kafka Streams' driver, a month after the first reading, with what its tests send and
 * read.
 */
public abstract class ForecasterFixture {
    static final ObjectMapper JSON = new ObjectMapper();
    public static final Instant NOW = StreamFixtures.START.plus(Duration.ofDays(30));

    @TempDir
    private Path state;

    public TopologyTestDriver driver;
    public TestInputTopic<String, String> readings;
    public TestInputTopic<String, byte[]> models;
    public TestOutputTopic<String, String> forecasts;
    TestOutputTopic<String, String> scores;
    public TestOutputTopic<String, String> retraining;
    TestOutputTopic<String, byte[]> deadLetters;
    public StreamSettings settings;

    void start(StreamSettings with) {
        start(with, ForecasterTopology.build(with, new ModelRegistry(with.forecast())));
    }

    void start(StreamSettings with, Topology topology) {
        settings = with;
        driver = new TopologyTestDriver(topology, StreamFixtures.driver(Role.FORECASTER, state), NOW);
        readings = driver.createInputTopic("readings", new StringSerializer(), new StringSerializer());
        models = driver.createInputTopic("models", new StringSerializer(), new ByteArraySerializer());
        forecasts = driver.createOutputTopic("forecasts", new StringDeserializer(), new StringDeserializer());
        scores = driver.createOutputTopic("scores", new StringDeserializer(), new StringDeserializer());
        retraining = driver.createOutputTopic("retraining", new StringDeserializer(), new StringDeserializer());
        deadLetters = driver.createOutputTopic("dead-letters", new StringDeserializer(), new ByteArrayDeserializer());
    }

    static StreamSettings publishing(PublishSettings publish) {
        return StreamFixtures.settings(List.of("temp", "load"), List.of("temp")).withPublish(publish);
    }

    void start() {
        start(StreamFixtures.settings(List.of("temp", "load"), List.of("temp")));
    }

    @AfterEach
    void close() {
        if (driver != null) {
            driver.close();
        }
    }

    void send(String device, double step, Object temp) {
        readings.pipeInput("any", reading(device, at(step), Map.of("temp", temp, "load", 1)), NOW);
    }

    void sendRun(String device, int from, int to) {
        for (int step = from; step < to; step++) {
            send(device, step, temp(step));
        }
    }

    static float temp(int step) {
        return (float) (20 + 5 * Math.sin(step) + step % 3);
    }

    Forecaster publish(long seed, int version, boolean pointer) throws IOException {
        Forecaster drawn = StreamFixtures.drawn(settings, seed);
        Forecaster numbered =
                version == 1 ? drawn : Forecaster.of(drawn.manifest().child(version, Map.of()), drawn.parameters());
        models.pipeInput("default/" + version, ModelFile.write(numbered.manifest(), numbered.parameters()));
        if (pointer) {
            models.pipeInput("default", PointerRecord.bytes(Pointer.bootstrap(version, "test")));
        }
        return numbered;
    }

    void serve(Forecaster version) throws IOException {
        String model = version.manifest().model();
        models.pipeInput(
                model + "/" + version.manifest().version(), ModelFile.write(version.manifest(), version.parameters()));
        models.pipeInput(
                model, PointerRecord.bytes(Pointer.bootstrap(version.manifest().version(), "test")));
    }

    List<JsonNode> read(TestOutputTopic<String, String> topic) {
        List<JsonNode> values = new ArrayList<>();
        for (String value : topic.readValuesToList()) {
            try {
                values.add(JSON.readTree(value));
            } catch (IOException e) {
                throw new AssertionError(value, e);
            }
        }
        return values;
    }

    /** Mean of the temperature one step ahead in the first forecast that is waiting; the others go, too. */
    double firstMean() {
        return read(forecasts)
                .get(0)
                .path("targets")
                .path("temp")
                .path("mean")
                .get(0)
                .asDouble();
    }

    static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError(json, e);
        }
    }

    void sendOf(String group, String device, int from, int to) {
        for (int step = from; step < to; step++) {
            readings.pipeInput(
                    "any",
                    "{\"site\":\"" + group + "\","
                            + reading(device, at(step), Map.of("temp", step)).substring(1),
                    NOW);
        }
    }

    static String header(TestRecord<String, byte[]> letter, String name) {
        Header header = letter.headers().lastHeader("__streams.errors." + name);
        return new String(header.value(), StandardCharsets.UTF_8);
    }
}
