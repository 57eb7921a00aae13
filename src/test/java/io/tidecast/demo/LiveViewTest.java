package io.tidecast.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.forecast.Combination;
import io.tidecast.forecast.NetworkMethod;
import io.tidecast.forecast.Persistence;
import io.tidecast.forecast.SeasonalNaive;
import io.tidecast.series.TimeStep;
import io.tidecast.stream.TopicNames;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LiveViewTest {
    private static final long HOUR = 3_600_000;
    private static final TopicNames TOPICS = TopicNames.defaults();

    private final SendTimes sendTimes = new SendTimes(TimeStep.ofMillis(HOUR));
    private final long startNanos = System.nanoTime();
    private final DemoStatistics statistics = new DemoStatistics(startNanos);
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

    @Test
    void shouldCountForecastsErrorsVersionsAndVerdictsWhenRecordsArrive() {
        sendTimes.sent("pump-1", 6 * HOUR, System.nanoTime() - 50_000_000);
        watch(
                record(TOPICS.forecasts(), 0, "pump-1", forecast("pump-1", "1970-01-01T05:00:00Z", "model")),
                record(TOPICS.forecasts(), 1, "pump-2", forecast("pump-2", "1970-01-01T05:00:00Z", "persistence")),
                record(TOPICS.forecasts(), 2, "pump-2", "{\"device\":\"pump-2\"}"),
                record(
                        TOPICS.scores(),
                        0,
                        "pump-1",
                        """
                        {"schema":1,"device":"pump-1","model":"default","version":1,"at":"1970-01-01T05:00:00Z",
                        "target":"temp","actual":71.4,"errors":{"combination":[0.5,null],"model":[1.0,null],"persistence":[2.0,3.0],
                        "seasonal-naive":[1.5,2.0]},"mase":{"persistence":1}}"""),
                record(TOPICS.models(), 0, "default/1", "bytes"),
                record(TOPICS.models(), 1, "default", "{\"schema\":1,\"serving\":1,\"reason\":\"bootstrap\"}"),
                record(TOPICS.models(), 2, "default/2", "bytes"),
                record(TOPICS.models(), 3, "default", pointer(2, 2, true)),
                record(TOPICS.models(), 4, "default", pointer(2, 2, true)),
                record(TOPICS.models(), 5, "default", pointer(2, 3, false)),
                record(TOPICS.models(), 6, "other/7", "bytes"));
        DemoStatistics.Whole whole = statistics.whole(startNanos + 1);
        assertThat(whole.forecasts()).isEqualTo(2);
        assertThat(whole.devices()).isEqualTo(2);
        assertThat(whole.byNetwork()).isEqualTo(1);
        assertThat(whole.unreadable()).isEqualTo(1);
        assertThat(whole.versions()).isEqualTo(2);
        assertThat(whole.promotions()).isEqualTo(1);
        assertThat(whole.verdicts()).extracting(v -> v.version()).containsExactly(3, 2);
        assertThat(whole.p50Ms()).isBetween(45.0, 5_000.0);

        DemoStatistics.Live live = statistics.live(startNanos + 900_000_000);
        assertThat(live.serving()).hasValue(2);
        assertThat(live.errors())
                .hasValue(new ErrorTotals.Errors(Map.of(
                        Combination.NAME,
                        0.25d,
                        NetworkMethod.NAME,
                        0.5d,
                        Persistence.NAME,
                        1d,
                        SeasonalNaive.NAME,
                        0.75d)));
        assertThat(DemoText.line(live, 100, 25.04))
                .startsWith("00:00  readings 100/s  forecasts 25/s  latency p50 ")
                .endsWith("serving v2  error combination 0.25 network 0.50 persistence 1.00 seasonal-naive 0.75"
                        + "  last fine-tune v3 rejected: 2.0 % worse (9 updates, 2.5 s)");
        assertThat(DemoText.screen(live, "1 device", 100, 25, 80)).allMatch(line -> line.length() < 80);
        assertThat(DemoText.summary(whole, 1_234, 3))
                .contains("forecasts       2 ", "for 2 of 3 devices, 50 % of them with the network in them")
                .contains("records of the application that could not be read: 1\n")
                .contains("versions published: 2, promotions by the gate after the bootstrap: 1\n")
                .contains("  temp                         0.500     1.000         2.000            1.500\n")
                .contains("is below both persistence and seasonal naive.");
    }

    @Test
    void shouldSayWhichNaiveForecastIsBetterWhenTheNetworkIsNotBelowBoth() {
        watch(
                record(
                        TOPICS.scores(),
                        0,
                        "a",
                        """
                {"device":"a","target":"temp","errors":{"combination":[3],"model":[5],"persistence":[4],"seasonal-naive":[2]}}"""));
        assertThat(DemoText.summary(statistics.whole(startNanos + 1), 0, 0))
                .contains("is below persistence, but not below seasonal naive.");
    }

    @SafeVarargs
    private void watch(ConsumerRecord<byte[], byte[]>... records) {
        for (String topic : List.of(TOPICS.forecasts(), TOPICS.scores(), TOPICS.models())) {
            consumer.updatePartitions(topic, List.of(new PartitionInfo(topic, 0, Node.noNode(), null, null)));
            consumer.updateBeginningOffsets(Map.of(new TopicPartition(topic, 0), 0L));
        }
        consumer.schedulePollTask(() -> List.of(records).forEach(consumer::addRecord));
        LiveView view = new LiveView(consumer, TOPICS, "default", sendTimes, statistics);
        view.start();
        view.close();
        assertThat(consumer.closed()).isTrue();
    }

    private static String forecast(String device, String origin, String source) {
        return """
                {"schema":1,"device":"%s","model":"default","version":1,"source":"%s","status":"ok","origin":"%s",
                "step":"PT1H","at":[],"targets":{"temp":{"mean":[1,2]}}}"""
                .formatted(device, source, origin);
    }

    private static String pointer(int serving, int version, boolean promoted) {
        return """
                {"schema":1,"serving":%d,"previous":1,"pinned":false,"reason":"r","verdict":{"version":%d,"promoted":%b,
                "reason":"%s","trigger":"steps","requests":[],"champion":1.0,"challenger":0.9,"windows":512,
                "updates":9,"seconds":2.5,"at":"2026-11-21T05:00:00Z"}}"""
                .formatted(serving, version, promoted, promoted ? "promoted: 3.1 % better" : "rejected: 2.0 % worse");
    }

    private static ConsumerRecord<byte[], byte[]> record(String topic, long offset, String key, String value) {
        return new ConsumerRecord<>(topic, 0, offset, key.getBytes(UTF_8), value.getBytes(UTF_8));
    }
}
