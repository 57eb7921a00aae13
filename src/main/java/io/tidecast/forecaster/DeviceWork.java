package io.tidecast.forecaster;

import io.tidecast.device.DeviceStates;
import io.tidecast.device.DeviceStores;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unit of work on one device: what it changes in the stores and what it sends happens as a whole or not at all. Where
 * it fails, the device is begun anew and the work done once more, so that a device whose state is at fault goes on;
 * where it fails again, the fault is the record's.
 */
final class DeviceWork {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceWork.class);

    private final DeviceStores stores;
    private final DeviceStates states;
    private final PendingOutput output;
    private final ReadingCounters counters;

    DeviceWork(DeviceStores stores, DeviceStates states, PendingOutput output, ReadingCounters counters) {
        this.stores = stores;
        this.states = states;
        this.output = output;
        this.counters = counters;
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
        if (second.isEmpty()) {
            LOG.error("device {} could not be gone on with and was begun anew", device, first.get());
            counters.begunAnew();
        } else {
            LOG.error("device {} could not be gone on with, nor begun anew", device, second.get());
            counters.failed();
        }
        return second;
    }

    private Optional<RuntimeException> attempt(String device, Runnable work) {
        boolean done = false;
        try {
            work.run();
            stores.flush();
            output.flush();
            done = true;
            return Optional.empty();
        } catch (KafkaException e) {
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
