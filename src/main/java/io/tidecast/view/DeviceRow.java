package io.tidecast.view;

import io.tidecast.forecast.Forecast;
import io.tidecast.record.ScoreRecord;

/**
 * Row of the fleet's table: what is known of one device now, small enough to sort all of them for a request.
 *
 * @param model of the forecast, which is the device's group
 * @param status of the forecast, by its label
 * @param source name of the method that was published
 * @param originMs start of the last closed step
 * @param skill of the network on this device
 * @param anomaly of the last score; above 1 the actual was outside the widest interval; NaN where it is not known
 * @param coverage running share of actuals within the widest interval; NaN where it is not known
 * @param crossings thresholds that the forecast crosses
 * @param change when it last changed, see {@link Changes}
 * @param heardMs when the last forecast was read, by this machine's clock; of one that was there before the view began,
 *     when that was written
 * @param stepMs length of its steps
 * @param latencyMs from when the reading was sent that closed the last step, until its forecast was read; NaN where it
 *     is not known
 */
public record DeviceRow(
        String device,
        String model,
        int version,
        String status,
        String source,
        long originMs,
        double skill,
        double anomaly,
        double coverage,
        int crossings,
        long change,
        long heardMs,
        long stepMs,
        double latencyMs) {
    private static final int STALE_STEPS = 3;

    static DeviceRow of(Forecast forecast, long change, long heardMs, double latencyMs) {
        return new DeviceRow(
                forecast.device(),
                forecast.model(),
                forecast.version(),
                forecast.status().label(),
                forecast.source(),
                forecast.originMs(),
                forecast.skill(),
                Double.NaN,
                Double.NaN,
                forecast.crosses().size(),
                change,
                heardMs,
                forecast.step().length().toMillis(),
                latencyMs);
    }

    /** The row with a further forecast; what scores have said stands. */
    DeviceRow with(Forecast forecast, long now, long heard, double latency) {
        DeviceRow fresh = of(forecast, now, heard, latency);
        return fresh.judged(anomaly, coverage, now);
    }

    /**
     * Whether no forecast has come for three steps: the device has fallen silent, or the instance that has it is gone
     * and no other has taken over yet. What is known of it stands as it was.
     */
    public boolean isStale(long nowMs) {
        return nowMs - heardMs > STALE_STEPS * stepMs;
    }

    DeviceRow with(ScoreRecord.Outcome score, long now) {
        double widest = score.coverage().entrySet().stream()
                .max((a, b) -> Double.compare(a.getKey(), b.getKey()))
                .map(level -> level.getValue())
                .orElse(Double.NaN);
        return judged(score.anomaly(), widest, now);
    }

    private DeviceRow judged(double anomalyNow, double coverageNow, long now) {
        return new DeviceRow(
                device,
                model,
                version,
                status,
                source,
                originMs,
                skill,
                anomalyNow,
                coverageNow,
                crossings,
                now,
                heardMs,
                stepMs,
                latencyMs);
    }
}
