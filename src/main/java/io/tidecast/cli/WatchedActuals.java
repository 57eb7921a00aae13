package io.tidecast.cli;

import io.tidecast.cli.WatchTable.Actual;
import io.tidecast.forecast.Forecast;
import io.tidecast.record.ScoreRecord;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Actuals of the devices that are watched, each beside the forecast that was made the step before it. Scores and
 * forecasts come from two topics, either of which may be read ahead of the other; a score waits for the forecast from
 * its step.
 */
final class WatchedActuals {
    /** Scores of a target that wait; beyond these the oldest is given up. */
    private static final int MOST_WAITING = 1_000;

    private final int mostDevices;
    /** The device that was heard of longest ago comes first. */
    private final Map<String, Device> byDevice = new LinkedHashMap<>(16, 0.75f, true);

    /** What is known of a device. */
    private static final class Device {
        private Optional<Forecast> last = Optional.empty();
        /** By target, by time. */
        private final Map<String, Map<Long, ScoreRecord>> waiting = new LinkedHashMap<>();
    }

    /** @param mostDevices beyond these the one that was heard of longest ago is forgotten */
    WatchedActuals(int mostDevices) {
        this.mostDevices = mostDevices;
    }

    void score(ScoreRecord score) {
        Map<Long, ScoreRecord> waiting =
                of(score.device()).waiting.computeIfAbsent(score.target(), target -> new LinkedHashMap<>());
        waiting.put(score.atMs(), score);
        if (waiting.size() > MOST_WAITING) {
            removeFirst(waiting);
        }
    }

    /** Takes a forecast, and gives the actuals of the step that it was made from, by target. */
    Map<String, Actual> forecast(Forecast forecast) {
        Device device = of(forecast.device());
        Map<String, Actual> actuals = new LinkedHashMap<>();
        device.waiting.forEach((target, scores) -> {
            ScoreRecord score = scores.get(forecast.originMs());
            if (score != null) {
                actuals.put(target, new Actual(score.actual(), before(device, score), score.anomaly()));
            }
            scores.keySet().removeIf(at -> at <= forecast.originMs());
        });
        device.last = Optional.of(forecast);
        return actuals;
    }

    private static double before(Device device, ScoreRecord score) {
        return device.last
                .filter(last -> last.timeMs(1) == score.atMs())
                .flatMap(last -> last.targets().stream()
                        .filter(target -> target.name().equals(score.target()))
                        .findFirst())
                .map(target -> target.mean()[0])
                .orElse(Double.NaN);
    }

    private Device of(String device) {
        Device known = byDevice.computeIfAbsent(device, name -> new Device());
        if (byDevice.size() > mostDevices) {
            removeFirst(byDevice);
        }
        return known;
    }

    private static void removeFirst(Map<?, ?> map) {
        Iterator<?> first = map.keySet().iterator();
        first.next();
        first.remove();
    }
}
