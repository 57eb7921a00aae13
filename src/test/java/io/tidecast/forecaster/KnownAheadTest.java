package io.tidecast.forecaster;

import static io.tidecast.stream.StreamFixtures.at;
import static io.tidecast.stream.StreamFixtures.reading;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelRegistry;
import io.tidecast.model.NetworkSettings;
import io.tidecast.nn.Parameters;
import io.tidecast.record.DeadLetters.Origin;
import io.tidecast.record.Names;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.Cycle;
import io.tidecast.series.HolidaySettings;
import io.tidecast.series.Reading;
import io.tidecast.stream.SecondName;
import io.tidecast.stream.StaticSource;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A topic of values known ahead, in the driver and as a table. */
class KnownAheadTest extends ForecasterFixture {
    private Plans plans;

    /** The topic in the driver, which a task and the table read. */
    record Plans(TestInputTopic<String, String> task, TestInputTopic<String, String> table) {
        static Plans of(TopologyTestDriver driver, String topic) {
            return new Plans(
                    driver.createInputTopic(topic, new StringSerializer(), new StringSerializer()),
                    driver.createInputTopic(SecondName.of(topic), new StringSerializer(), new StringSerializer()));
        }

        void pipeInput(String key, String value, Instant at) {
            table.pipeInput(key, value, at);
            task.pipeInput(key, value, at);
        }
    }

    static StreamSettings planned(Optional<String> topic) {
        StreamSettings base = StreamFixtures.settings(List.of("temp", "load"), List.of("temp"));
        CovariateSettings covariates = new CovariateSettings(
                List.of(Cycle.HOUR), ZoneId.of("UTC"), HolidaySettings.NONE, Optional.empty(), List.of("load"));
        return base.toBuilder()
                .network(new NetworkSettings(base.network().layers(), true, covariates))
                .covariates(topic)
                .build();
    }

    /** Reads what is known ahead. */
    static Forecaster reader(StreamSettings settings) {
        Forecaster drawn = StreamFixtures.drawn(settings, 1);
        Parameters parameters = drawn.parameters().copy();
        float[] out = new float[parameters.layout().view("decoder.weight_out").size()];
        Arrays.fill(out, 0.5f);
        parameters.set("decoder.weight_out", out);
        return Forecaster.of(drawn.manifest(), parameters.publish());
    }

    private void start(Optional<String> topic) throws IOException {
        start(planned(topic));
        topic.ifPresent(name -> plans = Plans.of(driver, name));
        serve(reader(settings));
    }

    private void start(StreamSettings with, String topic) throws IOException {
        start(with);
        plans = Plans.of(driver, topic);
        serve(reader(settings));
    }

    private void sendKeyed(String device, int step) {
        readings.pipeInput(device, reading(device, at(step), Map.of("temp", temp(step), "load", step % 4)), NOW);
    }

    private void plan(String name, int step, Object load) {
        Map<String, Object> values = new HashMap<>();
        values.put("load", load);
        plans.pipeInput("any", reading(name, at(step), values), NOW);
    }

    private JsonNode newest() {
        List<JsonNode> all = read(forecasts);
        return all.get(all.size() - 1);
    }

    private static JsonNode mean(JsonNode forecast) {
        return forecast.path("targets").path("temp").path("mean");
    }

    private static double known(JsonNode forecast) {
        return forecast.path("quality").path("future").asDouble(-1);
    }

    @Test
    void shouldForecastWithWhatHasComeByThenWhenItComesLaterThanAForecast() throws IOException {
        start(Optional.of("plans"));
        sendRun("a", 0, 12);
        sendRun("b", 0, 12);
        JsonNode before = newest();
        assertThat(known(before)).isZero();
        assertThat(before.path("quality").path("future-offset")).isEmpty();
        plan("a", 13, 30);
        plan("a", 12, 40);
        sendRun("a", 12, 13);
        JsonNode told = newest();
        sendRun("b", 12, 13);
        JsonNode untold = newest();
        assertThat(told.path("source").asText()).isEqualTo("network");
        assertThat(known(told)).as("steps 12 and 13 of 12 to 15").isEqualTo(0.5);
        assertThat(told.path("quality").path("future-offset").get(0).asLong()).isEqualTo(2);
        assertThat(told.path("quality").path("future-own").toString()).isEqualTo("[0,1]");
        assertThat(untold.path("quality").has("future-own")).isFalse();
        assertThat(known(untold)).isZero();
        assertThat(mean(told).get(0)).isNotEqualTo(mean(untold).get(0));
        assertThat(mean(told).get(1)).isNotEqualTo(mean(untold).get(1));
        assertThat(mean(told).get(2))
                .as("not known, so as without")
                .isEqualTo(mean(untold).get(2));
        assertThat(mean(told).get(3)).isEqualTo(mean(untold).get(3));
    }

