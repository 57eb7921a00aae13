package io.tidecast.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How soon a whole fleet is forecast again, beside what Kafka Streams alone needs on the same machine. */
@Tag("faults")
class RecoveryTest {
    private static final int DEVICES = 300;
    private static final double STEPS_PER_SECOND = 2;
    private static final int KILLS = Integer.getInteger("recovery.kills", 40);
    private static final int BARE_KILLS = Math.min(20, KILLS);
    private static final String TIME = "HH:mm:ss.SSS";
    /** What an instance logs once its settings are read, its topics are checked, and its state is restored. */
    private static final List<String> MARKS = List.of("kernels: ", "memory budget: ", "forecaster: running");

    /** The records of a topic from now on, with the step that each is about. */
    private static final class Follower implements AutoCloseable {
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final ToLongFunction<JsonNode> stepOf;

        Follower(Site site, String topic, ToLongFunction<JsonNode> stepOf) {
            this.stepOf = stepOf;
            consumer = new KafkaConsumer<>(
                    Map.of(
                            "bootstrap.servers", site.brokers().bootstrap(),
                            "isolation.level", "read_committed",
                            "fetch.max.wait.ms", "20"),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer());
            List<TopicPartition> partitions = new ArrayList<>();
            consumer.partitionsFor(topic).forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
        }

        /** Waits for a record of every device about a step or a later one; returns the time since a moment. */
        Duration awaitAll(long step, long sinceNanos) {
            Set<String> devices = new HashSet<>();
            Await.until(DEVICES + " devices at step " + step, () -> {
                consumer.poll(Duration.ofMillis(20)).forEach(record -> {
                    JsonNode json = Output.json(record.value());
                    if (stepOf.applyAsLong(json) >= step) {
                        devices.add(json.path("device").asText());
                    }
                });
                return devices.size() >= DEVICES;
            });
            return Duration.ofNanos(System.nanoTime() - sinceNanos);
        }

        @Override
        public void close() {
            consumer.close();
        }
    }

    /** When a line was last logged, in the format of the tests' log. */
    private static Duration sinceKill(String log, String mark, LocalTime killed) {
        int at = log.lastIndexOf(mark);
        assertThat(at).as(mark + " in " + log).isNotNegative();
        int line = log.lastIndexOf('\n', at) + 1;
        Duration since = Duration.between(killed, LocalTime.parse(log.substring(line, line + TIME.length())));
        return since.isNegative() ? since.plusDays(1) : since;
    }

    private static Duration median(List<Duration> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }

    private static long step(JsonNode json, String field) {
        return Instant.parse(json.path(field).asText()).toEpochMilli() / Shape.STEP_MS;
    }

    @Test
    void shouldForecastTheWholeFleetSoonWhenTheForecasterIsKilledAgainAndAgain() {
        Scenario scenario = Scenario.of(
                "recovery",
                "kill -9 of the only forecaster, " + KILLS + " times under load, " + DEVICES
                        + " devices; the same with the least that Kafka Streams can be",
                "every step's forecast once; recovery is to a forecast of every device from a step that had not ended");
        Scenario bare = Scenario.of("bare", "", "");
        List<List<Duration>> reached = MARKS.stream()
                .map(mark -> (List<Duration>) new ArrayList<Duration>())
                .toList();
        try (Site site = Site.serving(1);
                Load load = Load.steady(site, "pump", DEVICES, STEPS_PER_SECOND)) {
            App app = site.forecaster("a", Map.of()).start();
            try (Follower forecasts = new Follower(site, "forecasts", json -> step(json, "origin"))) {
                forecasts.awaitAll(load.first(), System.nanoTime());
                for (int kill = 0; kill < KILLS; kill++) {
                    Await.pass(Duration.ofMillis(1_000 + 37L * kill)); // At another point of the commit interval.
                    app.kill();
                    LocalTime killed = LocalTime.now(ZoneId.systemDefault());
                    long since = System.nanoTime();
                    app.start();
                    scenario.recovered(forecasts.awaitAll(load.step(), since));
                    for (int mark = 0; mark < MARKS.size(); mark++) {
                        reached.get(mark).add(sinceKill(app.log(), MARKS.get(mark), killed));
                    }
                }
            }
            app.terminate();
            site.createTopic(BareMain.OUTPUT);
            try (Follower echoes = new Follower(site, BareMain.OUTPUT, json -> step(json, "ts"))) {
                List<String> args = List.of(
                        site.brokers().bootstrap(),
                        site.folder().resolve("state-bare").toString());
                ChildJvm process = ChildJvm.start(site.folder(), "bare", App.MEGABYTES, BareMain.class, args);
                try {
                    echoes.awaitAll(load.step(), System.nanoTime());
                    for (int kill = 0; kill < BARE_KILLS; kill++) {
                        Await.pass(Duration.ofMillis(1_000 + 37L * kill));
                        process.kill();
                        long since = System.nanoTime();
                        process = ChildJvm.start(site.folder(), "bare", App.MEGABYTES, BareMain.class, args);
                        bare.recovered(echoes.awaitAll(load.step(), since));
                    }
                } finally {
                    process.close();
                }
            }
            load.end();
            app.start();
            List<String> marks = reached.stream()
                    .map(times -> Scenario.seconds(median(times)))
                    .toList();
            scenario.passed(site.settle() + "; medians: settings read after " + marks.get(0) + ", topics checked after "
                    + marks.get(1) + ", state restored after " + marks.get(2) + "; 95th percentile "
                    + Scenario.seconds(scenario.percentile(0.95))
                    + ", Kafka Streams alone median " + Scenario.seconds(bare.percentile(0.5)) + ", 95th percentile "
                    + Scenario.seconds(bare.percentile(0.95)));
        }
    }
}
