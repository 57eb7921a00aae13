package io.tidecast.forecast;

import io.tidecast.series.Segment;
import java.util.Arrays;

/**
 * The forecasts a model must beat (Hyndman &amp; Athanasopoulos, Forecasting: Principles and Practice, 5.2). Step h of a
 * forecast is h steps after the origin, h = 1..horizon, and stands at index h - 1.
 */
public final class Naive {
    private Naive() {}

    /** The last value for every step. */
    public static void persistence(float last, float[] forecast) {
        Arrays.fill(forecast, last);
    }

    /**
     * Steps back from an origin at which the seasonal naive forecast of step h reads its value: {@code m·ceil(h/m) - h}.
     * With a season of 24, step 1 reads 23 steps back and step 25 again 23 steps back.
     */
    public static int seasonalLag(int h, int season) {
        return season * ((h + season - 1) / season) - h;
    }

    /** Whether a segment reaches back far enough for every step of a seasonal naive forecast from its end. */
    public static boolean seasonalPossible(int steps, int season) {
        return steps >= season;
    }

    /**
     * The value of the same phase one season before, from the end of the segment.
     *
     * @param segment at least {@code season} steps
     * @param forecast [horizon] is filled
     */
    public static void seasonal(Segment segment, int feature, int season, float[] forecast) {
        int origin = segment.steps() - 1;
        for (int h = 1; h <= forecast.length; h++) {
            forecast[h - 1] = segment.value(origin - seasonalLag(h, season), feature);
        }
    }
}
