package io.tidecast.forecaster;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.input.GroupSource;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.ModelKeys;
import io.tidecast.model.ModelMemory;
import io.tidecast.model.ModelRegistry;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.UntrainedModel;
import io.tidecast.nn.Layout;
import io.tidecast.nn.Parameters;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

/** A session holds nothing that was learnt: the same records come out whether it is kept or made again each time. */
class SessionEvictionTest {
    private static final Instant NOW = StreamFixtures.START.plus(Duration.ofDays(365));
    private static final List<String> GROUPS = List.of("north", "south", "west");

    private final StreamSettings settings =
            StreamFixtures.settings(List.of("temp"), List.of("temp")).withGroups(GroupSource.parse("/site"));

    @Property(tries = 4)
    void shouldForecastTheSameWhenSessionsAreGivenUpAsWhenTheyAreKept(@ForAll long seed) throws IOException {
        ModelMemory roomy = new ModelMemory(64 << 20, 1);
        List<String> kept = run(seed, roomy);
        assertThat(roomy.use().made()).as("one a version").isEqualTo(GROUPS.size() + 1);
        assertThat(kept).hasSizeGreaterThan(200).anyMatch(json -> json.contains("\"source\":\"network\""));
        long one = model(new Random(seed), "default", 1).sessionBytes();
        ModelMemory tight = new ModelMemory(roomy.use().versions() + one, 1);
        assertThat(run(seed, tight)).isEqualTo(kept);
        assertThat(tight.use().made()).isGreaterThan(50);
        assertThat(tight.use().sessions()).isEqualTo(one);
    }

    @Property(tries = 2)
    void shouldForecastNaivelyWhenNoModelFits(@ForAll long seed) throws IOException {
        ModelMemory none = new ModelMemory(1_000, 1);
        assertThat(run(seed, none))
                .hasSizeGreaterThan(200)
                .noneMatch(json -> json.contains("\"source\":\"network\""))
                .anyMatch(json -> json.contains("\"source\":\"persistence\""));
        assertThat(none.use()).isEqualTo(new ModelMemory.Use(0, 0, 0));
    }

    private Forecaster model(Random random, String model, int version) {
        Forecaster drawn = UntrainedModel.untrained(settings.forecast(), settings.network(), 1);
        Layout layout = drawn.parameters().layout();
        float[] weights = new float[layout.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (0.3 * random.nextGaussian());
        }
        return Forecaster.of(drawn.manifest().child(model, version, Map.of()), Parameters.of(layout, weights));
    }

    private List<String> run(long seed, ModelMemory memory) throws IOException {
        Random random = new Random(seed);
        ModelRegistry registry = new ModelRegistry(settings.forecast(), ModelKeys.none(), memory);
        List<String> forecasts = new ArrayList<>();
        try (TopologyTestDriver driver = new TopologyTestDriver(
                ForecasterTopology.build(settings, registry),
                StreamFixtures.driver(Role.FORECASTER, Files.createTempDirectory("tidecast-sessions")),
                NOW)) {
            TestInputTopic<String, byte[]> models =
                    driver.createInputTopic("models", new StringSerializer(), new ByteArraySerializer());
            TestInputTopic<String, String> readings =
                    driver.createInputTopic("readings", new StringSerializer(), new StringSerializer());
            for (String group : GROUPS) {
                serve(models, model(random, group, 1));
            }
            for (int step = 0; step < 80; step++) {
                if (step == 40) {
                    serve(models, model(random, "north", 2));
                }
                for (String group : GROUPS) {
                    String reading = StreamFixtures.reading(
                            "of-" + group, StreamFixtures.at(step), Map.of("temp", 20 + 5 * random.nextFloat()));
                    String sited = reading.replace("\"values\"", "\"site\":\"" + group + "\",\"values\"");
                    readings.pipeInput("of-" + group, sited, NOW);
                }
            }
            forecasts.addAll(driver.createOutputTopic("forecasts", new StringDeserializer(), new StringDeserializer())
                    .readValuesToList());
        }
        return forecasts;
    }

    private static void serve(TestInputTopic<String, byte[]> models, Forecaster version) throws IOException {
        String model = version.manifest().model();
        models.pipeInput(version.manifest().id(), ModelFile.write(version.manifest(), version.parameters()));
        models.pipeInput(
                model, PointerRecord.bytes(Pointer.bootstrap(version.manifest().version(), "test")));
    }
}
