package io.tidecast.forecaster;

import io.tidecast.config.Printable;
import io.tidecast.device.DeviceStates;
import io.tidecast.record.BoundedLog;
import io.tidecast.record.RegistryUnavailableException;
import io.tidecast.series.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unit of work on one device: what it changes in the stores and what it sends happens as a whole or not at all. Where
 * it fails, what may be at fault is put out of the way, and it is done once more: first all that was learnt of the
 * device, which then begins anew; then its open readings too, which become dead letters. Where it fails all the same,
 * the fault is the record's.
 */
final class DeviceWork {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceWork.class);

    private final DeviceStates states;
    private final PendingOutput output;
    private final ReadingCounters counters;
    private final BiConsumer<Reading, RuntimeException> giveUp;
    private final LongSupplier nowMs;
    private final BoundedLog log = new BoundedLog(LOG);

    /** @param giveUp sends an open reading that cannot be gone on with to the dead letters */
    DeviceWork(
            DeviceStates states,
            PendingOutput output,
            ReadingCounters counters,
            BiConsumer<Reading, RuntimeException> giveUp,
            LongSupplier nowMs) {
        this.states = states;
        this.output = output;
        this.counters = counters;
        this.giveUp = giveUp;
        this.nowMs = nowMs;
    }

    /**
     * Does the work; returns why it could not be done, and then nothing has happened.
     *
     * @throws KafkaException of Kafka Streams or a store, which is nothing that a device could be blamed for
     */
    Optional<RuntimeException> run(String device, Runnable work) {
        Optional<RuntimeException> first = attempt(device, work);
        if (first.isEmpty()) {
            return first;
        }
        Optional<RuntimeException> second = attempt(device, () -> {
            states.beginAnew(device);
            work.run();
        });
        String name = Printable.value(device);
        if (second.isEmpty()) {
            log.error("device could not be gone on with and was begun anew", name, first.get(), nowMs.getAsLong());
            counters.begunAnew();
            return second;
        }
        List<Reading> givenUp = new ArrayList<>();
        Optional<RuntimeException> third = attempt(device, () -> {
            states.beginAnew(device);
            givenUp.addAll(states.removeOpen(device));
            givenUp.forEach(open -> giveUp.accept(open, second.get()));
            work.run();
        });
        if (third.isEmpty()) {
            givenUp.forEach(open -> counters.failed());
            log.error(
                    "device could not be gone on with and was begun anew without its open readings",
                    name,
                    second.get(),
                    nowMs.getAsLong());
            counters.begunAnew();
        } else {
            log.error("a record of a device could not be taken", name, third.get(), nowMs.getAsLong());
            counters.failed();
        }
        return third;
    }

    /**
     * Looks at one device, which nothing is to change: where that fails nothing is tried again.
     *
     * @return what went wrong
     */
    Optional<RuntimeException> look(String device, Runnable look) {
        return attempt(device, look);
    }

    private Optional<RuntimeException> attempt(String device, Runnable work) {
        boolean done = false;
        try {
            work.run();
            states.flush();
            output.flush();
            done = true;
            return Optional.empty();
        } catch (KafkaException | RegistryUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            return Optional.of(e);
        } finally {
            if (!done) {
                states.discard(device);
                output.discard();
            }
        }
    }
}
