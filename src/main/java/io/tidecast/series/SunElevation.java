package io.tidecast.series;

/**
 * Elevation of the sun as a future covariate: the sine of its angle above the horizon in the middle of a step, which is
 * what a level surface gets of its light; 0 at sunrise and sunset, below 0 at night.
 *
 * <p>By the low precision formulas of the Astronomical Almanac, good to about 0.01° from 1950 to 2050; what the air
 * bends is left out. Worked example: in Greenwich, at noon of 21 June, 62.0° and so 0.883; at midnight −15.1° and so
 * −0.26.
 *
 * @param halfStepMs from a step's begin to its middle
 */
record SunElevation(Place place, long halfStepMs) implements Covariate {
    private static final long DAY_MS = 86_400_000;
    /** 1 January 2000, 12:00, which the formulas count days from. */
    private static final long EPOCH_MS = 946_728_000_000L;

    @Override
    public int features() {
        return 1;
    }

    @Override
    public String name(int feature) {
        return "sun: sine of its elevation in the middle of the step at " + place.latitude() + "," + place.longitude();
    }

    @Override
    public void write(long timeMs, float[] x, int at) {
        double days = (double) (timeMs + halfStepMs - EPOCH_MS) / DAY_MS;
        double anomaly = Math.toRadians(357.528 + 0.9856003 * days);
        double longitude =
                Math.toRadians(280.460 + 0.9856474 * days + 1.915 * Math.sin(anomaly) + 0.020 * Math.sin(2 * anomaly));
        double obliquity = Math.toRadians(23.439 - 0.0000004 * days);
        double ascension = Math.atan2(Math.cos(obliquity) * Math.sin(longitude), Math.cos(longitude));
        double declination = Math.asin(Math.sin(obliquity) * Math.sin(longitude));
        double sidereal = Math.toRadians((280.46062 + 360.98564737 * days) % 360 + place.longitude());
        double latitude = Math.toRadians(place.latitude());
        x[at] = (float) (Math.sin(latitude) * Math.sin(declination)
                + Math.cos(latitude) * Math.cos(declination) * Math.cos(sidereal - ascension));
    }
}
