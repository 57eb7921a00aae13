package io.tidecast.forecaster;

import io.tidecast.device.Closed;
import io.tidecast.device.DevicePosition;
import io.tidecast.device.DeviceState;
import io.tidecast.device.DeviceStates;
import io.tidecast.device.DeviceStores;
import io.tidecast.device.HeapBudget;
import io.tidecast.device.StepRule;
import io.tidecast.forecast.ScoredMethods;
import io.tidecast.forecast.Scorer;
import io.tidecast.model.ModelRegistry;
import io.tidecast.record.BoundedOutput;
import io.tidecast.record.DeadLetters;
import io.tidecast.record.Names;
import io.tidecast.record.UnreadableRecordException;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Reading;
import io.tidecast.stream.StreamSettings;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Processor of a device's readings: keeps those that are open, asks the {@link StepRule} what one of them closes, and
 * has the {@link StepHandler} score, learn, forecast and publish with each step, in order.
 */
final class ForecastReadings implements Processor<String, SourcedReading, Object, Object> {
    private final StreamSettings settings;
    private final ScoredMethods methods;
    private final HeapBudget budget;
    private final GridSettings grid;
    private final StepRule rule;
    private final ModelRegistry registry;
    private final DeviceGroups groups;

    private ProcessorContext<Object, Object> context;
    private BoundedOutput output;
    private DeviceStores stores;
    private DeviceStates states;
    private StepHandler steps;
    private ReadingCounters counters;
    private IdleDevices idle;

    ForecastReadings(
            StreamSettings settings,
            ScoredMethods methods,
            ModelRegistry registry,
            DeviceGroups groups,
            HeapBudget budget) {
        this.settings = settings;
        this.methods = methods;
        this.registry = registry;
        this.groups = groups;
        this.budget = budget;
        grid = settings.grid();
        rule = StepRule.of(grid, settings.forecast().features().size());
    }

    @Override
    public void init(ProcessorContext<Object, Object> processorContext) {
        close(); // A task that is revived after an aborted transaction takes up its processors again.
        context = processorContext;
        output = new BoundedOutput(context, settings.kafka(), Names.DEAD_LETTERS_OF_FORECAST);
        stores = DeviceStores.of(context, settings.forecast());
        states = new DeviceStates(stores, grid, methods, rule, new Scorer(methods, settings.publish()), budget);
        steps = new StepHandler(settings, methods, registry, stores, states, context, output);
        counters = new ReadingCounters(context);
        idle = new IdleDevices(grid, stores.clocks());
        idle.schedule(context, this::closeIdle);
    }

    @Override
    public void close() {
        if (states != null) {
            states.close();
            steps.close();
        }
    }

    @Override
    public void process(Record<String, SourcedReading> record) {
        Reading reading = record.value().reading();
        long aheadMs = reading.timeMs() - context.currentSystemTimeMs();
        if (aheadMs > grid.maxAhead().toMillis()) {
            refuse(
                    record.value(),
                    "time must be at most series.max-ahead " + grid.maxAhead() + " past the wall clock, was "
                            + Instant.ofEpochMilli(reading.timeMs()));
            return;
        }
        guarded(reading.device(), () -> take(record.value()));
    }

    /** Closes what is open of a device that has fallen silent. */
    private void closeIdle(String device) {
        guarded(device, () -> {
            DeviceState state = states.of(device, () -> rule.begin(0));
            state.newest().ifPresent(newestMs -> close(state, rule.closesAllToMs(newestMs)));
            state.position().received(DevicePosition.NEVER);
            stores.clocks().put(device, state.position().bytes());
        });
    }

    /** What is on the heap of a device is right only as long as all that was to be stored with it was. */
    private void guarded(String device, Runnable work) {
        boolean done = false;
        try {
            work.run();
            done = true;
        } finally {
            if (!done) {
                states.forget(device);
            }
        }
    }

    private void take(SourcedReading sourced) {
        Reading reading = sourced.reading();
        DeviceState state = states.of(reading.device(), () -> rule.begin(reading.timeMs()));
        StepRule.Place place = rule.place(state, reading.timeMs());
        if (place == StepRule.Place.LATE) {
            counters.late();
            refuse(
                    sourced,
                    "time must be in a step that is still open, from "
                            + Instant.ofEpochMilli(rule.openFromMs(state.position())) + ", was "
                            + Instant.ofEpochMilli(reading.timeMs()));
        } else if (place == StepRule.Place.DUPLICATE || !state.add(reading)) {
            counters.duplicate();
        } else {
            DevicePosition position = state.position();
            boolean heard = idle.heard(position, reading.timeMs(), context.currentSystemTimeMs());
            boolean moved = rule.moves(position, reading.timeMs());
            boolean begun = position.model().isEmpty() && route(state, sourced);
            if (moved) {
                close(state, rule.closesToMs(reading.timeMs()));
            }
            boolean routed = route(state, sourced);
            if (heard || moved || begun || routed) {
                stores.clocks().put(reading.device(), position.bytes());
            }
        }
    }

    private void close(DeviceState state, long toMs) {
        DevicePosition position = state.position();
        var readings = state.take(rule.openFromMs(position), toMs);
        for (Closed closed : rule.close(position, state.lastStepMs(), readings, toMs)) {
            steps.handle(state, closed);
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

    /** Late readings are everyday, and counted: a line each in the log would bury the rest. */
    private void refuse(SourcedReading sourced, String reason) {
        DeadLetters.Origin origin = new DeadLetters.Origin(sourced.topic(), sourced.partition(), sourced.offset());
        output.deadLetter(new UnreadableRecordException(reason), sourced.key(), sourced.value(), origin);
    }
}
