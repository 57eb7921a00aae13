package io.tidecast.replay;

import io.tidecast.experiment.OnlineErrors;
import io.tidecast.experiment.OnlineSeries;
import io.tidecast.forecast.Forecast;
import io.tidecast.record.ForecastRecord;
import io.tidecast.stream.StreamSettings;
import java.util.List;
import java.util.function.Consumer;

/**
 * Run of an online experiment: its series as one device through the topology that serves, from the first row on. There
 * is no trainer beside it, and so no model of a network: what is published is the pool's. A forecast is made of the
 * rows that were read, and learnt from when a row that it is about is read.
 */
public final class OnlineReplay {
    private final StreamSettings settings;
    private final OnlineSeries series;

    /**
     * A run.
     *
     * @param settings whose targets are the columns of the series
     */
    public OnlineReplay(StreamSettings settings, OnlineSeries series) {
        List<String> targets = settings.forecast().targets();
        if (!targets.equals(series.columns())) {
            throw new IllegalArgumentException(
                    "targets must be the columns of the series, " + series.columns() + ", were " + targets);
        }
        this.settings = settings;
        this.series = series;
    }

    /** Errors over the online rows at the horizon of the settings. */
    public OnlineErrors run() {
        OnlineErrors errors = series.errors(settings.forecast().horizon());
        long first = settings.grid().indexOf(series.timesMs()[0]);
        forecasts(forecast -> {
            long origin = settings.grid().indexOf(forecast.originMs()) - first;
            for (Forecast.Target target : forecast.targets()) {
                int column = series.columns().indexOf(target.name());
                for (int h = 1; h <= target.mean().length; h++) {
                    errors.add(column, origin, h, target.mean()[h - 1]);
                }
            }
        });
        return errors;
    }

    /** Replays it; the sink takes each forecast that is published. */
    void forecasts(Consumer<Forecast> sink) {
        ForecasterReplay.Output output = new ForecasterReplay.NoOutput() {
            @Override
            public void forecast(byte[] value) {
                sink.accept(ForecastRecord.of(value));
            }
        };
        try (ForecasterReplay replay = new ForecasterReplay(settings, output)) {
            series.readings().forEach(replay::read);
            replay.end();
        }
    }
}
