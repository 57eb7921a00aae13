package io.tidecast.forecaster;

import static io.tidecast.stream.StreamFixtures.at;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.input.GroupSource;
import io.tidecast.stream.StreamFixtures;
import java.io.IOException;
import java.util.List;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** Devices of groups, in the forecaster. */
class ForecasterGroupsTest extends ForecasterFixture {
    @Test
    void shouldServeAGroupByItsModelAndByTheDefaultOneUntilItHasAVersion() throws IOException {
        start(StreamFixtures.settings(List.of("temp", "load"), List.of("temp")).withGroups(GroupSource.parse("/site")));
        serve(StreamFixtures.saying(settings, "default", 5, 1, 2, 3, 4));
        sendOf("north", "a", 0, 12);
        serve(StreamFixtures.saying(settings, "north", 1, 1, 2, 3, 5));
        sendOf("north", "a", 12, 14);
        sendOf("south", "b", 0, 12);
        List<JsonNode> all = read(forecasts);
        assertThat(all.get(10).path("model").asText()).isEqualTo("default");
        assertThat(all.get(10).path("version").asInt()).isEqualTo(5);
        assertThat(all.get(12).path("model").asText()).isEqualTo("north");
        assertThat(all.get(12).path("version").asInt()).isOne();
        assertThat(all.get(all.size() - 1).path("model").asText()).isEqualTo("default");
        assertThat(retraining.readRecordsToList())
                .allSatisfy(record ->
                        assertThat(read(record.value()).path("model").asText()).isEqualTo(record.key()))
                .extracting(TestRecord::key)
                .contains("north", "south")
                .doesNotContain("default");
    }

    @Test
    void shouldCutHistoryWhereADevicesGroupChanges() {
        start(StreamFixtures.settings(List.of("temp", "load"), List.of("temp")).withGroups(GroupSource.parse("/site")));
        sendOf("north", "a", 0, 5);
        sendOf("south", "a", 5, 20);
        List<JsonNode> chunks = read(retraining);
        assertThat(chunks).extracting(c -> c.path("model").asText()).containsExactly("north", "south");
        assertThat(chunks).extracting(c -> c.path("from").asText()).containsExactly(at(0).toString(), at(5).toString());
        assertThat(chunks).extracting(c -> c.path("values").size()).containsExactly(5, 10);
    }

    @Test
    void shouldTakeTheGroupFromATable() {
        start(StreamFixtures.settings(List.of("temp", "load"), List.of("temp"))
                .withGroups(GroupSource.parse("table:sites")));
        TestInputTopic<String, String> sites =
                driver.createInputTopic("sites", new StringSerializer(), new StringSerializer());
        sites.pipeInput("a", "north");
        sites.pipeInput("b", "a/b");
        sendOf("unasked", "a", 0, 12);
        sendOf("unasked", "b", 0, 12);
        sites.pipeInput("a", (String) null);
        sendOf("unasked", "a", 12, 24);
        assertThat(retraining.readKeyValuesToList())
                .extracting(record -> record.key)
                .containsExactly("north", "default", "north", "default");
    }

    @Test
    void shouldDeadLetterAReadingOfAGroupThatNoModelCanBeNamed() {
        start(StreamFixtures.settings(List.of("temp", "load"), List.of("temp")).withGroups(GroupSource.parse("/site")));
        sendOf("a/b", "a", 0, 1);
        assertThat(header(deadLetters.readRecord(), "message"))
                .isEqualTo("group at /site must match [A-Za-z0-9._-]{1,100}, was a/b");
    }
}
