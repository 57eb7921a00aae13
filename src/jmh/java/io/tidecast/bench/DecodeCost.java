package io.tidecast.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Decoding of JSON beside the build 0ffe6a1, and of Avro beside JSON: {@code DecodeCost CLASSPATH PAIRS}, where the
 * file CLASSPATH has the class path of that build. Each measurement is a JVM of its own; the two of a pair follow one
 * another, first the one and then the other first. Prints a table.
 */
final class DecodeCost {
    private DecodeCost() {}

    public static void main(String[] args) throws Exception {
        String now = System.getProperty("java.class.path");
        String before = Files.readString(Path.of(args[0])).strip() + File.pathSeparator + now;
        int pairs = Integer.parseInt(args[1]);
        System.out.println("| record; beside | this, ns | beside, ns | this / beside, each pair | median |");
        System.out.println("|---|---|---|---|---|");
        line("JSON, two values; 0ffe6a1", now, "values-2", before, "values-2", pairs);
        line("JSON, seven values; 0ffe6a1", now, "values-7", before, "values-7", pairs);
        line("Avro, two values; JSON", now, "avro", now, "json", pairs);
    }

    private static void line(String name, String path, String of, String otherPath, String other, int pairs)
            throws IOException, InterruptedException {
        List<Double> nanos = new ArrayList<>();
        List<Double> others = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        StringBuilder each = new StringBuilder();
        for (int pair = 0; pair < pairs; pair++) {
            double second = pair % 2 == 0 ? 0 : once(otherPath, other);
            double first = once(path, of);
            second = pair % 2 == 0 ? once(otherPath, other) : second;
            nanos.add(first);
            others.add(second);
            ratios.add(first / second);
            each.append(String.format(Locale.ROOT, "%s%.2f", pair == 0 ? "" : " ", first / second));
        }
        System.out.printf(
                Locale.ROOT,
                "| %s | %,.0f | %,.0f | %s | %.2f |%n",
                name,
                median(nanos),
                median(others),
                each,
                median(ratios));
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    private static double once(String path, String name) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        path,
                        DecodeOnce.class.getName(),
                        name)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(name + " must be decoded, ended with " + process.exitValue());
        }
        return Double.parseDouble(said.substring(said.lastIndexOf('\n') + 1));
    }
}
