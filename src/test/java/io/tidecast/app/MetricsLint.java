package io.tidecast.app;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules that {@code promtool check metrics} holds names, types and help texts to, over the text format 0.0.4. */
final class MetricsLint {
    private static final Pattern META = Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) ?(.*)");
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{.*})? [^ ]+( [0-9]+)?");
    private static final Set<String> TYPES = Set.of("counter", "gauge", "histogram", "summary");
    private static final Set<String> ABBREVIATED =
            Set.of("s", "ms", "us", "ns", "sec", "b", "kb", "mb", "gb", "tb", "pb", "m", "h", "d");
    /** Units by the base unit that is to stand in their place. */
    private static final Map<String, String> BASE = Map.of(
            "minutes", "seconds",
            "hours", "seconds",
            "days", "seconds",
            "weeks", "seconds",
            "kelvins", "kelvin",
            "fahrenheit", "celsius",
            "bits", "bytes",
            "calories", "joules",
            "percent", "ratio",
            "pounds", "grams");

    private static final Set<String> UNITS =
            Set.of("amperes", "bytes", "celsius", "grams", "joules", "kelvin", "meters", "seconds", "volts");
    private static final Pattern PREFIXED = Pattern.compile(
            "(pico|nano|micro|milli|centi|deci|deca|hecto|kilo|kibi|mega" + "|mebi|giga|gibi|tera|tebi|peta|pebi)(.+)");

    private MetricsLint() {}

    /** Each breach in words. */
    static List<String> problems(String text) {
        List<String> problems = new ArrayList<>();
        Map<String, String> types = new TreeMap<>();
        Set<String> helped = new HashSet<>();
        Set<String> series = new HashSet<>();
        for (String line : text.lines().toList()) {
            Matcher meta = META.matcher(line);
            if (meta.matches() && meta.group(1).equals("TYPE")) {
                if (types.put(meta.group(2), meta.group(3)) != null) {
                    problems.add(meta.group(2) + ": has its type twice");
                }
            } else if (meta.matches() && !meta.group(3).isBlank()) {
                helped.add(meta.group(2));
            } else if (!line.startsWith("#")) {
                Matcher sample = SAMPLE.matcher(line);
                if (!sample.matches()) {
                    problems.add("is no sample: " + line);
                } else if (!series.add(sample.group(1) + sample.group(2))) {
                    problems.add("is there twice: " + line);
                }
            }
        }
        types.forEach((name, type) -> check(name, type, helped.contains(name), problems));
        return problems;
    }

    private static void check(String name, String type, boolean helped, List<String> problems) {
        if (!helped) {
            problems.add(name + ": has no help text");
        }
        if (type.equals("counter") != name.endsWith("_total")) {
            problems.add(name + ": counters, and no others, end in _total");
        }
        boolean parts = type.equals("histogram") || type.equals("summary");
        if (!parts && (name.endsWith("_count") || name.endsWith("_sum") || name.endsWith("_bucket"))) {
            problems.add(name + ": ends as a part of a histogram or summary");
        }
        if (name.contains(":")) {
            problems.add(name + ": colons are for recording rules");
        }
        if (name.matches(".*[a-z][A-Z].*")) {
            problems.add(name + ": must be in snake_case");
        }
        for (String word : name.split("_", -1)) {
            if (TYPES.contains(word)) {
                problems.add(name + ": has a type in its name");
            }
            if (ABBREVIATED.contains(word)) {
                problems.add(name + ": abbreviates a unit");
            }
            Matcher prefixed = PREFIXED.matcher(word);
            String unit = prefixed.matches() ? prefixed.group(2) : word;
            if (BASE.containsKey(unit) || (prefixed.matches() && UNITS.contains(unit))) {
                problems.add(name + ": uses another than the base unit: " + word);
            }
        }
    }
}
