package io.tidecast.forecaster;

import io.tidecast.config.Printable;
import io.tidecast.config.ShortDuration;
import io.tidecast.device.DeviceState;
import io.tidecast.device.DeviceStates;
import io.tidecast.device.DeviceStores;
import io.tidecast.device.HeapBudget;
import io.tidecast.device.RecentWindows;
import io.tidecast.device.StepRule;
import io.tidecast.device.StoredWindow;
import io.tidecast.device.ToldValues;
import io.tidecast.forecast.ScoredMethods;
import io.tidecast.forecast.Scorer;
import io.tidecast.model.ModelRegistry;
import io.tidecast.record.BoundedLog;
import io.tidecast.record.BoundedOutput;
import io.tidecast.record.DeadLetters;
import io.tidecast.record.Names;
import io.tidecast.record.Reason;
import io.tidecast.record.SentAt;
import io.tidecast.series.GridSettings;
import io.tidecast.stream.StreamSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processor of readings by device: hands each to the {@link ReadingHandler} as one unit of work, and closes what is
 * open of devices that have fallen silent. A reading that cannot be taken is a dead letter, as it came.
 */
final class ForecastReadings implements Processor<String, SourcedReading, Object, Object> {
    private static final Logger LOG = LoggerFactory.getLogger(ForecastReadings.class);
    private static final Duration TICK = Duration.ofSeconds(1);

    private final BoundedLog log = new BoundedLog(LOG);
    private final StreamSettings settings;
    private final ScoredMethods methods;
    private final HeapBudget budget;
    private final RecentWindows windows;
    private final ForecastQuestions questions;
    private final GridSettings grid;
    private final ModelRegistry registry;
    private final DeviceGroups groups;
    private final Optional<KnownAheadTable> ahead;
    private final StaticTable statics;

    private ProcessorContext<Object, Object> context;
    private PendingOutput pending;
    private DeviceStores stores;
    private DeviceStates states;
    private StepHandler steps;
    private RecentWindows.Task shown;
    private ForecastQuestions.Task asked;
    private IdleDevices idle;
    private ReadingHandler handler;
    private DeviceWork work;

    ForecastReadings(
            StreamSettings settings,
            ScoredMethods methods,
            ModelRegistry registry,
            DeviceGroups groups,
            Optional<KnownAheadTable> ahead,
            StaticTable statics,
            HeapBudget budget,
            RecentWindows windows,
            ForecastQuestions questions) {
        this.settings = settings;
        this.methods = methods;
        this.registry = registry;
        this.groups = groups;
        this.ahead = ahead;
        this.statics = statics;
        this.budget = budget;
        this.windows = windows;
        this.questions = questions;
        grid = settings.grid();
    }

    @Override
    public void init(ProcessorContext<Object, Object> processorContext) {
        close(); // A task that is revived after an aborted transaction takes up its processors again.
        context = processorContext;
        pending = new PendingOutput(context);
        BoundedOutput output =
                new BoundedOutput(context, settings.limits(), Names.DEAD_LETTERS_OF_FORECAST, pending::send);
        stores = DeviceStores.of(context, settings.forecast(), settings.toldAhead());
        StepRule rule = StepRule.of(grid, settings.forecast().features());
        states = new DeviceStates(
                stores, grid, methods, rule, new Scorer(methods, settings.publish()), budget, statics::of);
        StoredWindow stored = new StoredWindow(settings.forecast());
        shown = windows.join(device -> stored.read(device, stores));
        steps = new StepHandler(settings, methods, registry, ahead, stores, states, shown, context, output);
        ReadingCounters counters = new ReadingCounters(context);
        idle = new IdleDevices(
                grid, settings.retention(), context.getStateStore(Names.CLOCKS), context.currentSystemTimeMs());
        handler = new ReadingHandler(settings, rule, groups, stores, states, steps, idle, counters, output);
        work = new DeviceWork(states, pending, counters, handler::giveUp, context::currentSystemTimeMs);
        asked = questions.join(new Answers());
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, nowMs -> {
            states.tick();
            shown.answer();
            asked.answer();
        });
        idle.schedule(
                context,
                new IdleDevices.Steps(
                        device -> work.run(device, () -> handler.closeAll(device)),
                        this::forget,
                        device -> work.run(device, () -> handler.countFrom(device, context.currentSystemTimeMs()))));
        stores.told().ifPresent(told -> new UnknownNames(
                        told, states::isKnown, name -> work.look(name, () -> told.remove(name)))
                .schedule(context));
        if (settings.retention().maxDevices() > 0) {
            states.countStored();
        }
    }

    /** Answers from the devices that are stored; nothing is written but what taking one up writes. */
    private final class Answers implements ForecastQuestions.Answers {
        @Override
        public Optional<Alternative> whatIf(String device, List<PlannedValue> planned) {
            return state(device).flatMap(state -> steps.whatIf(state, planned));
        }

        @Override
        public Optional<Explanation> explain(String device) {
            return state(device).flatMap(steps::explain);
        }

        private Optional<DeviceState> state(String device) {
            if (!states.isKnown(device)) {
                return Optional.empty();
            }
            AtomicReference<DeviceState> state = new AtomicReference<>();
            Optional<RuntimeException> fault = work.look(
                    device,
                    () -> state.set(states.of(device, () -> {
                        throw new IllegalStateException("it is known");
                    })));
            if (fault.isPresent()) {
                throw fault.get();
            }
            return Optional.of(state.get());
        }
    }

    private void forget(String device) {
        if (work.run(device, () -> handler.forget(device)).isEmpty()) {
            shown.gone(device);
            log.warn(
                    "device was silent for longer than state.forget-after and is forgotten",
                    Printable.value(device),
                    context.currentSystemTimeMs());
        }
    }

    @Override
    public void close() {
        if (states != null) {
            states.close();
            steps.close();
            shown.close();
            asked.close();
        }
    }

    @Override
    public void process(Record<String, SourcedReading> record) {
        SourcedReading sourced = record.value();
        if (sourced.ahead()) {
            told(sourced);
            return;
        }
        long timeMs = sourced.reading().timeMs();
        long nowMs = context.currentSystemTimeMs();
        OptionalLong sentMs = SentAt.in(record.headers());
        idle.progress().received(sourced.original().origin().partition(), sentMs, nowMs);
        if (timeMs - nowMs > grid.maxAhead().toMillis()) {
            handler.refuse(
                    sourced,
                    Reason.AHEAD,
                    "time must be at most series.max-ahead " + ShortDuration.of(grid.maxAhead())
                            + " past the wall clock, was " + Instant.ofEpochMilli(timeMs));
        } else {
            work.run(sourced.reading().device(), () -> handler.take(sourced, sentMs, nowMs))
                    .ifPresent(fault -> handler.refuse(sourced, fault));
        }
        pending.flush();
    }

    /** Keeps what is told ahead of a device. */
    private void told(SourcedReading sourced) {
        DeadLetters.Origin from = sourced.original().origin();
        long nowMs = context.currentSystemTimeMs();
        ToldValues told = stores.told().orElseThrow();
        work.look(
                        sourced.reading().device(),
                        () -> told.tell(sourced.reading(), from.partition(), from.offset(), nowMs))
                .ifPresent(fault -> log.warn("values known ahead are not used", from + ": " + fault, nowMs));
    }
}
