package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.view.LatestForecasts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScoresEndpointTest {
    private final LatestForecasts latest = new LatestForecasts(10, device -> {});
    private List<String> behind = List.of();

    private Answer scoresOf(String device) {
        return new ScoresEndpoint(latest, () -> behind).answer(new Request("GET", Map.of("id", device)));
    }

    private String scored(String target) {
        String score = ("{\"schema\":1,\"device\":\"pump-7\",\"model\":\"default\",\"version\":1,"
                        + "\"at\":\"2026-11-21T05:00:00Z\",\"target\":\"%s\",\"actual\":1.0,\"errors\":{\"model\":[0.5]}}")
                .formatted(target);
        latest.score("pump-7", score.getBytes(UTF_8));
        return score;
    }

    @Test
    void shouldAnswerTheScoreOfEachTargetAsItIsOnTheTopic() {
        String temp = scored("temp");
        String load = scored("load");
        assertThat(new String(scoresOf("pump-7").body(), UTF_8)).isEqualTo("[" + load + "," + temp + "]");
        assertThat(scoresOf("pump-7").status()).isEqualTo(200);
    }

    @Test
    void shouldSayThatNoneIsKnownOrWhatIsWaitedFor() {
        assertThat(scoresOf("pump-8").status()).isEqualTo(404);
        assertThat(new String(scoresOf("pump-8").body(), UTF_8))
                .isEqualTo("{\"reasons\":[\"no score is known of device pump-8\"]}");
        behind = List.of("topic scores is being read, 9 records are left");
        assertThat(scoresOf("pump-8").status()).isEqualTo(503);
    }

    @Test
    void shouldBeForThoseWhoMayRead() {
        assertThat(new ScoresEndpoint(latest, () -> behind).rights()).isEqualTo(Endpoint.Rights.READ);
    }
}
