package io.tidecast.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidecast.record.RegistryUnavailableException;
import io.tidecast.record.SentAt;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler.Response;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler.Result;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

class ContinueWithDeadLetterTest {
    private record At(String topic, byte[] sourceRawKey, byte[] sourceRawValue, Headers headers)
            implements ErrorHandlerContext {
        @Override
        public int partition() {
            return 3;
        }

        @Override
        public long offset() {
            return 5;
        }

        @Override
        public String processorNodeId() {
            return "forecast";
        }

        @Override
        public TaskId taskId() {
            return new TaskId(0, 3);
        }

        @Override
        public long timestamp() {
            return 7;
        }
    }

    private static String header(ProducerRecord<?, ?> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Test
    void shouldEndTheClientWhenTheFailureSaysNothingOfTheRecord() {
        ContinueWithDeadLetter handler = new ContinueWithDeadLetter();
        handler.configure(Map.of(ContinueWithDeadLetter.TOPIC, "dead", ContinueWithDeadLetter.BYTES, 10_000));
        Response response = handler.handleError(
                new At("readings", null, null, new RecordHeaders()),
                new Record<>("k", "v", 0),
                new RegistryUnavailableException("no answer"));
        assertThat(response.result()).isEqualTo(Result.FAIL);
        assertThat(response.deadLetterQueueRecords()).isEmpty();
    }

    @Test
    void shouldEndTheClientWhenItsProducerRefusesEveryRecord() {
        ContinueWithDeadLetter handler = new ContinueWithDeadLetter();
        handler.configure(Map.of(ContinueWithDeadLetter.TOPIC, "dead", ContinueWithDeadLetter.BYTES, 10_000));
        Response response = handler.handleError(
                new At("readings", null, null, new RecordHeaders()), new Record<>("k", "v", 0), refusal());
        assertThat(response.result()).isEqualTo(Result.FAIL);
        assertThat(response.deadLetterQueueRecords()).isEmpty();
    }

    private static IllegalStateException refusal() {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", "127.0.0.1:1"), new ByteArraySerializer(), new ByteArraySerializer());
        producer.close();
        return catchThrowableOfType(
                IllegalStateException.class, () -> producer.send(new ProducerRecord<>("dead", null)));
    }

    /** Of a timer, which no record has started. */
    @Test
    void shouldEndTheClientWhenThereIsNoRecord() {
        ContinueWithDeadLetter handler = new ContinueWithDeadLetter();
        handler.configure(Map.of(ContinueWithDeadLetter.TOPIC, "dead", ContinueWithDeadLetter.BYTES, 10_000));
        Response response = handler.handleError(
                new At(null, null, null, new RecordHeaders()),
                new Record<>("k", "v", 0),
                new IllegalArgumentException("of a timer"));
        assertThat(response.result()).isEqualTo(Result.FAIL);
    }

    @Test
    void shouldGoOnAndSendALetterThatItsTopicTakes() {
        ContinueWithDeadLetter handler = new ContinueWithDeadLetter();
        handler.configure(Map.of(ContinueWithDeadLetter.TOPIC, "dead", ContinueWithDeadLetter.BYTES, 10_000));
        Response response = handler.handleError(
                new At(
                        "readings",
                        "k".getBytes(StandardCharsets.UTF_8),
                        new byte[500_000],
                        new RecordHeaders().add("ce_id", new byte[3])),
                new Record<>("k", "v", 0),
                new IllegalStateException("x\nforged " + "y".repeat(100_000)));
        assertThat(response.result()).isEqualTo(Result.RESUME);
        assertThat(response.deadLetterQueueRecords()).singleElement().satisfies(letter -> {
            assertThat(letter.topic()).isEqualTo("dead");
            assertThat(letter.key()).asString(StandardCharsets.UTF_8).isEqualTo("k");
            assertThat(letter.value().length).isBetween(5_000, 10_000);
            assertThat(header(letter, "__streams.errors.message"))
                    .startsWith("x\\nforged y")
                    .hasSize(501);
            assertThat(header(letter, "__streams.errors.topic")).isEqualTo("readings");
            assertThat(header(letter, "__streams.errors.partition")).isEqualTo("3");
            assertThat(header(letter, "__streams.errors.offset")).isEqualTo("5");
            assertThat(header(letter, "tidecast.reason")).isEqualTo("unexpected");
            assertThat(header(letter, "tidecast.timestamp")).isEqualTo("7");
            assertThat(letter.headers().lastHeader("ce_id").value()).hasSize(3);
        });
    }

    @Test
    void shouldKeepTheRecordsOwnTimeWhenTheReadingHasAnother() {
        ContinueWithDeadLetter handler = new ContinueWithDeadLetter();
        handler.configure(Map.of(ContinueWithDeadLetter.TOPIC, "dead", ContinueWithDeadLetter.BYTES, 10_000));
        Response response = handler.handleError(
                new At("readings", null, null, new RecordHeaders().add(SentAt.header(6))),
                new Record<>("k", "v", 0),
                new IllegalStateException("x"));
        assertThat(response.deadLetterQueueRecords()).singleElement().satisfies(letter -> assertThat(
                        header(letter, "tidecast.timestamp"))
                .isEqualTo("6"));
    }

    @Test
    void shouldBeToldWhatTheDeadLettersTopicTakes() {
        StreamSettings settings = StreamFixtures.settings(List.of("temp"), List.of("temp"));
        assertThat(ClientConfig.of(settings, Role.TRAINER))
                .containsEntry(ContinueWithDeadLetter.TOPIC, "dead-letters")
                .containsEntry(ContinueWithDeadLetter.BYTES, 1_048_576)
                .containsEntry("processing.exception.handler", ContinueWithDeadLetter.class);
    }
}
