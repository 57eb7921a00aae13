package io.tidecast.series;

import java.util.Arrays;

/**
 * Future covariates of a window's horizon, as a view: [horizon, features] of which a row is computed when it is asked
 * for. So a window whose future nobody reads costs no more than this record.
 *
 * @param covariates those of the window's steps up to the origin, too
 * @param originMs time of the window's origin
 * @param horizon steps after the origin; the last that can be asked for
 * @param known values of the device's own that were known ahead
 * @param device what is told of it
 * @param timed whether the covariates are told; where not, each of their numbers is 0, in steps up to the origin too
 * @param forecasts of the targets that were made before
 */
public record Future(
        Covariates covariates,
        long originMs,
        int horizon,
        KnownAhead known,
        Statics device,
        boolean timed,
        GivenForecasts forecasts) {
    public Future {
        if (horizon < 0) {
            throw new IllegalArgumentException("a horizon must not be negative, was " + horizon);
        }
    }

    /** With covariates. */
    public Future(Covariates covariates, long originMs, int horizon, KnownAhead known, Statics device) {
        this(covariates, originMs, horizon, known, device, true, GivenForecasts.NONE);
    }

    /** The same of other values, of which nothing has been forecast. */
    Future with(KnownAhead values, Statics told) {
        return new Future(covariates, originMs, horizon, values, told, timed, GivenForecasts.NONE);
    }

    /** The same without what follows from a step's time, as which nothing has been forecast. */
    Future untimed() {
        return new Future(covariates, originMs, horizon, known, device, false, GivenForecasts.NONE);
    }

    /** The same with forecasts that were made before. */
    Future given(GivenForecasts made) {
        return new Future(covariates, originMs, horizon, known, device, timed, made);
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
        write(covariates, timeMs(h), x, at);
    }

    /** Writes the numbers that some covariates have of a step, as far as such are told. */
    public void write(Covariates own, long timeMs, float[] x, int at) {
        if (timed) {
            own.write(timeMs, device, x, at);
        } else {
            Arrays.fill(x, at, at + own.features(), 0);
        }
    }
}
