package io.tidecast.backtest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Absolute errors of what was published, summed by origin over devices and steps ahead: what two runs are compared by.
 */
public final class OriginErrors implements JudgedForecasts {
    private static final int VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SortedMap<String, SortedMap<Long, Sum>> sums = new TreeMap<>(); // By target and origin.

    /** Sum of absolute errors, and of how many pairs of device and step ahead it is. */
    private static final class Sum {
        private double absolute;
        private long pairs;
    }

    /**
     * Errors of one target.
     *
     * @param origins grid indices, ascending
     * @param absolute [origins], sums of absolute errors
     * @param pairs [origins], of how many
     */
    public record Target(long[] origins, double[] absolute, long[] pairs) {
        public Target {
            if (absolute.length != origins.length || pairs.length != origins.length) {
                throw new IllegalArgumentException("origins, absolute and pairs must be of one length, were "
                        + origins.length + ", " + absolute.length + " and " + pairs.length);
            }
            for (int i = 0; i < origins.length; i++) {
                if (i > 0 && origins[i] <= origins[i - 1]) {
                    throw new IllegalArgumentException(
                            "origins must ascend, had " + origins[i - 1] + ", " + origins[i]);
                }
                if (!(absolute[i] >= 0) || absolute[i] == Double.POSITIVE_INFINITY || pairs[i] < 1) {
                    throw new IllegalArgumentException("an origin must have pairs and a sum of their errors, had "
                            + pairs[i] + " and " + absolute[i]);
                }
            }
        }
    }

    /**
     * Run as it is kept in a file.
     *
     * @param version of the file
     * @param data digests of the files of data
     * @param step its length
     * @param horizon steps ahead
     */
    public record Run(int version, List<String> data, String step, int horizon, Map<String, Target> targets) {
        public Run {
            if (version != VERSION) {
                throw new IllegalArgumentException("version must be " + VERSION + ", was " + version);
            }
            if (data == null || step == null || targets == null) {
                throw new IllegalArgumentException("data, step and targets must be set");
            }
            if (horizon < 1) {
                throw new IllegalArgumentException("horizon must be 1 or more, was " + horizon);
            }
            data = List.copyOf(data);
            targets = Map.copyOf(targets);
        }

        /** Reads what {@link #write} has written. */
        public static Run read(Path file) throws IOException {
            try {
                return JSON.readValue(Files.readAllBytes(file), Run.class);
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(
                        file + " must be what backtest --json has written: " + e.getOriginalMessage(), e);
            }
        }

        public void write(Path file) throws IOException {
            Files.write(file, JSON.writeValueAsBytes(this));
        }
    }

    @Override
    public void write(
            String device, String target, long origin, int h, ForecastTrail.Published forecast, double actual) {
        Sum sum = sums.computeIfAbsent(target, t -> new TreeMap<>()).computeIfAbsent(origin, o -> new Sum());
        sum.absolute += Math.abs(forecast.mean()[h - 1] - actual);
        sum.pairs++;
    }

    /** What was taken so far. */
    public Run run(List<String> data, String step, int horizon) {
        Map<String, Target> targets = new TreeMap<>();
        sums.forEach((target, byOrigin) -> targets.put(
                target,
                new Target(
                        byOrigin.keySet().stream().mapToLong(Long::longValue).toArray(),
                        byOrigin.values().stream()
                                .mapToDouble(sum -> sum.absolute)
                                .toArray(),
                        byOrigin.values().stream().mapToLong(sum -> sum.pairs).toArray())));
        return new Run(VERSION, data, step, horizon, targets);
    }
}
