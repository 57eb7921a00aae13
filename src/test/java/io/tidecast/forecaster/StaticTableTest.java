package io.tidecast.forecaster;

import static io.tidecast.stream.StreamFixtures.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelRegistry;
import io.tidecast.model.NetworkSettings;
import io.tidecast.nn.Parameters;
import io.tidecast.record.ChunkRecord;
import io.tidecast.record.Names;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.Cycle;
import io.tidecast.series.HolidaySettings;
import io.tidecast.series.StaticSettings;
import io.tidecast.series.Statics;
import io.tidecast.stream.StaticSource;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.junit.jupiter.api.Test;

/** Static covariates of a topic and of a file, in the driver. */
class StaticTableTest extends ForecasterFixture {
    private static final StaticSettings READ =
            new StaticSettings(List.of("kind=a|b", "power=0..500"), "zone", List.of());

    private TestInputTopic<String, String> told;

    private static StreamSettings reading(StaticSettings read, StaticSource source) {
        StreamSettings base = StreamFixtures.settings(List.of("temp", "load"), List.of("temp"));
        CovariateSettings covariates = new CovariateSettings(
                List.of(Cycle.HOUR), ZoneId.of("UTC"), HolidaySettings.NONE, Optional.empty(), List.of(), read);
        return base.toBuilder()
                .network(new NetworkSettings(base.network().layers(), true, covariates))
                .statics(source)
                .build();
    }

    private void start(Map<String, Statics> file) throws IOException {
        start(reading(READ, new StaticSource(Optional.of("pumps"), file)));
        told = driver.createInputTopic("pumps", new StringSerializer(), new StringSerializer());
        serve(turned(StreamFixtures.drawn(settings, 1)));
    }

