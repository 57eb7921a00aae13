package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.ModelKeys;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.Ruling;
import io.tidecast.model.UntrainedModel;
import io.tidecast.model.Verdict;
import io.tidecast.stream.KafkaClients;
import io.tidecast.view.PublishedModels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The models topic of a broker, and the commands about it. */
final class CommandModels implements AutoCloseable {
    private final CommandBroker broker;

    private CommandModels(CommandBroker broker) {
        this.broker = broker;
    }

    static CommandModels start() throws Exception {
        CommandBroker broker = CommandBroker.start();
        assertThat(broker.run("topics", "create", "--partitions=1").exitCode()).isZero();
        return new CommandModels(broker);
    }

    KafkaClients clients() {
        return broker.clients();
    }

    CommandRun run(String... args) {
        return broker.run(args);
    }

    /** A command about a model. */
    CommandRun models(String model, String... args) {
        return broker.run(
                Stream.concat(Stream.concat(Stream.of("models"), Stream.of(args)), Stream.of("--model=" + model))
                        .toArray(String[]::new));
    }

    /** Versions 1 to so many, each the parent of the next; the last but one serves, before it the one before. */
    void publish(String model, int versions) throws Exception {
        ForecastSettings forecast = new ForecastSettings(
                model, List.of("temp"), List.of("temp"), 4, 2, Duration.ofMinutes(1), Duration.ofMinutes(5), List.of());
        Forecaster version =
                UntrainedModel.untrained(forecast, NetworkSettings.defaults().withOwnLayers(), 1);
        try (Producer<String, byte[]> producer = broker.clients().producer()) {
            for (int number = 1; number <= versions; number++) {
                producer.send(new ProducerRecord<>(
                                "models",
                                model + "/" + number,
                                ModelFile.write(version.manifest(), version.parameters())))
                        .get(10, TimeUnit.SECONDS);
                Map<String, Object> provenance =
                        Map.of("reason", "steps: 5000 new", "heldOut", Map.of("challenger", 0.5));
                version = Forecaster.of(version.manifest().child(number + 1, provenance), version.parameters());
            }
        }
        Verdict rejected = new Verdict(
                versions,
                Ruling.rejected("worse"),
                "steps: 5000 new",
                List.of(),
                Verdict.Errors.of(0.5, 0.6, 64),
                10,
                1,
                "2026-01-01T00:00:00Z",
                null);
        send(
                model,
                PointerRecord.bytes(new Pointer(
                        1,
                        versions - 1,
                        versions - 2,
                        null,
                        false,
                        "promoted: better",
                        rejected,
                        List.of(rejected),
                        0,
                        null)));
    }

    void send(String key, byte[] value) throws Exception {
        broker.send("models", key, value);
    }

    Pointer pointer(String model) {
        return PublishedModels.read(broker.clients(), "models", ModelKeys.none(), model)
                .pointer()
                .orElseThrow();
    }

    @Override
    public void close() {
        broker.close();
    }
}
