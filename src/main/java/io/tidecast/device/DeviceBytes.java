package io.tidecast.device;

import io.tidecast.forecast.DeviceStatistics;
import io.tidecast.forecast.ScoredMethods;
import io.tidecast.model.ForecastSettings;
import java.util.List;

/** Size of a device in the state stores, for whoever plans their disks. */
public final class DeviceBytes {
    /** Place, clock, readings of the open step, and keys. */
    private static final int HEAD = 530;

    private DeviceBytes() {}

    /**
     * Bytes of all records that are kept of one device, as they are written of values of up to seven digits: its steps
     * as far back as is read, the forecasts whose actuals are still to come, its statistics, and what is told of it of
     * as many steps to come as are forecast.
     *
     * @param ahead the values that a topic tells ahead; empty without such a topic
     */
    public static long stored(ScoredMethods methods, List<String> ahead) {
        ForecastSettings forecast = methods.forecast();
        int features = forecast.features().size();
        int targets = forecast.targets().size();
        int horizon = forecast.horizon();
        OpenForecastCodec codec = new OpenForecastCodec(
                targets, horizon, targets * horizon * forecast.levels().size());
        int blocks = 1 + (DeviceStates.keep(methods) + StepBlocks.STEPS - 1) / StepBlocks.STEPS;
        return HEAD
                + (long) blocks * StepBlocks.usualBytes(features, forecast.steps())
                + ((long) horizon + OpenForecasts.SPARE)
                        * codec.storedBytes(methods.keptNames().size(), methods.keptOfAll())
                + DeviceStatistics.of(null, methods).bytes().length
                + (ahead.isEmpty() ? 0 : ToldValues.usualBytes(ahead, horizon));
    }
}
