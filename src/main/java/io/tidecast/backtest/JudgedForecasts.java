package io.tidecast.backtest;

/** Takes every forecast that is judged, as it goes. */
public interface JudgedForecasts {
    /** Takes one; {@code origin} is a grid index, {@code h} how many steps ahead. */
    void write(String device, String target, long origin, int h, ForecastTrail.Published forecast, double actual);
}
