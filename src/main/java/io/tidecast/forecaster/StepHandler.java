package io.tidecast.forecaster;

import io.tidecast.device.Closed;
import io.tidecast.device.DevicePosition;
import io.tidecast.device.DeviceState;
import io.tidecast.device.DeviceStates;
import io.tidecast.device.DeviceStores;
import io.tidecast.device.RecentWindows;
import io.tidecast.forecast.OpenForecast;
import io.tidecast.forecast.ScoredMethods;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.ModelRegistry;
import io.tidecast.record.BoundedOutput;
import io.tidecast.record.ForecastEncoder;
import io.tidecast.record.Names;
import io.tidecast.record.SentAt;
import io.tidecast.record.Timestamps;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Segment;
import io.tidecast.stream.ForecastLayout;
import io.tidecast.stream.StreamSettings;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Record handler of what closes of a device's series: a step is kept, scores the forecasts that it is the actual of, is
 * learnt from, and is forecast from; then the chunks of history that are full go out.
 */
final class StepHandler implements AutoCloseable {
    private final GridSettings grid;
    private final ForecastSettings forecast;
    private final int chunkSteps;
    private final int lookback;
    /** Longest gap a line is drawn across; a longer one would not be in the window as a whole. */
    private final int bridge;

    private final int keep;
    private final DeviceStores stores;
    private final DeviceStates states;
    private final RecentWindows.Task windows;
    private final ProcessorContext<Object, Object> context;
    private final BoundedOutput output;
    private final DeviceForecasts forecasts;
    private final ForecastEncoder encoder;
    private final DeviceInquiry inquiry;
    private final ScoreOutput scored;
    private final ChunkCutter chunks;

    StepHandler(
            StreamSettings settings,
            ScoredMethods methods,
            ModelRegistry registry,
            Optional<KnownAheadTable> ahead,
            DeviceStores stores,
            DeviceStates states,
            RecentWindows.Task windows,
            ProcessorContext<Object, Object> context,
            BoundedOutput output) {
        grid = settings.grid();
        forecast = settings.forecast();
        chunkSteps = settings.learning().history().chunkSteps();
        lookback = methods.lookback();
        bridge = (int) Math.min(grid.maxGapSteps(), lookback);
        keep = Math.max(DeviceStates.keep(methods), chunkSteps + 2 * bridge + 1);
        this.stores = stores;
        this.states = states;
        this.windows = windows;
        this.context = context;
        this.output = output;
        Optional<KnownValues> known =
                ahead.map(table -> new KnownValues(stores.told().orElseThrow(), table));
        forecasts = new DeviceForecasts(methods, settings.publish(), registry, known, segment -> grid.fill()
                .bridge(segment, bridge));
        inquiry = new DeviceInquiry(methods, forecasts);
        encoder = ForecastLayout.encoder(settings);
        scored = new ScoreOutput(settings, context, output);
        chunks = new ChunkCutter(grid, forecast, chunkSteps, bridge, stores, output);
    }

    /**
     * Handles one of what closed, in its order.
     *
     * @param sentMs when the reading was sent that closed it; empty where silence did
     */
    void handle(DeviceState state, Closed closed, OptionalLong sentMs) {
        if (closed instanceof Closed.Step step) {
            close(state, step.index(), step.timeMs(), step.values(), sentMs);
        } else if (closed instanceof Closed.Empty step) {
            double[] nothing = new double[forecast.features().size()];
            Arrays.fill(nothing, Double.NaN);
            close(state, step.index(), step.timeMs(), nothing, sentMs);
        } else if (closed instanceof Closed.StretchEnd) {
            endStretch(state);
        } else if (closed instanceof Closed.Bound bound) {
            state.position().close(bound);
        }
    }

    private void close(DeviceState state, long index, long timeMs, double[] values, OptionalLong sentMs) {
        DevicePosition position = state.position();
        state.close(index, timeMs, values, grid.fill());
        stores.blocks().prune(state.device(), index, keep);
        stores.told().ifPresent(told -> told.closed(state.device(), index));
        Segment recent = state.since(index - lookback);
        windows.closed(state.device(), recent, forecast.window());
        OpenForecast[] about = state.forecastsAbout(index);
        states.learn(
                recent,
                about,
                state.statistics(),
                score -> scored.score(position.model(), state, timeMs, about, score));
        scored.stepDone();
        if (Math.floorMod(index + 1, (long) DeviceState.STATISTICS_EVERY) == 0) {
            states.save(state, index);
        }
        long nowMs = context.currentSystemTimeMs();
        forecasts.make(state, recent).ifPresent(made -> {
            state.remember(made.open());
            scored.metrics().forecast(made.forecast());
            byte[] key = state.device().getBytes(StandardCharsets.UTF_8);
            for (ForecastEncoder.Encoded record : encoder.encode(made.forecast())) {
                sentMs.ifPresent(sent -> record.headers().add(SentAt.header(sent)));
                output.send(
                        new Record<>(key, record.value(), Timestamps.clamp(timeMs, nowMs), record.headers()),
                        Names.FORECASTS);
            }
        });
        chunks.cutFull(state, recent, nowMs);
    }

    /** What a device's forecast would be; empty before anything is forecast of it. */
    Optional<Alternative> whatIf(DeviceState state, List<PlannedValue> planned) {
        return newest(state).map(segment -> inquiry.whatIf(state, segment, planned));
    }

    /** What moved a device's forecast; empty before anything is forecast of it. */
    Optional<Explanation> explain(DeviceState state) {
        return newest(state).map(segment -> inquiry.explain(state, segment));
    }

    /** The segment that a device is forecast from; empty where it has no stretch, or no target was observed. */
    private Optional<Segment> newest(DeviceState state) {
        DevicePosition position = state.position();
        if (position.ended()) {
            return Optional.empty();
        }
        Segment segment = state.since(position.open() - 1 - lookback);
        return segment.steps() > 0 && forecasts.isAnswerable(segment) ? Optional.of(segment) : Optional.empty();
    }

    private void endStretch(DeviceState state) {
        DevicePosition position = state.position();
        chunks.cutRest(state, context.currentSystemTimeMs());
        states.save(state, position.open() - 1);
        stores.blocks().clear(state.device(), position.open() - 1, keep);
        position.endStretch();
    }

    /** Sends what the device's model is still to learn, before it belongs to another one. */
    void leaveModel(DeviceState state) {
        chunks.cutRest(state, context.currentSystemTimeMs());
    }

    @Override
    public void close() {
        scored.close();
    }
}
