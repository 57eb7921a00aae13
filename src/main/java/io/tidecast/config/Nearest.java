package io.tidecast.config;

import java.util.Collection;
import java.util.Comparator;

/**
 * Spelling suggestion: the known name that an unknown one was probably meant to be: one that holds it, else the one of
 * least edit distance.
 */
public final class Nearest {
    private Nearest() {}

    /**
     * The nearest of the known names.
     *
     * @param names not empty
     */
    public static String to(String name, Collection<String> names) {
        return names.stream()
                .min(Comparator.<String, Boolean>comparing(known -> !known.contains(name))
                        .thenComparingInt(known -> distance(name, known)))
                .orElseThrow();
    }

    /** Least number of letters to insert, remove or replace (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
