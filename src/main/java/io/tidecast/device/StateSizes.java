package io.tidecast.device;

import io.tidecast.forecast.DeviceStatistics;
import io.tidecast.forecast.MethodMeans;
import io.tidecast.forecast.OpenForecast;
import io.tidecast.forecast.ScoredMethods;
import io.tidecast.model.ForecastSettings;
import io.tidecast.record.Names;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Upper bounds of the changelog records of one device, key and value: a changelog that does not take the largest of a
 * store would end the task with the first device that comes so far. They follow from the settings, as the codecs write
 * plain arrays.
 */
public final class StateSizes {
    /** A device has at most 200 characters, of three bytes each, and what {@link DeviceKey} adds. */
    private static final int KEY_BYTES = 3 * 200 + 1 + Long.BYTES;

    private static final String LONGEST_MODEL = "m".repeat(100);

    private StateSizes() {}

    /**
     * Bytes by the store's name.
     *
     * @param ahead the values that a topic tells ahead; empty without such a topic
     */
    public static Map<String, Long> of(ScoredMethods methods, List<String> ahead) {
        ForecastSettings forecast = methods.forecast();
        int features = forecast.features().size();
        DeviceStatistics statistics = DeviceStatistics.of(null, methods);
        DevicePosition position = new DevicePosition(0, 0, forecast.grid().stepMs(), features);
        position.belongTo(LONGEST_MODEL);
        position.step(0, wide(features));
        Map<String, Integer> values = new LinkedHashMap<>();
        values.put(Names.OPEN_READINGS, mostReading(forecast));
        values.put(Names.BLOCKS, StepBlocks.mostBytes(features, forecast.steps()));
        values.put(Names.OPEN_FORECASTS, openForecast(methods));
        values.put(Names.CLOCKS, position.bytes().length);
        values.put(Names.STATISTICS, Long.BYTES + statistics.bytes().length + wideStatistics(methods, statistics));
        if (!ahead.isEmpty()) {
            values.put(Names.KNOWN_AHEAD, ToldValues.mostBytes(ahead));
        }
        Map<String, Long> sizes = new LinkedHashMap<>();
        values.forEach((store, bytes) -> sizes.put(store, (long) KEY_BYTES + bytes));
        return sizes;
    }

    /** A reading, or what is kept of all counters. */
    private static int mostReading(ForecastSettings forecast) {
        int features = forecast.features().size();
        int counters = forecast.grid().aggregation().counters(forecast.features()).length;
        int reading = OpenReadings.bytes(features, counters);
        reading = Math.max(reading, OpenReadings.wideBytes(features));
        return counters == 0 ? reading : Math.max(reading, OpenReadings.anchorBytes(features));
    }

    /** Values that need double precision, in which more bytes are stored. */
    private static double[] wide(int count) {
        double[] wide = new double[count];
        Arrays.fill(wide, Long.MAX_VALUE);
        return wide;
    }

    /** What statistics of such values take more: means, nine marks in each of four sketches, bases of methods. */
    private static int wideStatistics(ScoredMethods methods, DeviceStatistics statistics) {
        ForecastSettings forecast = methods.forecast();
        int scales = forecast.features().size() * (1 + 4 * 9) * (Double.BYTES - Float.BYTES);
        return scales + forecast.targets().size() * statistics.methods().size() * Double.BYTES;
    }

    private static int openForecast(ScoredMethods methods) {
        ForecastSettings forecast = methods.forecast();
        int means = forecast.targets().size() * forecast.horizon();
        int widths = means * forecast.levels().size();
        List<String> names = methods.keptNames();
        MethodMeans kept =
                new MethodMeans(names, names.stream().map(name -> wide(means)).toArray(double[][]::new));
        OpenForecast widest =
                new OpenForecast(0, LONGEST_MODEL, 0, names.get(names.size() - 1), kept, new float[widths]);
        return new OpenForecastCodec(forecast.targets().size(), forecast.horizon(), widths).bytes(widest).length;
    }
}
