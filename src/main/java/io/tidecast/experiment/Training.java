package io.tidecast.experiment;

import io.tidecast.nn.Fields;
import io.tidecast.train.Clipping;
import io.tidecast.train.Initializer;
import io.tidecast.train.Loss;
import io.tidecast.train.Losses;
import io.tidecast.train.Optimizer;
import io.tidecast.train.Schedule;
import java.util.Optional;

/**
 * Hyperparameters of training: how a network of an experiment learns.
 *
 * @param loss that is made small
 * @param optimizer by its name
 * @param schedule of the learning rate
 * @param clipping of the gradients
 * @param initializer of the weights
 * @param ridge where given, the highway starts from least squares with this ridge, and the head from zero; in scaled
 *     units squared
 * @param batch windows per step
 * @param epochs times through the windows
 * @param shuffle whether in a new order every epoch; else in the order of the rows
 * @param validation which windows of the training part are held out
 * @param keepBest whether the weights of the epoch with the least validation loss are used; else those of the last
 * @param ensemble networks from different starts whose forecasts are averaged
 */
record Training(
        Loss loss,
        String optimizer,
        Schedule schedule,
        Clipping clipping,
        Initializer initializer,
        Optional<Double> ridge,
        int batch,
        int epochs,
        boolean shuffle,
        Validation validation,
        boolean keepBest,
        int ensemble) {
    Training {
        Optimizer.of(optimizer, 1);
        if (batch < 1 || epochs < 1 || ensemble < 1) {
            throw new IllegalArgumentException("batch, epochs and ensemble must be at least 1, were " + batch + ", "
                    + epochs + " and " + ensemble);
        }
        if (keepBest && validation.isNone()) {
            throw new IllegalArgumentException("keep: best needs a validation, had none");
        }
    }

    /**
     * Validation split: the part of the training windows that is not learnt from.
     *
     * @param tail their share, the last windows series after series, as Keras' {@code validation_split}; 0: none
     * @param from windows that forecast this row or a later one; 0: none
     */
    record Validation(double tail, int from) {
        Validation {
            if (!(tail >= 0 && tail < 1) || from < 0 || (tail > 0 && from > 0)) {
                throw new IllegalArgumentException("validation must have a tail of at least 0 and below 1, or a row"
                        + " from, had " + tail + " and " + from);
            }
        }

        static Validation parse(String place, Object form) {
            if (form == null) {
                return new Validation(0, 0);
            }
            Fields fields = new Fields(place, form);
            Validation validation = new Validation(fields.real("tail", 0), fields.integer("from", 0));
            fields.nothingElse();
            return validation;
        }

        boolean isNone() {
            return tail == 0 && from == 0;
        }
    }

    static Training parse(String place, Object form) {
        Fields fields = new Fields(place, form);
        String keep = fields.text("keep", "last");
        if (!keep.equals("last") && !keep.equals("best")) {
            throw new IllegalArgumentException(place + ".keep must be last or best, was " + keep);
        }
        double rate = fields.real("rate", 0.001);
        int epochs = fields.integer("epochs");
        Training training = new Training(
                Losses.of(fields.text("loss", "mse")),
                fields.text("optimizer", "adam-keras"),
                schedule(place, fields.text("schedule", "constant"), rate, epochs),
                clipping(place + ".clip", fields.optional("clip")),
                Initializer.of(fields.text("initializer", "keras")),
                fields.has("highway-ridge") ? Optional.of(fields.real("highway-ridge")) : Optional.empty(),
                fields.integer("batch"),
                epochs,
                fields.flag("shuffle", true),
                Validation.parse(place + ".validation", fields.optional("validation")),
                keep.equals("best"),
                fields.integer("ensemble", 1));
        fields.nothingElse();
        return training;
    }

    private static Schedule schedule(String place, String name, double rate, int epochs) {
        return switch (name) {
            case "constant" -> new Schedule.Constant(rate);
            case "cosine" -> new Schedule.Cosine(rate, epochs, 0);
            default -> throw new IllegalArgumentException(place + ".schedule must be constant or cosine, was " + name);
        };
    }

    private static Clipping clipping(String place, Object form) {
        if (form == null) {
            return new Clipping.None();
        }
        Fields fields = new Fields(place, form);
        Clipping clipping = fields.has("value")
                ? new Clipping.Value(fields.real("value"))
                : fields.has("variable-norm")
                        ? new Clipping.VariableNorm(fields.real("variable-norm"))
                        : new Clipping.GlobalNorm(fields.real("norm"));
        fields.nothingElse();
        return clipping;
    }
}
