package io.tidecast.bench;

import io.tidecast.bench.CostRun.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The cost of the application on a real broker in this process: {@code CostTable FILE short|full}. Writes its section
 * of the page and leaves the others as they are.
 */
public final class CostTable {
    private static final String HEADING = "## Cost of the application";
    private static final Shape SMALL = new Shape(48, 4, 32);
    private static final Shape LARGE = new Shape(168, 8, 64);

    private final StringBuilder page = new StringBuilder();
    private final boolean brief;

    private CostTable(boolean brief) {
        this.brief = brief;
    }

    public static void main(String[] args) throws Exception {
        boolean brief = args[1].equals("short");
        CostTable table = new CostTable(brief);
        table.run(args[1]);
        Path file = Path.of(args[0]);
        String before = Files.exists(file) ? Files.readString(file) : "";
        int start = before.indexOf(HEADING);
        int end = start < 0 ? -1 : before.indexOf("\n## ", start + 1);
        String kept = start < 0 ? before.stripTrailing() + "\n\n" : before.substring(0, start);
        Files.writeString(file, kept + table.page + (end < 0 ? "" : before.substring(end)));
        System.exit(0); // The broker's own threads are not all daemons.
    }

    private void line(String format, Object... values) {
        String line = String.format(Locale.ROOT, format, values) + "\n";
        page.append(line);
        System.out.print(line);
    }

    private void run(String length) throws Exception {
        line("%s\n", HEADING);
        line(
                "Made by `./mvnw -Pbench -DskipTests -Dbench.main=io.tidecast.bench.CostTable -Dbench.length=%s test-compile"
                        + " exec:exec`. Broker, producer and application share this machine's cores and JVM (%d cores, JDK %s), so"
                        + " compare within the table only. One stream thread, one partition, exactly-once, readings keyed by"
                        + " device, one target 24 steps ahead, untrained weights, one method published (`switch`).\n",
                length, Runtime.getRuntime().availableProcessors(), Runtime.version());
        int readings = brief ? 40_000 : 200_000;
        int devices = 200;
        double bare;
        try (CostRun run = new CostRun(SMALL, 64)) {
            run.produce(devices, readings / devices);
            bare = run.passThrough();
        }
        double without;
        try (CostRun run = new CostRun(SMALL, 64)) {
            run.produce(devices, readings / devices);
            without = run.forecast(false);
        }
        Map<Shape, Map<String, Double>> bytes = new TreeMap<>();
        double with;
        double[] restore;
        try (CostRun run = new CostRun(SMALL, 64)) {
            run.produce(devices, readings / devices);
            with = run.forecast(true);
            bytes.put(SMALL, run.bytesPerReading());
            restore = run.restore();
        }
        try (CostRun run = new CostRun(LARGE, 64)) {
            run.produce(devices, readings / devices / 2);
            run.forecast(true);
            bytes.put(LARGE, run.bytesPerReading());
        }
        line("| W=48, F=4, H=32, 24 steps | readings/s | ratio |\n|---|---|---|");
        line("| bare pass-through | %,.0f | |", bare);
        line("| the topology without inference | %,.0f | %.2f of the pass-through |", without, without / bare);
        line("| the topology with it | %,.0f | %.2f of that without (bar: 0.7) |\n", with, with / without);

        line("| bytes per reading on the broker | W=48, F=4 | W=168, F=8 |\n|---|---|---|");
        Set<String> parts = bytes.get(SMALL).keySet();
        for (String part : parts) {
            line(
                    "| %s | %.0f | %.0f |",
                    part, bytes.get(SMALL).get(part), bytes.get(LARGE).get(part));
        }
        for (String sum : List.of("windows", "all stores")) {
            line(
                    "| %s (bar) | %.0f (%.0f) | %.0f (%.0f) |",
                    sum,
                    CostRun.sum(bytes.get(SMALL), sum),
                    CostRun.bar(bytes.get(SMALL), SMALL, sum),
                    CostRun.sum(bytes.get(LARGE), sum),
                    CostRun.bar(bytes.get(LARGE), LARGE, sum));
        }
        line("");
        line("| devices | state on disk, bytes a device | heap in use, MiB (16 MiB for devices) |\n|---|---|---|");
        for (int count : brief ? new int[] {5_000, 20_000} : new int[] {10_000, 100_000}) {
            try (CostRun run = new CostRun(SMALL, 16)) {
                run.produce(count, 4);
                run.forecast(false);
                double[] state = run.state();
                line("| %,d | %,.0f | %,.0f |", count, state[0] / count, state[1] / (1 << 20));
            }
        }
        line("");
        line("| from reading to forecast at half load | p50, ms | p99, ms | bar, ms |\n|---|---|---|---|");
        for (boolean once : new boolean[] {true, false}) {
            try (CostRun run = new CostRun(SMALL, 64)) {
                double[] latency = run.latency(once, with / 2, brief ? 10 : 30);
                line(
                        "| %s | %.0f | %.0f | %d |",
                        once ? "exactly-once, commit every 100 ms" : "at-least-once",
                        latency[0],
                        latency[1],
                        once ? 250 : 20);
            }
        }
        line("");
        line(
                "Restoring all state from the changelogs: %.1f MB/s, %,.0f devices/s.",
                restore[0] / 1e6, devices / restore[1]);
    }
}