    /** A drawn network forecasts no change, whatever it reads; this one reads everything. */
    private static Forecaster turned(Forecaster drawn) {
        float[] values = drawn.parameters().toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] += 0.02f * (i % 7 - 3);
        }
        return Forecaster.of(drawn.manifest(), Parameters.of(drawn.parameters().layout(), values));
    }

    private JsonNode newest() {
        List<JsonNode> all = read(forecasts);
        return all.get(all.size() - 1).path("targets").path("temp").path("mean");
    }

    private JsonNode after(String device, int from, int to) {
        sendRun(device, from, to);
        return newest();
    }

    @Test
    void shouldForecastADeviceByWhatIsToldOfItWhenARecordComes() throws IOException {
        start(Map.of());
        JsonNode nothing = after("x", 0, 14);
        told.pipeInput("y", "{\"kind\": \"b\", \"power\": 450, \"serial\": [1]}");
        JsonNode piston = after("y", 0, 14);
        assertThat(piston).isNotEqualTo(nothing);
        told.pipeInput("z", "{\"kind\": \"b\", \"power\": \"450\"}");
        assertThat(after("z", 0, 14)).as("of the same kind").isEqualTo(piston);
        told.pipeInput("z", (String) null);
        told.pipeInput("w", "{\"kind\": \"b\", \"power\": 450, \"zone\": \"Asia/Tokyo\"}");
        assertThat(after("w", 0, 14)).as("of its own zone").isNotEqualTo(piston);
        sendRun("z", 14, 15);
        JsonNode taken = newest();
        assertThat(after("x", 14, 15)).as("taken back").isEqualTo(taken);
    }

    @Test
    void shouldTellTheGroupsAndWhatIsOfAllWhereADeviceIsNotTold() throws IOException {
        start(Map.of("*", Statics.of(Map.of("power", "450")), "file", Statics.of(Map.of("kind", "b"))));
        StaticTable table = new StaticTable(settings);
        assertThat(table.of("file", "default")).isEqualTo(Statics.of(Map.of("kind", "b", "power", "450")));
        JsonNode byFile = after("file", 0, 14);
        told.pipeInput("default", "{\"kind\": \"b\"}");
        assertThat(after("x", 0, 14)).as("by its group").isEqualTo(byFile);
        told.pipeInput("file", "{\"kind\": \"a\"}");
        assertThat(after("file", 14, 15)).as("the topic goes before the file").isNotEqualTo(after("x", 14, 15));
    }

    @Test
    void shouldTellNothingWhenARecordCannotBeRead() throws IOException {
        start(Map.of());
        JsonNode nothing = after("x", 0, 14);
        told.pipeInput(null, "{}");
        List<String> wrong = List.of(
                "", "no", "7", "{\"kind\": {}}", "{\"kind\": \"" + "b".repeat(300) + "\"}", "{\"kind\": \"c\"}");
        for (int i = 0; i < wrong.size(); i++) {
            told.pipeInput("y" + i, "{\"kind\": \"b\"}");
            told.pipeInput("y" + i, wrong.get(i));
            assertThat(after("y" + i, 0, 14))
                    .as("as after a restart, with the newest record alone: " + wrong.get(i))
                    .isEqualTo(nothing);
        }
    }

    @Test
    void shouldNumberTheTasksAsWithoutWhenTopicsAreAdded() {
        StreamSettings without = reading(StaticSettings.NONE, StaticSource.NONE);
        StreamSettings with = reading(READ, new StaticSource(Optional.of("pumps"), Map.of())).toBuilder()
                .days(Optional.of("own-days"))
                .build();
        assertThat(tasks(with)).isEqualTo(tasks(without)).containsKeys(Names.FORECAST, Names.MAP_READINGS);
    }

    private static Map<String, Integer> tasks(StreamSettings of) {
        Map<String, Integer> numbers = new TreeMap<>();
        ForecasterTopology.build(of, new ModelRegistry(of.forecast()))
                .describe()
                .subtopologies()
                .forEach(part -> part.nodes().forEach(node -> numbers.put(node.name(), part.id())));
        return numbers;
    }

    @Test
    void shouldSendWithEachChunkWhatIsToldOfItsDevice() throws IOException {
        start(Map.of());
        told.pipeInput("x", "{\"kind\": \"b\", \"power\": 450}");
        int steps = settings.learning().history().chunkSteps() + 20;
        sendRun("x", 0, steps);
        sendRun("y", 0, steps);
        List<String> chunks = retraining.readValuesToList().stream()
                .filter(value -> value.contains("\"chunk\""))
                .toList();
        assertThat(chunks).hasSizeGreaterThanOrEqualTo(2);
        for (String chunk : chunks) {
            ChunkRecord read = ChunkRecord.of(chunk.getBytes(StandardCharsets.UTF_8), settings.forecast());
            boolean x = read.chunk().device().equals("x");
            assertThat(read.chunk().segment().statics())
                    .isEqualTo(x ? Statics.of(Map.of("kind", "b", "power", "450")) : Statics.NONE);
            assertThat(chunk.contains("\"static\"")).isEqualTo(x);
        }
    }

    @Test
    void shouldForecastTheSameWhenTheDeviceIsTakenUpAgainFromTheStores() throws IOException {
        start(Map.of());
        told.pipeInput("x", "{\"kind\": \"b\"}");
        sendRun("x", 0, 13);
        sendRun("y", 0, 13);
        told.pipeInput("y", "{\"kind\": \"b\"}");
        assertThat(after("x", 13, 14)).isEqualTo(after("y", 13, 14));
        assertThat(at(0)).isNotNull();
    }

    @Test
    void shouldWarnWhenNothingIsToldOrNothingIsRead() {
        assertThat(reading(READ, StaticSource.NONE).warnings())
                .singleElement()
                .asString()
                .contains("static covariates [kind, power, zone] should go with covariates.static-topic");
        assertThat(reading(StaticSettings.NONE, new StaticSource(Optional.of("pumps"), Map.of()))
                        .warnings())
                .singleElement()
                .asString()
                .contains("what is told is not read");
        assertThat(reading(READ, new StaticSource(Optional.of("pumps"), Map.of()))
                        .warnings())
                .isEmpty();
        assertThatThrownBy(() -> new StaticSettings(List.of(), null, List.of("lat")))
                .hasMessageContaining("covariates.static-place must be two names, or none");
    }
}