    @Test
    void shouldForecastAsWithoutTheTopicWhenNothingIsKnown() throws IOException {
        start(Optional.of("plans"));
        sendRun("a", 0, 14);
        JsonNode with = newest();
        driver.close();
        start(Optional.empty());
        sendRun("c", 0, 14);
        JsonNode without = newest();
        assertThat(mean(with)).isEqualTo(mean(without));
        assertThat(without.path("quality").has("future")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeTheDevicesOwnBeforeTheGroupsBeforeThatOfAllWhenSeveralTell(boolean keyed) throws IOException {
        start(planned(Optional.of("a.plan")).toBuilder().keyedByDevice(keyed).build(), "a.plan");
        plan(KnownAheadTable.ALL, 12, 1);
        plan(KnownAheadTable.ALL, 13, 1);
        for (int step = 0; step < 12; step++) {
            sendKeyed("a", step);
            sendKeyed("b", step);
        }
        plan("default", 13, 2);
        plan("a", 13, 3);
        read(forecasts);
        sendKeyed("a", 12);
        sendKeyed("b", 12);
        List<JsonNode> newest = read(forecasts);
        assertThat(newest).hasSize(2).allSatisfy(forecast -> assertThat(known(forecast))
                .isEqualTo(0.5));
        assertThat(newest.get(0).path("quality").path("future-own").path(0).asInt(-1))
                .isZero();
        assertThat(newest.get(1).path("quality").has("future-own")).isFalse();
        assertThat(mean(newest.get(0)).get(0))
                .as("that of all")
                .isEqualTo(mean(newest.get(1)).get(0));
        assertThat(mean(newest.get(0)).get(1)).isNotEqualTo(mean(newest.get(1)).get(1));
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    @Test
    void shouldLetTheNewestRecordCountWhenSeveralAreOfAStep() throws IOException {
        start(Optional.of("plans"));
        sendRun("a", 0, 12);
        plan("a", 12, 30);
        plan("a", 12, null);
        sendRun("a", 12, 13);
        assertThat(known(newest())).isZero();
        plan("a", 13, 5);
        plan("a", 13, 6);
        plan("a", 3, 99); // Late: the step is past.
        sendRun("a", 13, 14);
        assertThat(known(newest())).isEqualTo(0.25);
    }

    @Test
    void shouldGoOnWhenARecordCannotBeRead() throws IOException {
        start(Optional.of("plans"));
        plans.pipeInput("any", "{", NOW);
        plans.pipeInput("any", "{\"device\":\"a\",\"ts\":\"never\",\"values\":{\"load\":1}}", NOW);
        plans.pipeInput(null, null, NOW);
        plan("a", 12, 30);
        sendRun("a", 0, 13);
        JsonNode forecast = newest();
        assertThat(known(forecast)).isEqualTo(0.25);
        assertThat(forecast.path("quality").path("future-offset").get(0).asLong())
                .isEqualTo(4);
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    /** Kafka Streams numbers tasks by these, and instances of two builds are in one group while a fleet is updated. */
    @ParameterizedTest
    @CsvSource({"false, true, 3, 2", "true, true, 2, 2", "false, false, 2, 1", "true, false, 1, 1"})
    void shouldNumberTheTasksAsTheBuildBefore(boolean keyed, boolean told, int forecasts, int readings) {
        StreamSettings with = planned(told ? Optional.of("plans") : Optional.empty()).toBuilder()
                .keyedByDevice(keyed)
                .build();
        Map<String, Integer> numbers = new HashMap<>();
        ForecasterTopology.build(with, new ModelRegistry(with.forecast()))
                .describe()
                .subtopologies()
                .forEach(part -> part.nodes().forEach(node -> numbers.put(node.name(), part.id())));
        assertThat(numbers).containsEntry(Names.FORECAST, forecasts).containsEntry(Names.MAP_READINGS, readings);
        assertThat(numbers.containsKey(Names.MAP_KNOWN_AHEAD)).isEqualTo(told);
    }

    @Test
    void shouldSendWhatABuildBeforeSkips() {
        SourcedReading told =
                SourcedReading.ahead(new Reading("a", 7, new double[] {0.1, Double.NaN}), new Origin("plans", 1, 5));
        Serde<SourcedReading> serde = new SourcedReadingSerde(false);
        RecordHeaders headers = new RecordHeaders();
        byte[] bytes = serde.serializer().serialize("by-device", headers, told);
        assertThat(bytes[0])
                .as("version of the record, of which it knows 2 and 3")
                .isEqualTo((byte) 4);
        SourcedReading read = serde.deserializer().deserialize("by-device", headers, bytes);
        assertThat(read.ahead()).isTrue();
        assertThat(read.reading().values()).containsExactly(0.1, Double.NaN);
        assertThat(read.original().origin()).isEqualTo(new Origin("plans", 1, 5));
    }

    @Test
    void shouldRefuseTheTopicWhenNoValueIsKnownAhead() {
        StreamSettings none = StreamFixtures.settings(List.of("temp", "load"), List.of("temp"));
        assertThatThrownBy(
                        () -> none.toBuilder().covariates(Optional.of("plans")).build())
                .hasMessage("covariates.topic must go with covariates.values and series.steps=grid, was plans");
        assertThatThrownBy(() -> planned(Optional.of("readings")))
                .hasMessage("covariates.topic must be a topic of its own, that nothing else is read from or written to,"
                        + " was readings");
        assertThatThrownBy(() -> none.toBuilder().days(Optional.of("models")).build())
                .hasMessageStartingWith("covariates.days-topic must be a topic of its own")
                .hasMessageEndingWith("was models");
        assertThatThrownBy(() -> none.toBuilder()
                        .days(Optional.of("tables"))
                        .statics(new StaticSource(Optional.of("tables"), Map.of()))
                        .build())
                .hasMessageStartingWith("covariates.days-topic must be a topic of its own")
                .hasMessageEndingWith("was tables");
        CovariateSettings target = new CovariateSettings(
                List.of(), ZoneId.of("UTC"), HolidaySettings.NONE, Optional.empty(), List.of("temp"));
        assertThatThrownBy(() -> none.toBuilder()
                        .network(new NetworkSettings(none.network().layers(), true, target))
                        .build())
                .hasMessageStartingWith(
                        "covariates.values must be among the values that are read, [temp, load], and not");
        assertThat(planned(Optional.empty()).warnings())
                .anyMatch(warning -> warning.startsWith("covariates.values [load] should go with covariates.topic"));
    }
}
