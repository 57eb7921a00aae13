package io.tidecast.experiment;

import io.tidecast.nn.Fields;
import java.util.List;
import java.util.Locale;

/**
 * Linear scaling of a column: {@code scaled = (value - offset) * factor + low}.
 *
 * @param offset in the column's unit
 * @param factor scaled units per unit of the column
 * @param low what the offset becomes
 */
record ColumnScale(double offset, double factor, double low) {
    double scaled(double value) {
        return (value - offset) * factor + low;
    }

    double value(double scaled) {
        return (scaled - low) / factor + offset;
    }

    /** Kind of scaling. */
    enum Kind {
        /** To a range from low to high. */
        MIN_MAX,
        /** To mean 0 and deviation 1. */
        STANDARD,
        /** Not at all. */
        NONE
    }

    /**
     * Scaler specification: which scale, and what it is fitted to.
     *
     * @param kind of scale
     * @param low end of the range of {@link Kind#MIN_MAX}
     * @param high the other end
     * @param onAll whether it is fitted to all rows, those to be forecast among them, as some articles do; else to the
     *     rows for training
     */
    record Spec(Kind kind, double low, double high, boolean onAll) {
        /** Reads {@code {type: min-max, low: -1, high: 1, fit: train}}. */
        static Spec parse(String place, Object form) {
            Fields fields = new Fields(place, form);
            String fit = fields.text("fit", "train");
            if (!fit.equals("train") && !fit.equals("all")) {
                throw new IllegalArgumentException(place + ".fit must be train or all, was " + fit);
            }
            Kind kind = Choice.of(place + ".type", Kind.values(), fields.required("type"));
            Spec spec = new Spec(kind, fields.real("low", 0), fields.real("high", 1), fit.equals("all"));
            fields.nothingElse();
            return spec;
        }

        /**
         * The scale of one column of several series; NaN is passed over.
         *
         * @param columns per series [rows]
         * @param train rows before this one are for training
         */
        ColumnScale fit(List<double[]> columns, int train) {
            if (kind == Kind.NONE) {
                return new ColumnScale(0, 1, 0);
            }
            double min = Double.POSITIVE_INFINITY;
            double max = Double.NEGATIVE_INFINITY;
            double sum = 0;
            double squares = 0;
            long count = 0;
            for (double[] column : columns) {
                for (int i = 0; i < (onAll ? column.length : train); i++) {
                    if (!Double.isNaN(column[i])) {
                        min = Math.min(min, column[i]);
                        max = Math.max(max, column[i]);
                        sum += column[i];
                        squares += column[i] * column[i];
                        count++;
                    }
                }
            }
            if (count == 0 || max == min) {
                return new ColumnScale(count == 0 ? 0 : min, 1, low);
            }
            double mean = sum / count;
            return kind == Kind.MIN_MAX
                    ? new ColumnScale(min, (high - low) / (max - min), low)
                    : new ColumnScale(mean, 1 / Math.sqrt(squares / count - mean * mean), 0);
        }
    }

    /** Constants by the names they have in specs. */
    static final class Choice {
        private Choice() {}

        /** The one whose name it is, in small letters with hyphens. */
        static <E extends Enum<E>> E of(String place, E[] all, Object text) {
            for (E each : all) {
                if (name(each).equals(text.toString())) {
                    return each;
                }
            }
            throw new IllegalArgumentException(place + " must be one of "
                    + List.of(all).stream().map(Choice::name).toList() + ", was " + text);
        }

        private static String name(Enum<?> each) {
            return each.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
