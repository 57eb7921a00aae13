package io.tidecast.faults;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What every scenario forecasts: two features of which one is the target, small, so that windows are soon full. */
final class Shape {
    static final List<String> FEATURES = List.of("temp", "load");
    static final int TARGET = 0;
    static final int WINDOW = 8;
    static final int HORIZON = 4;
    static final int SEASON = 5;
    static final int MAX_GAP = 3;
    /** Windows after which older values start to fade from a device's scale. */
    static final int SCALE_MEMORY = 20 * WINDOW;

    static final Duration STEP = Duration.ofMinutes(1);
    static final Duration GRACE = Duration.ofSeconds(30);
    static final long STEP_MS = STEP.toMillis();
    static final String MODEL = "default";
    /** The setting of the schema that forecasts and scores are written in. */
    static final String SCHEMA = "forecasts.schema";

    private Shape() {}

    /** As flags of the command line. */
    static Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("readings.values", String.join(",", FEATURES));
        settings.put("series.step", STEP.toString());
        settings.put("series.grace", GRACE.toString());
        settings.put("series.idle-close", "PT0S");
        settings.put("series.max-gap", STEP.multipliedBy(MAX_GAP).toString());
        settings.put("forecast.targets", FEATURES.get(TARGET));
        settings.put("forecast.combination", "switch"); // The oracle knows these methods.
        settings.put("forecast.window", String.valueOf(WINDOW));
        settings.put("forecast.horizon", String.valueOf(HORIZON));
        settings.put("forecast.season", STEP.multipliedBy(SEASON).toString());
        return settings;
    }
}
