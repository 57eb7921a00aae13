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
 * The tables of {@code docs/performance.md}: {@code PerformanceTable FILE short|full JAVA_HOME,…}. For each JDK and kind of work two JVMs measure, one with the Vector API and one without; {@code short} prints the ratios alone and writes no file.
 */
public final class PerformanceTable {
    private static final String HEAD =
            """
            # Performance

            Made by `./mvnw -Pbench -DskipTests -Dbench.jdks=JAVA_HOME,… test-compile exec:exec`; with `-Dbench.length=short` it prints the ratios in under three minutes a JDK. %s, one thread. Windows (of steps: readings) a second of CPU time, the
            best of six rounds in which all columns take turns; plain and EJML in a JVM without the Vector API. Shapes: S1 48 steps x 4 features, GRU(32); S2 the same with GRU(64); S3 168 steps x 8 features, two GRU(64); each with a dense head of 24
            steps. The outputs of all columns are compared before. ONNX: ONNX Runtime for Java 1.23.2, tensors made once; torch: DJL's PyTorch 2.7.1. The roof is what the core does in chains of fused multiply-adds; its share counts the products
            alone. Training is forward, backward through all steps, clipping and Adam.
            """;

    private PerformanceTable() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        boolean brief = args[1].equals("short");
        StringBuilder page = new StringBuilder(String.format(HEAD, processor()));
        for (String home : args[2].split(",")) {
            Map<String, Map<String, Double>> lines = new LinkedHashMap<>();
            for (Work work : Work.values()) {
                measure(home, args[1], work, true, lines);
                if (!brief || work == Work.INFERENCE) {
                    measure(home, args[1], work, false, lines);
                }
            }
            String section = "\n## JDK " + version(home) + "\n\n" + (brief ? ratios(lines) : table(lines));
            System.out.print(section);
            page.append(section);
        }
        if (!brief) {
            Files.writeString(Path.of(args[0]), page);
        }
    }

    private static void measure(
            String home, String length, Work work, boolean vectors, Map<String, Map<String, Double>> lines)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(home, "bin", "java").toString()));
        if (!version(home).startsWith("17")) {
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        if (vectors) {
            command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Measurement.class.getName(), length));
        command.addAll(List.of(vectors ? "vector" : "plain", work.name().toLowerCase(Locale.ROOT)));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] words = line.split(" ");
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
                "| work | shape | batch | share of the roof | vector / ONNX | plain / ONNX |\n|---|---|---|---|---|---|\n");
        lines.forEach((place, at) -> text.append(place)
                .append(number(" %.0f %% |", at.get("share")))
                .append(ratio(at, "vector", "onnx"))
                .append(ratio(at, "plain", "onnx beside plain"))
                .append('\n'));
        return text.toString();
    }

    private static String table(Map<String, Map<String, Double>> lines) {
        StringBuilder text = new StringBuilder(
                "| work | shape | batch | vector | share of the roof | ONNX | torch | vector / ONNX | vector / torch | plain | plain / ONNX | EJML |\n"
                        + "|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        lines.forEach((place, at) -> text.append(place)
                .append(number(" %,.0f |", at.get("vector")))
                .append(number(" %.0f %% |", at.get("share")))
                .append(number(" %,.0f |", at.get("onnx")))
                .append(number(" %,.0f |", at.get("torch")))
                .append(ratio(at, "vector", "onnx"))
                .append(ratio(at, "vector", "torch"))
                .append(number(" %,.0f |", at.get("plain")))
                .append(ratio(at, "plain", "onnx beside plain"))
                .append(number(" %,.0f |", at.get("ejml")))
                .append('\n'));
        return text + String.format(
                Locale.ROOT,
                "\nThe roof: %.0f GFLOP/s.\n",
                lines.values().stream().mapToDouble(at -> at.get("roof")).max().orElseThrow());
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
