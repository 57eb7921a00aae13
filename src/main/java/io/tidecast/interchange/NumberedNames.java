package io.tidecast.interchange;

import java.util.Comparator;
import java.util.regex.Pattern;

/** Order of names in which their numbers count as numbers: {@code net.2} comes before {@code net.10}. */
final class NumberedNames {
    static final Comparator<String> ORDER = Comparator.comparing(NumberedNames::padded);

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private NumberedNames() {}

    /** Whether two names differ in their numbers alone, which then say which comes first. */
    static boolean areOneSeries(String one, String other) {
        return NUMBER.matcher(one).replaceAll("").equals(NUMBER.matcher(other).replaceAll(""));
    }

    private static String padded(String name) {
        return NUMBER.matcher(name)
                .replaceAll(number -> "0".repeat(9 - number.group().length()) + number.group());
    }
}
