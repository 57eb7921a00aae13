package io.tidecast.bench;

import io.tidecast.bench.CostRun.Shape;
import java.util.Locale;

/**
 * One measurement of {@link CostTable}'s first shape in a JVM of its own: {@code CostOnce STEPS}, of 200 devices. It
 * needs nothing that older builds lack, so that it can be compiled against one of them and run in turns with this one.
 */
final class CostOnce {
    private static final Shape SHAPE = new Shape(48, 4, 32);
    private static final int DEVICES = 200;

    private CostOnce() {}

    public static void main(String[] args) throws Exception {
        try (CostRun run = new CostRun(SHAPE, 64)) {
            run.produce(DEVICES, Integer.parseInt(args[0]));
            System.out.printf(Locale.ROOT, "%.0f readings/s%n", run.forecast(true));
        }
        System.exit(0); // The broker's own threads are not all daemons.
    }
}
