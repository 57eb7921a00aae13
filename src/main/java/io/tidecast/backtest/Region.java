package io.tidecast.backtest;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Evaluation region: a stretch of forecast origins that is judged by itself.
 *
 * @param name what the tables call it
 * @param from first origin, in steps after the first of the data
 * @param to last origin
 */
public record Region(String name, long from, long to) {
    private static final Pattern TEXT = Pattern.compile("([^=]+)=([0-9.]+%?)\\.\\.([0-9.]+%?)?");

    public Region {
        if (name.isBlank() || from < 0 || to < from) {
            throw new IllegalArgumentException(
                    "region " + name + " must have a name and go from 0 or more to no less, was " + from + ".." + to);
        }
    }

    /**
     * Reads {@code test=11519..14375}, {@code late=60%..100%} or, to the end, {@code late=60%..}.
     *
     * @param steps how many the data have: what percentages are of
     */
    public static Region parse(String text, long steps) {
        Matcher match = TEXT.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException(
                    "a region must be NAME=FROM..TO in steps or per cent, e.g. test=60%..100%, was " + text);
        }
        long to = match.group(3) == null ? steps - 1 : Math.min(position(match.group(3), steps), steps - 1);
        return new Region(match.group(1), position(match.group(2), steps), to);
    }

    /** A place in the data: {@code 8640} steps or {@code 60%} of them. */
    public static long position(String text, long steps) {
        try {
            if (text.endsWith("%")) {
                double share = Double.parseDouble(text.substring(0, text.length() - 1)) / 100;
                if (share >= 0 && share <= 1) {
                    return Math.round(share * steps);
                }
            } else {
                return Long.parseLong(text);
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new IllegalArgumentException("a place must be a number of steps or 0%..100%, was " + text);
    }

    boolean holds(long origin) {
        return origin >= from && origin <= to;
    }
}
