package io.tidecast.bench;

import io.tidecast.bench.CostRun.Shape;
import io.tidecast.forecast.CombinationSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Latency of forecasts with readers of the API, and with nobody who reads it, in turns: {@code ApiLoad CLASSPATH
 * PAIRS}. The broker, the forecaster with the API and the consumer that measures are this process; readers and requests
 * are another one. The stream is at half of the readings a second that it was measured to reach just before.
 */
final class ApiLoad {
    private static final Shape SHAPE = new Shape(48, 1, 32);
    private static final int SECONDS = Integer.getInteger("bench.seconds", 60);

    private ApiLoad() {}

    public static void main(String[] args) throws Exception {
        double half = capacity() / 2;
        System.out.printf(Locale.ROOT, "| pair | readings/s | readers | p50 | p99 |%n|---|---|---|---|---|%n");
        int pairs = Integer.parseInt(args[1]);
        double[] ratios = new double[pairs];
        for (int pair = 0; pair < pairs; pair++) {
            boolean loadedFirst = pair % 2 == 1;
            double first = p99(pair, half, loadedFirst);
            double second = p99(pair, half, !loadedFirst);
            ratios[pair] = loadedFirst ? first / second : second / first;
        }
        System.out.printf(Locale.ROOT, "p99 with readers over without: %s%n", Arrays.toString(ratios));
        Arrays.sort(ratios);
        System.out.printf(Locale.ROOT, "median %.2f%n", ratios[pairs / 2]);
        System.exit(0); // The broker's own threads are not all daemons.
    }

    private static double capacity() throws Exception {
        try (CostRun run = new CostRun(SHAPE, 64, CombinationSettings.DEFAULT)) {
            run.produce(200, 400);
            double rate = run.forecast(true);
            System.out.printf(Locale.ROOT, "%,.0f readings/s at full load%n", rate);
            return rate;
        }
    }

    private static double p99(int pair, double perSecond, boolean loaded) throws Exception {
        try (CostRun run = new CostRun(SHAPE, 64, CombinationSettings.DEFAULT)) {
            double[] latency = run.latencyBeside(address -> loaded ? readers(address) : () -> {}, perSecond, SECONDS);
            System.out.printf(
                    Locale.ROOT,
                    "| %d | %,.0f | %s | %.0f ms | %.0f ms |%n",
                    pair,
                    perSecond,
                    loaded ? "yes" : "none",
                    latency[0],
                    latency[1]);
            return latency[1];
        }
    }

    private static AutoCloseable readers(URI address) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process readers = new ProcessBuilder(
                        java,
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ApiReaders.class.getName(),
                        "" + address.getPort())
                .inheritIO()
                .start();
        return () -> {
            readers.destroy(); // It prints how it went.
            readers.waitFor();
        };
    }
}
