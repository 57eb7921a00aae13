package io.tidecast.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.forecaster.ForecastQuestions;
import io.tidecast.forecaster.ForecasterTopology;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.ModelRegistry;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/**
 * What is on the heap must make no difference: the same records come out whether a device is remembered, evicted or
 * restored.
 */
class DeviceStatesTest {
    private static final Instant NOW = StreamFixtures.START.plus(Duration.ofDays(365));
    private static final String[] OUTPUTS = {"forecasts", "scores", "retraining", "dead-letters"};

    private record Line(String device, double step, float value) {}

    @Property(tries = 2)
    void shouldWriteTheSameRecordsWhateverIsOnTheHeap(@ForAll long seed) throws IOException {
        List<Line> lines = lines(new Random(seed));
        Map<String, List<String>> roomy = run(lines, 64 << 20);
        assertThat(roomy.get("forecasts"))
                .hasSizeGreaterThan(100)
                .anyMatch(json -> json.contains("\"source\":\"combination\""));
        Map<String, List<String>> crowded = run(lines, 0); // Taken up from the stores at each change of device.
        for (String topic : OUTPUTS) {
            for (int i = 0; i < roomy.get(topic).size(); i++) {
                assertThat(crowded.get(topic).get(i))
                        .as("%s %d", topic, i)
                        .isEqualTo(roomy.get(topic).get(i));
            }
            assertThat(crowded.get(topic)).hasSameSizeAs(roomy.get(topic));
        }
    }

    /** Three devices in turns: late readings, repeats, short gaps and long ones. */
    private static List<Line> lines(Random random) {
        List<Line> lines = new ArrayList<>();
        double[] at = new double[3];
        for (int i = 0; i < 400; i++) {
            int d = random.nextInt(3);
            at[d] += random.nextInt(25) == 0 ? random.nextInt(8) : random.nextDouble();
            double step = random.nextInt(10) == 0 ? at[d] - random.nextDouble() * 3 : at[d];
            lines.add(new Line("device-" + d, step, random.nextInt(9) == 0 ? Float.NaN : random.nextFloat()));
        }
        return lines;
    }

    private static Map<String, List<String>> run(List<Line> lines, long heapBytes) throws IOException {
        StreamSettings settings =
                StreamFixtures.pooled(StreamFixtures.settings(List.of("temp"), List.of("temp"), Duration.ofHours(2)));
        Path folder = Files.createTempDirectory("tidecast-device-states");
        Map<String, List<String>> out = new LinkedHashMap<>();
        try (TopologyTestDriver driver = new TopologyTestDriver(
                ForecasterTopology.build(
                        settings,
                        new ModelRegistry(settings.forecast()),
                        new HeapBudget(heapBytes),
                        RecentWindows.none(),
                        new ForecastQuestions()),
                StreamFixtures.driver(Role.FORECASTER, folder),
                NOW)) {
            publish(driver, StreamFixtures.drawn(settings, 7));
            TestInputTopic<String, String> readings =
                    driver.createInputTopic("readings", new StringSerializer(), new StringSerializer());
            for (Line line : lines) {
                Object value = Float.isNaN(line.value()) ? "null" : line.value();
                readings.pipeInput(
                        line.device(),
                        StreamFixtures.reading(line.device(), StreamFixtures.at(line.step()), Map.of("temp", value)),
                        NOW);
            }
            for (String topic : OUTPUTS) {
                out.put(
                        topic,
                        driver.createOutputTopic(topic, new StringDeserializer(), new StringDeserializer())
                                .readValuesToList());
            }
        }
        return out;
    }

    private static void publish(TopologyTestDriver driver, Forecaster model) throws IOException {
        TestInputTopic<String, byte[]> models =
                driver.createInputTopic("models", new StringSerializer(), new ByteArraySerializer());
        models.pipeInput("default/1", ModelFile.write(model.manifest(), model.parameters()));
        models.pipeInput("default", PointerRecord.bytes(Pointer.bootstrap(1, "test")));
    }
}
