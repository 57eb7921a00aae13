package io.tidecast.series;

/**
 * Future covariates of a window's horizon, as a view: [horizon, features] of which a row is computed when it is asked
 * for. So a window whose future nobody reads costs no more than this record.
 *
 * @param covariates those of the window's steps up to the origin, too
 * @param originMs time of the window's origin
 * @param horizon steps after the origin; the last that can be asked for
 * @param known values of the device's own that were known ahead
 */
public record Future(Covariates covariates, long originMs, int horizon, KnownAhead known) {
    public Future {
        if (horizon < 0) {
            throw new IllegalArgumentException("a horizon must not be negative, was " + horizon);
        }
    }

    /**
     * When a step after the origin begins: h steps on. Worked example, an hourly grid, origin 05:00: step 2 begins at
     * 07:00.
     *
     * @param h 1 to horizon
     */
    public long timeMs(int h) {
        if (h < 1 || h > horizon) {
            throw new IllegalArgumentException("a step of the future must be 1.." + horizon + ", was " + h);
        }
        return covariates.step().after(originMs, h);
    }

    /**
     * Writes the covariates of a step after the origin to {@code x[at..at + covariates.features())}.
     *
     * @param h 1 to horizon
     */
    public void write(int h, float[] x, int at) {
        covariates.write(timeMs(h), x, at);
    }
}
