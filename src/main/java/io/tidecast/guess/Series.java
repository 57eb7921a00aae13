package io.tidecast.guess;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Time series of one device and value.
 *
 * @param timesMs in order, each once
 */
record Series(String device, long[] timesMs, double[] values) {
    private record Point(long timeMs, double value) {}

    /** The series of rows, by device. NaN is no value. */
    static List<Series> of(List<String> devices, long[] timesMs, double[] values) {
        Map<String, List<Point>> points = new LinkedHashMap<>();
        for (int r = 0; r < values.length; r++) {
            if (!Double.isNaN(values[r])) {
                points.computeIfAbsent(devices.get(r), device -> new ArrayList<>())
                        .add(new Point(timesMs[r], values[r]));
            }
        }
        List<Series> all = new ArrayList<>();
        points.forEach((device, list) -> all.add(of(device, list)));
        return all;
    }

    private static Series of(String device, List<Point> points) {
        Map<Long, Double> byTime = new LinkedHashMap<>();
        points.stream().sorted(Comparator.comparingLong(Point::timeMs)).forEach(p -> byTime.put(p.timeMs(), p.value()));
        return new Series(
                device,
                byTime.keySet().stream().mapToLong(Long::longValue).toArray(),
                byTime.values().stream().mapToDouble(Double::doubleValue).toArray());
    }

    int length() {
        return values.length;
    }
}
