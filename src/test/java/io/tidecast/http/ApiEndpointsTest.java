package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.model.ModelKeys;
import io.tidecast.view.LatestForecasts;
import io.tidecast.view.ModelsByName;
import io.tidecast.view.PublishedVersion;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ApiEndpointsTest {
    private static final String FORECAST =
            """
            {"schema":1,"device":"pump-7","model":"default","version":3,"source":"model","status":"ok",\
            "origin":"2026-11-21T05:00:00Z","step":"PT1M","targets":{"temp":{"mean":[1]}}}""";

    private final LatestForecasts latest = new LatestForecasts(10, device -> {});
    private final ModelsByName<PublishedVersion> models = new ModelsByName<>(PublishedVersion::of, ModelKeys.none());
    private List<String> behind = List.of();

    private static String body(Answer answer) {
        return new String(answer.body(), UTF_8);
    }

    private Answer forecastOf(String device) {
        return new ForecastEndpoint(latest, () -> behind).answer(new Request("GET", Map.of("id", device)));
    }

    private Answer models() {
        return new ModelsEndpoint(models, () -> behind).answer(new Request("GET", Map.of()));
    }

    private void published(String key, String value) {
        models.accept(new ConsumerRecord<>("models", 0, 0, key, value.getBytes(UTF_8)));
    }

    @Test
    void shouldAnswerTheForecastAsItIsOnTheTopicWhenOneIsKnown() {
        latest.forecast("pump-7", FORECAST.getBytes(UTF_8));
        Answer answer = forecastOf("pump-7");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.type()).isEqualTo("application/json");
        assertThat(body(answer)).isEqualTo(FORECAST);
    }

    @Test
    void shouldSayThatADeviceIsUnknownWhenItHasNoForecast() {
        Answer answer = forecastOf("pump \"8\"");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(body(answer)).isEqualTo("{\"reasons\":[\"no forecast is known of device pump \\\"8\\\"\"]}");
    }

    @Test
    void shouldSayWhatIsWaitedForWhenTheTopicIsNotReadToItsEnd() {
        latest.forecast("pump-7", FORECAST.getBytes(UTF_8));
        behind = List.of("topic forecasts is being read, 9 records are left");
        assertThat(forecastOf("pump-7").status()).as("what is known is told").isEqualTo(200);
        assertThat(forecastOf("pump-8").status()).isEqualTo(503);
        assertThat(body(forecastOf("pump-8")))
                .isEqualTo("{\"reasons\":[\"topic forecasts is being read, 9 records are left\"]}");
        assertThat(models().status()).isEqualTo(503);
    }

    @Test
    void shouldListModelsWithWhatServesWhenSomeArePublished() {
        assertThat(body(models())).isEqualTo("[]");
        published("default/1", "one");
        published("default/2", "twoo");
        published("default/3", "three");
        published(
                "default",
                "{\"schema\":1,\"serving\":2,\"previous\":1,\"pinned\":true,\"reason\":\"promoted\",\"rejected\":[]}");
        published("site-b/1", "one");
        assertThat(body(models()))
                .isEqualTo("[{\"model\":\"default\",\"pointer\":{\"schema\":1,\"serving\":2,\"previous\":1,"
                        + "\"pinned\":true,\"reason\":\"promoted\",\"rejected\":[]},\"versions\":["
                        + "{\"version\":1,\"bytes\":3,\"state\":\"previous\"},"
                        + "{\"version\":2,\"bytes\":4,\"state\":\"serving\"},"
                        + "{\"version\":3,\"bytes\":5,\"state\":\"\"}]},"
                        + "{\"model\":\"site-b\",\"versions\":[{\"version\":1,\"bytes\":3,\"state\":\"\"}]}]");
    }

    @Test
    void shouldAskForTheTokenOnAllOfThem() {
        assertThat(List.of(new ForecastEndpoint(latest, () -> behind), new ModelsEndpoint(models, () -> behind)))
                .allMatch(endpoint -> endpoint.rights() == Endpoint.Rights.READ);
    }
}
