package io.tidecast.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.model.ModelKeys;
import io.tidecast.model.ModelRegistry;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.SigningKeys;
import io.tidecast.model.UntrainedModel;
import io.tidecast.record.BoundedOutput;
import io.tidecast.record.Names;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counters of what the trainer signs, while what it sent is on its way back. */
class ModelOutputTest {
    private final StreamSettings settings = StreamFixtures.settings(List.of("temp"), List.of("temp"));
    private final List<Record<byte[], byte[]>> sent = new ArrayList<>();

    @TempDir
    private Path folder;

    private ModelKeys signer;
    private ModelRegistry registry;
    private ModelOutput output;

    @BeforeEach
    void make() throws IOException {
        signer = SigningKeys.in(folder).signer("tidecast");
        registry = new ModelRegistry(settings.forecast(), signer);
        MockProcessorContext<Object, Object> context = new MockProcessorContext<>();
        context.setCurrentSystemTimeMs(StreamFixtures.START.toEpochMilli());
        BoundedOutput outlet = new BoundedOutput(
                context, settings.limits(), Names.DEAD_LETTERS_OF_TRAINING, (record, sink, done) -> sent.add(record));
        output = new ModelOutput(context, outlet, registry, 3);
    }

    private static Pointer pointer(String reason) {
        return Pointer.bootstrap(1, reason);
    }

    /** What was sent comes back, all of it. */
    private void comeBack() {
        for (Record<byte[], byte[]> record : sent) {
            Optional<byte[]> header =
                    Optional.of(record.headers().lastHeader(ModelKeys.HEADER).value());
            assertThat(registry.accept(new String(record.key(), UTF_8), record.value(), header))
                    .isEmpty();
        }
        sent.clear();
    }

    private void publishFirst() {
        output.publish(UntrainedModel.untrained(settings.forecast(), settings.network(), 1));
        output.point("default", pointer("first"));
    }

    @Test
    void shouldBeAcceptedWhenSeveralPointersAreOnTheirWay() {
        publishFirst();
        output.point("default", pointer("second"));
        output.remove("default", 1);
        output.point("default", pointer("third"));
        comeBack();
        assertThat(registry.pointer("default").orElseThrow().reason()).isEqualTo("third");
        assertThat(registry.versions("default")).isEmpty();
    }

    @Test
    void shouldBeRefusedAsAWholeWhenAPinComesBetween() {
        publishFirst();
        comeBack();
        byte[] pin = PointerRecord.bytes(pointer("pinned").pinnedTo(1, "mine"));
        Optional<byte[]> signature = signer.sign("default", pin, registry.nextCounter("default"));
        output.publish(UntrainedModel.untrained(settings.forecast(), settings.network(), 1));
        assertThat(registry.accept("default", pin, signature)).isEmpty();
        output.point("default", pointer("promoted"));
        for (Record<byte[], byte[]> record : sent) {
            assertThat(registry.accept(
                            new String(record.key(), UTF_8),
                            record.value(),
                            Optional.of(record.headers()
                                    .lastHeader(ModelKeys.HEADER)
                                    .value())))
                    .isPresent();
        }
        assertThat(registry.pointer("default").orElseThrow().reason()).isEqualTo("mine");
    }

    @Test
    void shouldNotPutAPointerBackWhileOneOfItsOwnHasNotComeBack() {
        publishFirst();
        comeBack();
        output.point("default", pointer("promoted"));
        registry.accept("default", new byte[] {1});
        assertThat(output.putBack("default")).as("it would undo the promotion").isZero();
        comeBack();
        assertThat(output.putBack("default")).as("its own came last").isZero();
        registry.accept("default", new byte[] {1});
        assertThat(output.putBack("default")).isEqualTo(1);
        comeBack();
        assertThat(registry.pointer("default").orElseThrow().reason()).isEqualTo("promoted");
        assertThat(output.putBack("default")).isZero();
    }
}
