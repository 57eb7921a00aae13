package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.model.ModelKeys;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.Ruling;
import io.tidecast.model.Verdict;
import io.tidecast.view.Changes;
import io.tidecast.view.Fleet;
import io.tidecast.view.LatestForecasts;
import io.tidecast.view.ModelsByName;
import io.tidecast.view.NewestDeadLetters;
import io.tidecast.view.PublishedVersion;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class FleetSummaryTest {
    private static final long SECOND = 1_000_000_000;

    private final Fleet fleet = new Fleet(3, new Changes());
    private long now = Long.MAX_VALUE - SECOND / 2; // Such a clock may pass its greatest value.
    private List<String> behind = List.of();
    private final LatestForecasts latest = new LatestForecasts(1, fleet::forget);
    private final ModelsByName<PublishedVersion> models = new ModelsByName<>(PublishedVersion::of, ModelKeys.none());
    private final FleetSummary summary = new FleetSummary(
            new FleetSummary.Views(fleet, latest, models, new NewestDeadLetters(), () -> behind), () -> now);

    private JsonNode json() throws Exception {
        return new ObjectMapper().readTree(summary.json());
    }

    private void pointer(String model, Pointer pointer) {
        models.accept(new ConsumerRecord<>("models", 0, 0, model, PointerRecord.bytes(pointer)));
    }

    private static Verdict verdict(int version, Ruling ruling, String trigger, String at) {
        return new Verdict(version, ruling, trigger, List.of(), new Verdict.Errors(0.5, 0.4, 64), 10, 1, at, null);
    }

    @Test
    void shouldSayWhatCameOfTheLastDriftOfEachModel() throws Exception {
        Pointer begun = Pointer.bootstrap(1, "first");
        Ruling worse = Ruling.rejected("1 % worse");
        pointer(
                "default",
                begun.after(verdict(2, worse, "drift: MAE 0.5 over 0.2", "2026-11-21T05:00:00Z"))
                        .after(verdict(3, worse, "drift: MAE 0.9 over 0.2", "2026-11-21T06:00:00Z"))
                        .after(verdict(4, Ruling.promoted("3 % better"), "steps: 900 new", "2026-11-21T07:00:00Z")));
        pointer("site", begun.after(verdict(2, Ruling.promoted("9 % better"), "drift: MAE 4 over 1", null)));
        pointer("calm", begun.after(verdict(2, worse, null, "2026-11-21T05:00:00Z")));
        JsonNode drift = json().path("drift");
        assertThat(drift.path("default").toString())
                .isEqualTo("{\"at\":\"2026-11-21T06:00:00Z\",\"trigger\":\"drift: MAE 0.9 over 0.2\",\"version\":3,"
                        + "\"promoted\":false,\"reason\":\"rejected: 1 % worse\"}");
        assertThat(drift.path("site").path("promoted").asBoolean()).isTrue();
        assertThat(drift).hasSize(2);
    }

    @Test
    void shouldSayHowManyWereForgottenAndHowFastRecordsCome() throws Exception {
        for (String device : List.of("a", "b", "c")) {
            byte[] forecast =
                    """
                    {"schema":1,"device":"%s","model":"default","version":3,"source":"model","status":"ok",\
                    "origin":"2026-11-21T05:00:00Z","step":"PT1M","at":["2026-11-21T05:01:00Z"],\
                    "targets":{"temp":{"mean":[1],"intervals":[]}},"quality":{"observed":48,"filled":0},"skill":0.1}"""
                            .formatted(device)
                            .getBytes(UTF_8);
            latest.forecast(device, forecast).ifPresent(made -> fleet.forecast(made, OptionalLong.empty()));
        }
        assertThat(json().path("devices").asInt()).isEqualTo(1);
        assertThat(json().path("forgotten").asInt()).isEqualTo(2);
        assertThat(json().path("forecastsPerSecond").asDouble()).isPositive();
        assertThat(json().path("scoresPerSecond").asDouble()).isZero();
    }

    @Test
    void shouldAnswerAllWhoAskWithinASecondWithOneSummary() {
        String first = summary.json();
        behind = List.of("topic forecasts is being read, 9 records are left");
        now += SECOND - 1;
        assertThat(summary.json()).isSameAs(first).doesNotContain("9 records");
        now++;
        assertThat(summary.json()).contains("9 records");
    }
}
