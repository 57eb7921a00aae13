package io.tidecast.forecaster;

import io.tidecast.config.Printable;
import io.tidecast.device.Arrival;
import io.tidecast.device.Closed;
import io.tidecast.device.DevicePosition;
import io.tidecast.device.DeviceState;
import io.tidecast.device.DeviceStates;
import io.tidecast.device.DeviceStores;
import io.tidecast.device.StepRule;
import io.tidecast.record.BoundedOutput;
import io.tidecast.record.DeadLetters;
import io.tidecast.record.Names;
import io.tidecast.record.OriginalRecord;
import io.tidecast.record.Reason;
import io.tidecast.record.UnreadableRecordException;
import io.tidecast.series.Reading;
import io.tidecast.stream.StreamSettings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.OptionalLong;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Record handler of a device's readings: keeps those that are open, asks the {@link StepRule} what one of them closes,
 * and has the {@link StepHandler} score, learn, forecast and publish with each step, in order.
 */
final class ReadingHandler {
    private static final String FAULT = "a reading must be taken without a fault, had ";

    private final StreamSettings settings;
    private final StepRule rule;
    private final DeviceGroups groups;
    private final DeviceStores stores;
    private final DeviceStates states;
    private final StepHandler steps;
    private final IdleDevices idle;
    private final ReadingCounters counters;
    private final BoundedOutput output;
    private final int maxDevices;

    ReadingHandler(
            StreamSettings settings,
            StepRule rule,
            DeviceGroups groups,
            DeviceStores stores,
            DeviceStates states,
            StepHandler steps,
            IdleDevices idle,
            ReadingCounters counters,
            BoundedOutput output) {
        this.settings = settings;
        this.rule = rule;
        this.groups = groups;
        this.stores = stores;
        this.states = states;
        this.steps = steps;
        this.idle = idle;
        this.counters = counters;
        this.output = output;
        maxDevices = settings.retention().maxDevices();
    }

    /**
     * Takes a reading.
     *
     * @param sentMs when it was sent, which a forecast says whose step it closes
     * @param nowMs when it was received
     */
    void take(SourcedReading sourced, OptionalLong sentMs, long nowMs) {
        Reading reading = sourced.reading();
        if (isOneTooMany(reading.device())) {
            refuse(
                    sourced,
                    Reason.TOO_MANY_DEVICES,
                    "device must be one of at most state.max-devices " + maxDevices + " in a partition, was "
                            + Printable.value(reading.device()));
            return;
        }
        DeviceState state = states.of(reading.device(), () -> rule.begin(reading.timeMs()));
        StepRule.Place place = rule.place(state, reading);
        if (place == StepRule.Place.LATE) {
            counters.late();
            refuse(
                    sourced,
                    Reason.LATE,
                    "time must be in a step that is still open (series.grace keeps it open for longer), from "
                            + Instant.ofEpochMilli(rule.openFromMs(state.position())) + ", was "
                            + Instant.ofEpochMilli(reading.timeMs()));
        } else {
            Arrival arrival = place == StepRule.Place.DUPLICATE ? Arrival.DUPLICATE : state.add(reading);
            if (arrival.repeats()) {
                counters.duplicate();
            }
            if (arrival != Arrival.DUPLICATE) {
                taken(state, sourced, sentMs, nowMs);
            }
        }
    }

    private void taken(DeviceState state, SourcedReading sourced, OptionalLong sentMs, long nowMs) {
        long timeMs = sourced.reading().timeMs();
        DevicePosition position = state.position();
        boolean heard = idle.heard(position, timeMs, nowMs);
        boolean moved = rule.moves(position, timeMs);
        boolean begun = position.model().isEmpty() && route(state, sourced);
        if (moved) {
            close(state, rule.closesToMs(timeMs), sentMs);
        }
        boolean routed = route(state, sourced);
        if (heard || moved || begun || routed) {
            stores.clocks().put(state.device(), position.bytes());
        }
    }

    /** Closes what is open of a device that has fallen silent. */
    void closeAll(String device) {
        DeviceState state = states.of(device, () -> rule.begin(0));
        state.newest().ifPresent(newestMs -> close(state, rule.closesAllToMs(newestMs), OptionalLong.empty()));
        state.position().silent();
        stores.clocks().put(device, state.position().bytes());
    }

    /** Removes a device that is gone, once what is open of it is closed and all of it is on its way to the trainer. */
    void forget(String device) {
        closeAll(device);
        steps.leaveModel(states.of(device, () -> rule.begin(0)));
        states.remove(device);
        counters.forgotten();
    }

    /** A device that was stored without saying when it was last heard of counts as heard of now. */
    void countFrom(String device, long nowMs) {
        DeviceState state = states.of(device, () -> rule.begin(0));
        state.position().received(nowMs, state.position().isAwaited());
        stores.clocks().put(device, state.position().bytes());
    }

    private boolean isOneTooMany(String device) {
        return maxDevices > 0 && states.count() >= maxDevices && !states.isKnown(device);
    }

    private void close(DeviceState state, long toMs, OptionalLong sentMs) {
        DevicePosition position = state.position();
        var readings = state.take(rule.openFromMs(position), toMs);
        for (Closed closed : rule.close(position, state.lastStepMs(), state.anchors(), readings, toMs)) {
            if (closed instanceof Closed.Counters gone) {
                state.keep(gone);
                counters.dropped(gone.resets(), gone.rollOvers());
            } else {
                steps.handle(state, closed, sentMs);
            }
        }
    }

    /**
     * Assigns the device to the model of its group; true if that is another one than before. The steps closed so far go
     * to the model before.
     */
    private boolean route(DeviceState state, SourcedReading sourced) {
        String model = groups.model(settings, state.device(), sourced.group());
        if (model.equals(state.position().model())) {
            return false;
        }
        steps.leaveModel(state);
        state.position().belongTo(model);
        return true;
    }

    /**
     * Sends an open reading to the dead letters, as a record of the readings' format; its own is not known any more.
     */
    void giveUp(Reading reading, RuntimeException fault) {
        output.deadLetter(
                new UnreadableRecordException(Reason.UNEXPECTED, FAULT + fault),
                new OriginalRecord(
                        DeadLetters.Origin.unsent(Names.OPEN_READINGS),
                        reading.device().getBytes(StandardCharsets.UTF_8),
                        settings.readings().encoder().encode(reading),
                        new RecordHeaders(),
                        OriginalRecord.NO_TIMESTAMP));
    }

    /** A reading as it came, which nothing could be done with. */
    void refuse(SourcedReading sourced, RuntimeException fault) {
        refuse(sourced, Reason.UNEXPECTED, FAULT + fault);
    }

    /** Late readings are everyday, and counted: a line each in the log would bury the rest. */
    void refuse(SourcedReading sourced, Reason reason, String message) {
        output.deadLetter(new UnreadableRecordException(reason, message), sourced.original());
    }
}
