package io.tidecast.kernel;

/**
 * Band of a matrix: consecutive rows and the columns in which they are not zero.
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

    /** Whether one of these columns may differ from zero. */
    boolean meets(int column, int count) {
        return firstColumn < column + count && endColumn() > column;
    }
}
