package io.tidecast.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ClientConfigTest {
    private static Properties config(Map<String, String> kafka) {
        StreamSettings base = StreamFixtures.settings(List.of("temp"), List.of("temp"));
        Map<String, String> all = new HashMap<>(kafka);
        all.put("bootstrap.servers", "127.0.0.1:1");
        return ClientConfig.of(base.withKafka(all), Role.FORECASTER);
    }

    private static Object instance(String stateDir) {
        return config(Map.of("state.dir", stateDir)).get("group.instance.id");
    }

    @Test
    void shouldKeepTheInstanceIdOverRestartsAndDifferByStateFolder() {
        assertThat(instance("/var/tidecast"))
                .isEqualTo(instance("/var/tidecast"))
                .isEqualTo(instance("/var/./tidecast/"));
        assertThat(instance("/var/tidecast")).isNotEqualTo(instance("/var/tidecast-2"));
        assertThat(config(Map.of()).get("group.instance.id")).asString().matches("[a-z0-9._-]+-[0-9a-f]+");
    }

    @Test
    void shouldTakeTheInstanceIdThatIsSet() {
        assertThat(config(Map.of("group.instance.id", "mine")).get("group.instance.id"))
                .isEqualTo("mine");
    }

    @Test
    void shouldLeaveOutWhatTheStreamsProtocolDoesNotKnow() {
        Properties config =
                config(Map.of("group.protocol", "streams", "group.instance.id", "mine", "num.standby.replicas", "1"));
        assertThat(config).doesNotContainKeys("group.instance.id", "num.standby.replicas");
        assertThat(config(Map.of("num.standby.replicas", "1"))).containsEntry("num.standby.replicas", "1");
    }

    @Test
    void shouldKeepOneRequestInFlightUnlessAskedOtherwise() {
        assertThat(config(Map.of()).get("producer.max.in.flight.requests.per.connection"))
                .isEqualTo(1);
        assertThat(config(Map.of("producer.max.in.flight.requests.per.connection", "2"))
                        .get("producer.max.in.flight.requests.per.connection"))
                .isEqualTo("2");
    }
}
