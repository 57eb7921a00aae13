package io.tidecast.series;

import java.util.Optional;

/**
 * Place on the earth.
 *
 * @param latitude degrees, north is positive
 * @param longitude degrees, east is positive
 */
public record Place(double latitude, double longitude) {
    static final String RULE = "latitude and longitude in degrees, such as 48.1,11.6 or -37.8,144.9";

    public Place {
        if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) {
            throw new IllegalArgumentException("a place must be " + RULE + ", was " + latitude + "," + longitude);
        }
    }

    /** The place; empty where it is none. */
    static Optional<Place> find(double latitude, double longitude) {
        return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180
                ? Optional.of(new Place(latitude, longitude))
                : Optional.empty();
    }

    /** Reads {@code latitude,longitude}. */
    static Place parse(String text) {
        String[] parts = text.split(",", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("a place must be " + RULE + ", was " + text);
        }
        return new Place(Double.parseDouble(parts[0]), Double.parseDouble(parts[1]));
    }
}
