package io.tidecast.series;

import java.util.Optional;

/**
 * Elevation of the sun at the place that is told of each device; a device without one has that of the model, or 0 where
 * the model has none either.
 *
 * @param latitude name of the static covariate that tells it, in degrees
 * @param longitude likewise
 * @param usual at the model's place, if it has one
 */
record OwnPlace(String latitude, String longitude, Optional<Place> usual, long halfStepMs) implements Covariate {
    @Override
    public int features() {
        return 1;
    }

    @Override
    public String name(int feature) {
        return "sun: sine of its elevation in the middle of the step at " + latitude + "," + longitude
                + " of the device"
                + usual.map(place -> ", or at " + place.latitude() + "," + place.longitude())
                        .orElse("");
    }

    @Override
    public void write(long timeMs, float[] x, int at) {
        write(timeMs, Statics.NONE, x, at);
    }

    @Override
    public void write(long timeMs, Statics device, float[] x, int at) {
        Optional<Place> place =
                Place.find(device.number(latitude), device.number(longitude)).or(() -> usual);
        if (place.isPresent()) {
            new SunElevation(place.get(), halfStepMs).write(timeMs, x, at);
        } else {
            x[at] = 0;
        }
    }
}
