package io.tidecast.device;

import io.tidecast.forecast.DeviceStatistics;
import io.tidecast.forecast.ScoredMethods;
import io.tidecast.model.ForecastSettings;

/** Size of a device in the state stores, for whoever plans their disks. */
public final class DeviceBytes {
    /** Place, clock, readings of the open step, and keys. */
    private static final int HEAD = 530;

    private DeviceBytes() {}

    /**
     * Bytes of all records that are kept of one device, as they are written of values of up to seven digits: its steps
     * as far back as is read, the forecasts whose actuals are still to come, and its statistics.
     */
    public static long stored(ScoredMethods methods) {
        ForecastSettings forecast = methods.forecast();
        int features = forecast.features().size();
        int means = forecast.targets().size() * forecast.horizon();
        OpenForecastCodec codec =
                new OpenForecastCodec(means, means * forecast.levels().size());
        int blocks = 1 + (DeviceStates.keep(methods) + StepBlocks.STEPS - 1) / StepBlocks.STEPS;
        return HEAD
                + (long) blocks * StepBlocks.usualBytes(features, forecast.steps())
                + ((long) forecast.horizon() + OpenForecasts.SPARE) * codec.storedBytes(methods.kept())
                + DeviceStatistics.of(null, methods).bytes().length;
    }
}
