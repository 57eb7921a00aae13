package io.tidecast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.faults.Await;
import io.tidecast.stream.KafkaClients;
import java.io.BufferedReader;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A topic of forecasts for a consumer that prints what it reads, some in a transaction that is given up. */
final class ForecastsInTransactions implements AutoCloseable {
    static final String FORECAST =
            """
            {"schema":1,"device":"pump-7","model":"default","version":42,"source":"model","status":"ok",\
            "origin":"2026-11-21T05:00:00Z","step":"PT1M","at":["2026-11-21T05:01:00Z","2026-11-21T05:02:00Z"],\
            "targets":{"temp":{"mean":[71.2,100],"intervals":[{"level":0.5,"lower":[71,99],"upper":[72,101]},\
            {"level":0.9,"lower":[69.9,90],"upper":[72.4,110]}]}},"skill":0.31}""";

    private final EmbeddedBroker broker;

    private ForecastsInTransactions(EmbeddedBroker broker) {
        this.broker = broker;
    }

    static ForecastsInTransactions start() throws Exception {
        EmbeddedBroker broker = EmbeddedBroker.start();
        assertThat(CommandRun.of("topics", "create", "--partitions=1", "--bootstrap", broker.bootstrapServers())
                        .exitCode())
                .isZero();
        return new ForecastsInTransactions(broker);
    }

    String bootstrap() {
        return broker.bootstrapServers();
    }

    /**
     * The lines, each once, that this command prints of forecasts of {@code pump-7}, one of {@code given-up} that is
     * not committed, one of {@code warming-up} with that status, and one of {@code last}, the first line of which ends
     * it.
     */
    Set<String> readBy(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Map<String, String> kafka = Map.of("bootstrap.servers", bootstrap(), "transactional.id", "consumers-test");
        try (Producer<String, byte[]> producer = new KafkaClients(kafka).producer();
                BufferedReader out = process.inputReader(UTF_8)) {
            producer.initTransactions();
            // It reads from where the topic ends when it has come to that.
            Await.until("the first line", () -> {
                assertThat(process.isAlive()).isTrue();
                send(producer, "pump-7", "ok", true);
                return out.ready();
            });
            send(producer, "given-up", "ok", false);
            send(producer, "warming-up", "warming-up", true);
            send(producer, "last", "ok", true);
            Set<String> lines = new TreeSet<>();
            String line;
            do {
                line = out.readLine();
                assertThat(line).as("a line after %s", lines).isNotNull();
                lines.add(line);
            } while (!line.contains("last"));
            return lines;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static void send(Producer<String, byte[]> producer, String device, String status, boolean committed)
            throws Exception {
        String forecast =
                FORECAST.replace("pump-7", device).replace("\"status\":\"ok\"", "\"status\":\"" + status + "\"");
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("forecasts", device, forecast.getBytes(UTF_8)))
                .get();
        if (committed) {
            producer.commitTransaction();
        } else {
            producer.abortTransaction();
        }
    }

    @Override
    public void close() throws Exception {
        broker.close();
    }
}
