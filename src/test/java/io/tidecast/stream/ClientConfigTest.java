package io.tidecast.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class ClientConfigTest {
    private static Properties config(Map<String, String> kafka) {
        return ClientConfig.of(settings(kafka), Role.FORECASTER);
    }

    private static StreamSettings settings(Map<String, String> kafka) {
        StreamSettings base = StreamFixtures.settings(List.of("temp"), List.of("temp"));
        Map<String, String> all = new HashMap<>(kafka);
        all.put("bootstrap.servers", "127.0.0.1:1");
        return base.withKafka(all);
    }

    private static Object instance(Map<String, String> kafka) {
        return ClientConfig.ofMember(settings(kafka), Role.FORECASTER, "drawn").get("group.instance.id");
    }

    @Test
    void shouldBeAStaticMemberByTheIdThatIsGivenOrSet() {
        assertThat(instance(Map.of())).isEqualTo("drawn");
        assertThat(instance(Map.of("group.instance.id", "mine"))).isEqualTo("mine");
        assertThat(instance(Map.of("group.protocol", "streams"))).isNull();
    }

    @Test
    void shouldHaveAStateFolderWhetherItIsSetOrNot() {
        assertThat(config(Map.of("state.dir", "/srv/state"))).containsEntry("state.dir", "/srv/state");
        assertThat(config(Map.of()).getProperty("state.dir"))
                .isEqualTo(StateFolder.of(Map.of()).path().toString())
                .endsWith("tidecast");
    }

    @Test
    void shouldMakeInternalTopicsOfSmallSegmentsUnlessAskedOtherwise() {
        assertThat(config(Map.of())).containsEntry("topic.segment.bytes", "33554432");
        assertThat(config(Map.of("topic.segment.bytes", "1048576"))).containsEntry("topic.segment.bytes", "1048576");
    }

    @Test
    void shouldLeaveOutWhatTheStreamsProtocolDoesNotKnow() {
        Properties config =
                config(Map.of("group.protocol", "streams", "group.instance.id", "mine", "num.standby.replicas", "1"));
        assertThat(config).doesNotContainKeys("group.instance.id", "num.standby.replicas", "max.warmup.replicas");
        assertThat(config(Map.of("num.standby.replicas", "1"))).containsEntry("num.standby.replicas", "1");
    }

    @Test
    void shouldMoveManyTasksAtATimeUnlessAskedOtherwise() {
        assertThat(config(Map.of()))
                .containsEntry("max.warmup.replicas", 16)
                .containsEntry("probing.rebalance.interval.ms", 60_000);
        assertThat(config(Map.of("max.warmup.replicas", "2", "probing.rebalance.interval.ms", "600000")))
                .containsEntry("max.warmup.replicas", "2")
                .containsEntry("probing.rebalance.interval.ms", "600000");
    }

    @Test
    void shouldKeepOneRequestInFlightUnlessAskedOtherwise() {
        assertThat(config(Map.of()).get("producer.max.in.flight.requests.per.connection"))
                .isEqualTo(1);
        assertThat(config(Map.of("producer.max.in.flight.requests.per.connection", "2"))
                        .get("producer.max.in.flight.requests.per.connection"))
                .isEqualTo("2");
    }

    @Test
    void shouldCompressWhatIsWrittenUnlessAskedOtherwise() {
        for (String codec : List.of("none", "zstd")) {
            for (String key : List.of("compression.type", "producer.compression.type")) {
                assertThat(codec(Map.of(key, codec))).isEqualTo(codec);
                assertThat(ClientConfig.isCompressing(settings(Map.of(key, codec))))
                        .isEqualTo(!codec.equals("none"));
            }
        }
        assertThat(codec(Map.of())).isEqualTo("lz4");
        assertThat(ClientConfig.isCompressing(settings(Map.of()))).isTrue();
        assertThat(codec(Map.of("compression.type", "none", "producer.compression.type", "gzip")))
                .isEqualTo("gzip");
    }

    /** What the producers of Kafka Streams are made with. */
    private static Object codec(Map<String, String> kafka) {
        return new StreamsConfig(config(kafka)).getProducerConfigs("client").get("compression.type");
    }
}
