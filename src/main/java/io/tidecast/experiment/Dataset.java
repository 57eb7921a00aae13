package io.tidecast.experiment;

import java.util.List;

/**
 * Data set: series of equal steps that share their features; the first feature is what experiments forecast.
 *
 * @param features names of the columns
 * @param tracks the series
 */
record Dataset(List<String> features, List<Track> tracks) {
    Dataset {
        features = List.copyOf(features);
        tracks = List.copyOf(tracks);
    }

    /**
     * Time series of a data set.
     *
     * @param name such as the place
     * @param values [features][rows]
     * @param timesMs [rows] milliseconds since the epoch; empty where times are not known
     * @param signal [rows] what the first feature is without its noise; empty where nobody knows
     */
    record Track(String name, double[][] values, long[] timesMs, double[] signal) {
        int rows() {
            return values[0].length;
        }

        /** What is forecast. */
        double[] target() {
            return values[0];
        }
    }

    /** Rows of the shortest series. */
    int rows() {
        return tracks.stream().mapToInt(Track::rows).min().orElseThrow();
    }

    /** One series of it alone. */
    Dataset only(int track) {
        return new Dataset(features, List.of(tracks.get(track)));
    }
}
