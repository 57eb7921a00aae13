package io.tidecast.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The network's section of {@code docs/performance.md}, between two marks: {@code PerformanceTable FILE short|full
 * JAVA_HOME,…}. For each JDK and kind of work two JVMs measure, one with the Vector API and one without; {@code short}
 * prints the ratios alone and writes no file.
 */
public final class PerformanceTable {
    private static final String BEGIN = "<!-- networks: begin -->\n";
    private static final String END = "<!-- networks: end -->\n";
    private static final String HEAD =
            """
            ## Networks

            Made by `./mvnw -Pbench -DskipTests -Dbench.jdks=JAVA_HOME,… test-compile exec:exec`, in %.0f minutes; with `-Dbench.length=short` it prints the ratios in under three minutes a JDK. %s, one thread. Windows (of steps: readings) a second of CPU time, the
            best of six rounds in which all columns take turns; plain and EJML in a JVM without the Vector API. Shapes: S1 48 steps x 4 features, GRU(32); S2 the same with GRU(64); S3 168 steps x 8 features, two GRU(64); each with a dense head of 24
            steps. The outputs of all columns are compared before. ONNX: ONNX Runtime for Java 1.23.2, with output and states as tensors made once; *returned*: with the output made once, and the state a tensor that each call returns and the next is given.
            Torch: DJL's PyTorch 2.7.1. A call is one batch, of the vector kernels: what the first of so many gathered windows would wait, where the stream forecasts each at once (docs/adr/005-faster-kernels.md). The roof is what the core does at best in chains of fused multiply-adds, measured beside each line; its share counts the products alone. Training is forward, backward
            through all steps, clipping and Adam; two threads / one is by the clock.
            """;

    private PerformanceTable() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        boolean brief = args[1].equals("short");
        long begin = System.nanoTime();
        StringBuilder tables = new StringBuilder();
        for (String home : args[2].split(",")) {
            Map<String, Map<String, Double>> lines = new LinkedHashMap<>();
            for (Work work : Work.values()) {
                measure(home, args[1], work, true, lines);
                if (!brief || work == Work.INFERENCE) {
                    measure(home, args[1], work, false, lines);
                }
            }
            double roof = lines.values().stream()
                    .mapToDouble(at -> at.get("roof"))
                    .max()
                    .orElseThrow();
            lines.values().forEach(at -> at.put("share", 100 * at.get("vector") * at.get("operations") / roof));
            String section = "\n### JDK " + version(home) + "\n\n" + (brief ? ratios(lines) : table(lines, roof));
            System.out.print(section);
            tables.append(section);
        }
        if (!brief) {
            double minutes = (System.nanoTime() - begin) / 60e9;
            write(Path.of(args[0]), String.format(Locale.ROOT, HEAD, minutes, processor()) + tables);
        }
    }

    /** Puts the text between its marks and leaves what else the page says. */
    private static void write(Path page, String text) throws IOException {
        String before = Files.readString(page);
        int from = before.indexOf(BEGIN);
        int to = before.indexOf(END);
        if (from < 0 || to < from) {
            throw new IllegalStateException(page + " must hold the lines " + BEGIN.strip() + " and " + END.strip());
        }
        Files.writeString(page, before.substring(0, from + BEGIN.length()) + text + before.substring(to));
    }

    private static void measure(
            String home, String length, Work work, boolean vectors, Map<String, Map<String, Double>> lines)
            throws IOException, InterruptedException {
        String name = work.name().toLowerCase(Locale.ROOT);
        List<String> command =
                new ArrayList<>(List.of(Path.of(home, "bin", "java").toString()));
        if (!version(home).startsWith("17")) {
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        if (vectors) {
            command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Measurement.class.getName(), length));
        command.addAll(List.of(vectors ? "vector" : "plain", name));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] words = line.split(" ");
                if (words.length != 5 || !words[0].equals(name)) {
                    continue; // A peer's log.
                }
                String place = "| " + words[0] + " | " + words[1] + " | " + words[2] + " |";
                String figure = !vectors && words[3].equals("onnx") ? "onnx beside plain" : words[3];
                lines.computeIfAbsent(place, key -> new LinkedHashMap<>()).put(figure, Double.valueOf(words[4]));
            }
        }
        if (process.waitFor() != 0) {
            throw new IllegalStateException("a measurement failed: " + String.join(" ", command));
        }
    }

    private static String ratios(Map<String, Map<String, Double>> lines) {
        StringBuilder text = new StringBuilder(
                """
                | work | shape | batch | share of the roof | vector / ONNX | vector / ONNX returned | plain / ONNX | two threads / one |
                |---|---|---|---|---|---|---|---|
                """);
        lines.forEach((place, at) -> text.append(place)
                .append(number(" %.0f %% |", at.get("share")))
                .append(ratio(at, "vector", "onnx"))
                .append(ratio(at, "vector", "onnx-returned"))
                .append(ratio(at, "plain", "onnx beside plain"))
                .append(number(" %.2f |", at.get("threads")))
                .append('\n'));
        return text.toString();
    }

    private static String table(Map<String, Map<String, Double>> lines, double roof) {
        StringBuilder text = new StringBuilder(
                """
                | work | shape | batch | vector | µs a call | share of the roof | two threads / one | ONNX | returned | torch | vector / ONNX | / returned | / torch | plain | plain / ONNX | EJML |
                |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
                """);
        lines.forEach((place, at) -> text.append(place)
                .append(number(" %,.0f |", at.get("vector")))
                .append(number(" %,.1f |", 1e6 * Integer.parseInt(place.split(" ")[5]) / at.get("vector")))
                .append(number(" %.0f %% |", at.get("share")))
                .append(number(" %.2f |", at.get("threads")))
                .append(number(" %,.0f |", at.get("onnx")))
                .append(number(" %,.0f |", at.get("onnx-returned")))
                .append(number(" %,.0f |", at.get("torch")))
                .append(ratio(at, "vector", "onnx"))
                .append(ratio(at, "vector", "onnx-returned"))
                .append(ratio(at, "vector", "torch"))
                .append(number(" %,.0f |", at.get("plain")))
                .append(ratio(at, "plain", "onnx beside plain"))
                .append(number(" %,.0f |", at.get("ejml")))
                .append('\n'));
        return text + String.format(Locale.ROOT, "\nThe roof: %.0f GFLOP/s.\n", roof / 1e9);
    }

    private static String ratio(Map<String, Double> at, String upper, String lower) {
        return at.containsKey(upper) && at.containsKey(lower)
                ? number(" %.2f |", at.get(upper) / at.get(lower))
                : " – |";
    }

    private static String number(String format, Double value) {
        return value == null ? " – |" : String.format(Locale.ROOT, format, value);
    }

    private static String version(String home) {
        try {
            return Files.readAllLines(Path.of(home, "release")).stream()
                    .filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.substring("JAVA_VERSION=".length()).replace("\"", ""))
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(home + " must be a JDK's folder", e);
        }
    }

    private static String processor() throws IOException {
        String name = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .findFirst()
                .orElse(": unknown processor");
        return name.substring(name.indexOf(':') + 1).strip();
    }
}
