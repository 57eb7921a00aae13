package io.tidecast.train;

import java.util.ArrayList;
import java.util.List;

/** Loss functions, all there are. */
public final class Losses {
    /** One of each, for settings and for the contract tests; a new loss is its record and one line here. */
    public static final List<Loss> ALL =
            List.of(new Loss.Mse(), new Loss.Mae(), new Loss.Huber(1f), new Loss.Pinball(List.of(0.05f, 0.5f, 0.95f)));

    private Losses() {}

    /** By its name: {@code mse}, {@code mae}, {@code huber} or {@code huber(0.5)}, {@code pinball(0.05,0.5,0.95)}. */
    public static Loss of(String text) {
        int open = text.indexOf('(');
        String name = open < 0 ? text : text.substring(0, open);
        List<Float> numbers = new ArrayList<>();
        try {
            if (open >= 0 && text.endsWith(")")) {
                for (String number : text.substring(open + 1, text.length() - 1).split(",", -1)) {
                    numbers.add(Float.parseFloat(number.strip()));
                }
            }
            return switch (name) {
                case "mse" -> new Loss.Mse();
                case "mae" -> new Loss.Mae();
                case "huber" -> new Loss.Huber(numbers.isEmpty() ? 1f : numbers.get(0));
                case "pinball" -> new Loss.Pinball(numbers);
                default ->
                    throw new IllegalArgumentException("loss must be one of "
                            + ALL.stream().map(Loss::name).toList() + ", was " + text);
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("loss must have numbers in its brackets, was " + text, e);
        }
    }
}
