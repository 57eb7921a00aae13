package io.tidecast.kernel;

/**
 * A stretch of consecutive rows of a matrix and the columns in which they are not zero.
 *
 * @param rows how many rows
 * @param firstColumn the first column that may differ from zero
 * @param columns how many may
 */
public record Band(int rows, int firstColumn, int columns) {
    /** The column after the last. */
    int endColumn() {
        return firstColumn + columns;
    }
}
