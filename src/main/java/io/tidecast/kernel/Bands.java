package io.tidecast.kernel;

/** Bands of one matrix, from its first row to its last, and where each begins. */
final class Bands {
    private final Band[] bands;
    private final int[] firstRows; // [bands + 1]
    private final int columns;

    Bands(int columns, Band... bands) {
        this.bands = bands.clone();
        this.columns = columns;
        this.firstRows = new int[bands.length + 1];
        for (int i = 0; i < bands.length; i++) {
            Band band = bands[i];
            if (band.rows() < 1 || band.firstColumn() < 0 || band.columns() < 1 || band.endColumn() > columns) {
                throw new IllegalArgumentException(
                        "band " + i + " must have rows and lie in " + columns + " columns, was " + band);
            }
            firstRows[i + 1] = firstRows[i] + band.rows();
        }
    }

    int count() {
        return bands.length;
    }

    Band get(int band) {
        return bands[band];
    }

    int firstRow(int band) {
        return firstRows[band];
    }

    int inner() {
        return firstRows[bands.length];
    }

    int columns() {
        return columns;
    }
}
