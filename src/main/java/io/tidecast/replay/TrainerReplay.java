package io.tidecast.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.model.ModelRegistry;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamSettings;
import io.tidecast.trainer.TrainerTopology;
import io.tidecast.trainer.TrainingWorker;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.test.TestRecord;

/**
 * Replay of the trainer's topology, beside a forecaster's. It trains at once, where the application hands training to a
 * thread of its own: so a seed gives the same models whatever else the machine does.
 */
final class TrainerReplay implements AutoCloseable {
    /** A little more than the trainer lets pass between two looks at what there is to do. */
    private static final Duration LOOK = Duration.ofMillis(250);
    /**
     * Looks at most before what comes next: a trainer that always has something to publish must not stop the readings.
     */
    private static final int MOST_LOOKS = 20;

    private final StreamSettings settings;
    private final TopologyReplay topology;

    /** Sink of records of the models topic. */
    interface Models {
        void accept(byte[] key, byte[] value);
    }

    TrainerReplay(StreamSettings settings, Instant start) {
        this.settings = settings;
        topology = new TopologyReplay(
                TrainerTopology.build(
                        settings, new ModelRegistry(settings.forecast()), new TrainingWorker<>(Runnable::run)),
                settings,
                Role.TRAINER,
                start);
    }

    /** A record of the retraining topic. */
    void retraining(byte[] value) {
        topology.pipe(
                settings.topics().retraining(), settings.forecast().model().getBytes(UTF_8), value);
    }

    /** A record of the models topic. */
    void model(byte[] key, byte[] value) {
        topology.pipe(settings.topics().models(), key, value);
    }

    /**
     * Lets the trainer do what there is to do; what it publishes comes back to itself, as from the topic, and goes to
     * the taker.
     */
    void look(Instant now, Models taker) {
        topology.advanceTo(now);
        boolean[] published = {true};
        for (int i = 0; i < MOST_LOOKS && published[0]; i++) {
            published[0] = false;
            // The run begins at one look and ends at the next.
            topology.advanceTo(topology.wallClock().plus(LOOK));
            topology.advanceTo(topology.wallClock().plus(LOOK));
            topology.drain(settings.topics().models(), record -> {
                published[0] = true;
                deliver(record, taker);
            });
        }
        topology.discardRest();
    }

    private void deliver(TestRecord<byte[], byte[]> record, Models taker) {
        model(record.key(), record.value());
        taker.accept(record.key(), record.value());
    }

    @Override
    public void close() {
        topology.close();
    }
}
