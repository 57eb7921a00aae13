package io.tidecast.bench;

import io.tidecast.kernel.KernelProvider;
import io.tidecast.kernel.KernelProvider.Choice;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The table of {@code docs/performance.md}: {@code PerformanceTable FILE short|full}. All variants of a line run in turns in one JVM and are timed by the thread's CPU time, so that other work on the machine
 * weighs on all of them alike; each gets its best round. Their outputs are compared before.
 */
public final class PerformanceTable {
    private static final List<Choice> VARIANTS = List.of(Choice.SCALAR, Choice.EJML, Choice.VECTOR);
    private final double warmUpSeconds;
    private final double roundSeconds;
    private final double roof;

    private PerformanceTable(boolean brief) {
        warmUpSeconds = brief ? 0.7 : 1.5;
        roundSeconds = brief ? 0.15 : 0.4;
        Roof chains = new Roof();
        timed(chains::run, 0.5);
        roof = Roof.operations() / best(chains::run);
    }

    public static void main(String[] args) throws IOException {
        boolean brief = args[1].equals("short");
        PerformanceTable table = new PerformanceTable(brief);
        StringBuilder page = new StringBuilder(table.head(args[1]));
        for (Case.Work work : Case.Work.values()) {
            for (Case.Shape shape : Case.Shape.values()) {
                for (int batch : brief ? new int[] {1, 32} : new int[] {1, 32, 256}) {
                    if (work != Case.Work.TRAINING || batch > 1) {
                        String line = table.line(work, shape, batch);
                        page.append(line);
                        System.out.print(line);
                    }
                }
            }
        }
        Files.writeString(Path.of(args[0]), page);
    }

    private String head(String length) throws IOException {
        String processor = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .findFirst()
                .orElse(": unknown");
        return String.format(
                Locale.ROOT,
                """
                # Performance

                Made by `./mvnw -Pbench -DskipTests -Dbench.length=%s test-compile exec:exec`; `short` takes some minutes, `full` adds a batch of 256. One thread, %s, JDK %s, `%s`.
                Its measured roof: %.0f GFLOP/s of fused multiply-adds in 32 bits. Windows (of steps: readings) a second of CPU time; a share of the roof counts the products alone.
                Shapes: S1 48 steps x 4 features, GRU(32); S2 the same with GRU(64); S3 168 steps x 8 features, two GRU(64); each with a dense head of 24 steps.

                | work | shape | batch | scalar | ejml | vector | vector / scalar | vector's share of the roof |
                |---|---|---|---|---|---|---|---|
                """,
                length,
                processor.substring(processor.indexOf(':') + 1).strip(),
                Runtime.version(),
                System.getProperty("os.arch"),
                roof / 1e9);
    }

    private String line(Case.Work work, Case.Shape shape, int batch) {
        List<Case> cases = VARIANTS.stream()
                .map(choice -> new Case(
                        shape, work, batch, KernelProvider.provide(choice).kernels()))
                .toList();
        float[] expected = cases.get(0).run().clone();
        for (Case other : cases) {
            requireEqual(expected, other == cases.get(0) ? expected : other.run());
            timed(other::run, warmUpSeconds);
        }
        double[] seconds = new double[cases.size()];
        Arrays.fill(seconds, Double.MAX_VALUE);
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < seconds.length; i++) {
                seconds[i] = Math.min(seconds[i], timed(cases.get(i)::run, roundSeconds));
            }
        }
        return String.format(
                Locale.ROOT,
                "| %s | %s | %d | %,.0f | %,.0f | %,.0f | %.1f | %.0f %% |%n",
                work.name().toLowerCase(Locale.ROOT),
                shape,
                batch,
                batch / seconds[0],
                batch / seconds[1],
                batch / seconds[2],
                seconds[0] / seconds[2],
                100 * work.operations(shape) * batch / seconds[2] / roof);
    }

    private static void requireEqual(float[] expected, float[] actual) {
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(expected[i] - actual[i]) <= 1e-5)) {
                throw new IllegalStateException(
                        "output " + i + " must be " + expected[i] + " on all kernels, was " + actual[i]);
            }
        }
    }

    private double best(Runnable work) {
        double best = Double.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            best = Math.min(best, timed(work, roundSeconds));
        }
        return best;
    }

    /** CPU seconds a call, over at least so many seconds. */
    private static double timed(Runnable work, double atLeast) {
        long begin = cpu();
        long calls = 0;
        long now = begin;
        for (long burst = 1; now - begin < atLeast * 1e9; burst = Math.min(2 * burst, 256)) {
            for (long i = 0; i < burst; i++) {
                work.run();
            }
            calls += burst;
            now = cpu();
        }
        return (now - begin) / 1e9 / calls;
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
