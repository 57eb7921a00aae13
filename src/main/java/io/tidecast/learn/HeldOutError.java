package io.tidecast.learn;

import java.util.List;

/**
 * Mean absolute errors over held-out windows and their horizon steps; NaN where nothing was observed.
 *
 * @param scaled over all targets, in units of the devices' change scales
 * @param byTarget of each target, in its readings' unit
 */
public record HeldOutError(double scaled, List<Double> byTarget) {
    public HeldOutError {
        byTarget = List.copyOf(byTarget);
    }
}
