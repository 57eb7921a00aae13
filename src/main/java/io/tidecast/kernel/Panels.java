package io.tidecast.kernel;

/**
 * Column panels: how a matrix's columns are cut into pieces of two vectors for products of several rows.
 *
 * <p>What is left over at the right makes a last panel. When it is at least a vector wide, its second vector ends with
 * the last column and begins inside the first: the columns both hold are computed twice, to the same bits, and nothing
 * is read or written beside the row. Only a narrower one needs a scratch block.
 */
final class Panels {
    private final int lanes;
    private final int width; // columns of a panel
    private final int tail; // columns of the last panel, if it is not full
    private final int full; // full panels
    private final int direct; // panels that are read and written in place: all but a narrow last one
    private final int[][] from; // [bands + 1][panels] first row to multiply, of each band and last of all together
    private final int[][] count; // [bands + 1][panels] rows to multiply
    private final boolean[][] paired; // [bands + 1][panels] whether this one and the next make a block for several rows

    /**
     * @param lanes columns of a vector
     * @param pairs whether there are registers for two panels of sums for several rows
     */
    Panels(Bands bands, int lanes, boolean pairs) {
        int all = bands.count();
        this.lanes = lanes;
        this.width = 2 * lanes;
        this.full = bands.columns() / width;
        this.tail = bands.columns() % width;
        this.direct = tail >= lanes ? full + 1 : full;
        int panels = (bands.columns() + width - 1) / width;
        this.from = new int[all + 1][panels];
        this.count = new int[all + 1][panels];
        this.paired = new boolean[all + 1][panels];
        for (int p = 0; p < panels; p++) {
            reach(bands, p);
        }
        for (int band = 0; band <= all; band++) {
            for (int p = 0; pairs && p + 1 < full; p += paired[band][p] ? 2 : 1) {
                paired[band][p] = from[band][p] == from[band][p + 1] && count[band][p] == count[band][p + 1];
            }
        }
    }

    /** A panel is multiplied from the first row to the last of the bands that reach it. */
    private void reach(Bands bands, int p) {
        int all = bands.count();
        int end = 0;
        from[all][p] = bands.inner();
        for (int band = 0; band < all; band++) {
            from[band][p] = bands.firstRow(band);
            if (bands.get(band).firstColumn() < (p + 1) * width
                    && bands.get(band).endColumn() > p * width) {
                count[band][p] = bands.get(band).rows();
                from[all][p] = Math.min(from[all][p], from[band][p]);
                end = bands.firstRow(band + 1);
            }
        }
        count[all][p] = Math.max(0, end - from[all][p]);
    }

    int count() {
        return from[0].length;
    }

    /** The panels that are read and written in place. */
    int direct() {
        return direct;
    }

    /** Whether the last panel is narrower than a vector. */
    boolean narrow() {
        return direct < count();
    }

    /** Columns from the first vector of a panel to its second. */
    int apart(int p) {
        return p < full ? lanes : tail - lanes;
    }

    /** Where a column stands in its panel's rows. */
    int place(int column) {
        int j = column % width;
        return column / width < full || j < lanes || tail < lanes ? j : j + width - tail;
    }

    /** Where a column stands the second time, or -1. */
    int secondPlace(int column) {
        int j = column % width;
        return column / width < full || tail < lanes || j >= lanes || j < tail - lanes ? -1 : j + width - tail;
    }

    /** The first row to multiply. */
    int from(int band, int p) {
        return from[band][p];
    }

    /** The rows to multiply. */
    int count(int band, int p) {
        return count[band][p];
    }

    /** Whether this panel and the next make a block for several rows. */
    boolean paired(int band, int p) {
        return paired[band][p];
    }
}
