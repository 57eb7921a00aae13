package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.model.ModelKeys;
import io.tidecast.view.Changes;
import io.tidecast.view.Fleet;
import io.tidecast.view.LatestForecasts;
import io.tidecast.view.ModelChanges;
import io.tidecast.view.ModelsByName;
import io.tidecast.view.NewestDeadLetters;
import io.tidecast.view.PublishedVersion;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class EventsEndpointTest {
    private static final long LARGEST_OF_A_SCRIPT = 1L << 53;

    /** Process with what it has read. */
    private static final class Instance {
        private final Changes changes = new Changes();
        private final Fleet fleet = new Fleet(5, changes);
        private final LatestForecasts latest = new LatestForecasts(5, fleet::forget);
        private final ModelChanges models = new ModelChanges(changes);
        private final EventsEndpoint events = new EventsEndpoint(
                fleet,
                latest,
                models,
                changes,
                new FleetSummary(new FleetSummary.Views(
                        fleet,
                        latest,
                        new ModelsByName<>(PublishedVersion::of, ModelKeys.none()),
                        new NewestDeadLetters(),
                        List::of)));

        private void read(int records) {
            String forecast =
                    """
                    {"schema":1,"device":"a","model":"default","version":3,"source":"model","status":"ok",\
                    "origin":"2026-11-21T05:00:00Z","step":"PT1M","at":["2026-11-21T05:01:00Z"],\
                    "targets":{"temp":{"mean":[1],"intervals":[]}},"quality":{"observed":48,"filled":0},"skill":0.1}""";
            byte[] pointer = "{\"schema\":1,\"serving\":1,\"reason\":\"promoted\"}".getBytes(UTF_8);
            for (int i = 0; i < records; i++) {
                read(forecast);
                models.note(new ConsumerRecord<>("models", 0, i, "default", pointer));
            }
        }

        private void read(String forecast) {
            latest.forecast("a", forecast.getBytes(UTF_8))
                    .ifPresent(made -> fleet.forecast(made, OptionalLong.empty()));
        }

        private String told(String lastId, Map<String, String> query) {
            Request request = new Request("GET", Map.of(), query, "", "", lastId, "", "127.0.0.1", Caller.UNKNOWN);
            return new String(events.answer(request).body(), UTF_8);
        }

        private String told(String lastId) {
            return told(lastId, Map.of("devices", "a"));
        }
    }

    private static String id(String told) {
        return told.lines()
                .filter(line -> line.startsWith("id: "))
                .findFirst()
                .orElseThrow()
                .substring(4);
    }

    @Test
    void shouldTellAllWhenARestartedProcessHasReadMoreThanTheOneThatGaveTheNumber() {
        Instance before = new Instance();
        before.read(1);
        String id = id(before.told(""));
        assertThat(before.told(id)).doesNotContain("event: forecast", "event: model");
        Instance after = new Instance();
        after.read(100);
        assertThat(after.told(id)).contains("event: forecast", "event: model");
    }

    @Test
    void shouldGiveANumberThatAScriptHoldsExactly() {
        Instance process = new Instance();
        process.read(3);
        assertThat(Long.parseLong(id(process.told("")))).isLessThan(LARGEST_OF_A_SCRIPT);
    }

    @Test
    void shouldTellTheSummaryWhenItIsAskedFor() {
        Instance process = new Instance();
        process.read(1);
        assertThat(process.told("")).doesNotContain("event: summary");
        assertThat(process.told("", Map.of("summary", "true")))
                .contains("event: summary\ndata: {\"devices\":1,", "\n\nid: ");
    }

    @Test
    void shouldTellARecordOfSeveralLinesAsOneEventWhateverEndsThem() {
        Instance process = new Instance();
        process.read(
                """
                {"schema":1,"device":"a","model":"default",\r
                "version":3,"source":"ü","status":"ok",\r\r"origin":"2026-11-21T05:00:00Z",
                "step":"PT1M","targets":{"temp":{"mean":[1]}}}
                """);
        assertThat(process.told(""))
                .startsWith(
                        """
                        retry: 1000
                        event: forecast
                        data: {"schema":1,"device":"a","model":"default",
                        data: "version":3,"source":"ü","status":"ok",
                        data: "origin":"2026-11-21T05:00:00Z",
                        data: "step":"PT1M","targets":{"temp":{"mean":[1]}}}

                        id: """);
    }
}
