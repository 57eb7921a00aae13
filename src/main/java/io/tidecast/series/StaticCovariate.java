package io.tidecast.series;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Static covariate: a number that is told of a device, or one of some kinds. All that it can be is declared, so that a
 * model's inputs are known before any device is. A number is its place in the declared range, from -1 to 1, and 1 where
 * one is told; kinds are one number each, 1 for the device's own. Where nothing usable is told all of them are 0.
 *
 * <p>Worked example, {@code kind=centrifugal|piston,power=0..500}: a piston pump of 450 kW is {@code [0, 1]} and
 * {@code [0.8, 1]}; one of which nothing is told {@code [0, 0]} and {@code [0, 0]}.
 *
 * @param kinds that there are; none of a number
 * @param least end of a number's range; a number beyond it is taken for the end
 * @param most other end
 */
record StaticCovariate(String name, List<String> kinds, double least, double most) implements Covariate {
    static final String RULE =
            "a name and what its value can be, as in kind=centrifugal|piston or power=0..500; at most 64 kinds";
    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_.-]{1,64})=(.+)");
    private static final Pattern RANGE = Pattern.compile("(-?[0-9.]*[0-9])\\.\\.(-?[0-9.]*[0-9])");
    private static final int MOST_KINDS = 64;
    private static final int MOST_CHARS = 4_096;

    StaticCovariate {
        kinds = List.copyOf(kinds);
    }

    /**
     * Reads {@code NAME=KIND|KIND…} or {@code NAME=LEAST..MOST}.
     *
     * @throws IllegalArgumentException with the rule
     */
    static StaticCovariate parse(String text) {
        Matcher form = FORM.matcher(text);
        if (text.length() > MOST_CHARS || !form.matches()) {
            throw wrong(text);
        }
        Matcher range = RANGE.matcher(form.group(2));
        if (range.matches()) {
            double least = Double.parseDouble(range.group(1));
            double most = Double.parseDouble(range.group(2));
            if (!(least < most) || Double.isInfinite(most - least)) {
                throw wrong(text);
            }
            return new StaticCovariate(form.group(1), List.of(), least, most);
        }
        List<String> kinds =
                Arrays.stream(form.group(2).split("\\|", -1)).map(String::strip).toList();
        if (kinds.stream().anyMatch(String::isEmpty)
                || kinds.size() > MOST_KINDS
                || new HashSet<>(kinds).size() < kinds.size()) {
            throw wrong(text);
        }
        return new StaticCovariate(form.group(1), kinds, 0, 0);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("a static covariate must be " + RULE + ", was " + text);
    }

    private boolean isNumber() {
        return kinds.isEmpty();
    }

    /** What a value must be, in words. */
    String rule() {
        return isNumber() ? "a number in " + least + ".." + most : "one of " + kinds;
    }

    /** Whether what is told of a device is taken as it is. */
    boolean takes(String text, double number) {
        return isNumber() ? number >= least && number <= most : kinds.contains(text);
    }

    @Override
    public int features() {
        return isNumber() ? 2 : kinds.size();
    }

    @Override
    public String name(int feature) {
        String what = isNumber()
                ? feature == 0 ? String.format(Locale.ROOT, "place in %s..%s", least, most) : "1 where it is told"
                : "1 for " + kinds.get(feature);
        return "static: " + name + ", " + what;
    }

    @Override
    public void write(long timeMs, float[] x, int at) {
        write(timeMs, Statics.NONE, x, at);
    }

    @Override
    public void write(long timeMs, Statics device, float[] x, int at) {
        if (isNumber()) {
            double number = device.number(name);
            boolean told = !Double.isNaN(number);
            double inside = Math.max(least, Math.min(most, number));
            x[at] = told ? (float) (2 * (inside - least) / (most - least) - 1) : 0;
            x[at + 1] = told ? 1 : 0;
            return;
        }
        Arrays.fill(x, at, at + kinds.size(), 0);
        int own = device.text(name).map(kinds::indexOf).orElse(-1);
        if (own >= 0) {
            x[at + own] = 1;
        }
    }
}
