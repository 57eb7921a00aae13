package io.tidecast.bench;

import io.tidecast.kernel.KernelProvider;
import io.tidecast.kernel.KernelProvider.Choice;
import io.tidecast.kernel.Kernels;
import io.tidecast.train.ThreadTeam;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Measures in a JVM of its own, {@code Measurement short|full vector|plain inference|training|step}, and prints a line
 * a figure: work, shape, batch, contender, calls a second of CPU time. The contenders of a case run in turns, with the
 * roof's chains in between, and each gets its best round, so that other work on the machine weighs on all alike; their
 * outputs are compared before.
 */
public final class Measurement {
    private static final int ROUNDS = 6;
    private final boolean brief;
    private final boolean vectors;

    private Measurement(boolean brief, boolean vectors) {
        this.brief = brief;
        this.vectors = vectors;
    }

    public static void main(String[] args) {
        boolean brief = args[0].equals("short");
        new Measurement(brief, args[1].equals("vector")).run(Work.valueOf(args[2].toUpperCase(Locale.ROOT)));
        System.exit(0); // The peers' native threads would keep the JVM alive.
    }

    private void run(Work work) {
        for (Shape shape : Shape.values()) {
            for (int batch : batches(work)) {
                measure(Case.of(work, shape, batch));
            }
        }
    }

    private int[] batches(Work work) {
        return switch (work) {
            case INFERENCE -> brief ? new int[] {1, 32} : new int[] {1, 8, 32, 256, 1024};
            case TRAINING -> brief ? new int[] {32} : new int[] {32, 256};
            case STEP -> brief ? new int[] {1} : new int[] {1, 32};
        };
    }

    private List<Contender> contenders(Case work) {
        List<Contender> all = new ArrayList<>();
        all.add(contender(work, vectors ? Choice.VECTOR : Choice.PLAIN));
        if (!vectors) {
            all.add(contender(work, Choice.EJML));
        }
        if (work.work() != Work.TRAINING) {
            all.add(new OnnxContender(work, OnnxContender.State.PINNED));
            if (work.work() == Work.STEP) {
                all.add(new OnnxContender(work, OnnxContender.State.RETURNED));
            }
            if (vectors && !brief) {
                all.add(new TorchContender(work));
            }
        }
        return all;
    }

    private static TidecastContender contender(Case work, Choice choice) {
        return new TidecastContender(work, KernelProvider.provide(choice).kernels());
    }

    private void measure(Case work) {
        List<Contender> contenders = contenders(work);
        compare(contenders, work.batch() * Shape.HORIZON);
        List<Runnable> turns = new ArrayList<>();
        contenders.forEach(contender -> turns.add(contender::run));
        if (vectors) {
            turns.add(new Roof()::run);
        }
        for (Runnable turn : turns) {
            timed(turn, 0.5);
        }
        double[] seconds = new double[turns.size()];
        Arrays.fill(seconds, Double.MAX_VALUE);
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < seconds.length; i++) {
                seconds[i] = Math.min(seconds[i], timed(turns.get(i), 0.12));
            }
        }
        for (int i = 0; i < contenders.size(); i++) {
            print(work, contenders.get(i).name(), work.batch() / seconds[i]);
        }
        if (vectors) {
            print(work, "operations", work.operations() / work.batch());
            print(work, "roof", Roof.operations() / seconds[contenders.size()]);
        }
        if (vectors && work.work() == Work.TRAINING) {
            print(work, "threads", twoThreads(work));
        }
    }

    /** How many times as fast two threads train as one, by the clock. */
    private static double twoThreads(Case work) {
        try (ThreadTeam crew = ThreadTeam.of(2, "two")) {
            Kernels kernels = KernelProvider.provide(Choice.VECTOR).kernels();
            TidecastContender one = new TidecastContender(work, kernels);
            TidecastContender two = new TidecastContender(work, kernels, crew);
            timed(one::run, 0.3, System::nanoTime);
            timed(two::run, 0.3, System::nanoTime);
            double alone = Double.MAX_VALUE;
            double together = Double.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++) {
                alone = Math.min(alone, timed(one::run, 0.12, System::nanoTime));
                together = Math.min(together, timed(two::run, 0.12, System::nanoTime));
            }
            return alone / together;
        }
    }

    private static void print(Case work, String figure, double value) {
        System.out.printf(
                Locale.ROOT,
                "%s %s %d %s %.4f%n",
                work.work().name().toLowerCase(Locale.ROOT),
                work.shape(),
                work.batch(),
                figure,
                value);
    }

    private static void compare(List<Contender> contenders, int count) {
        contenders.forEach(Contender::run);
        float[] expected = contenders.get(0).outputs();
        for (Contender other : contenders) {
            float[] actual = other.outputs();
            for (int i = 0; i < Math.min(count, expected.length); i++) {
                if (!(Math.abs(expected[i] - actual[i]) <= 1e-5)) {
                    throw new IllegalStateException("output " + i + " of " + other.name() + " must be " + expected[i]
                            + " as that of " + contenders.get(0).name() + ", was " + actual[i]);
                }
            }
        }
    }

    /** CPU seconds a call, over at least so many seconds. */
    private static double timed(Runnable work, double atLeast) {
        return timed(work, atLeast, Measurement::cpu);
    }

    private static double timed(Runnable work, double atLeast, LongSupplier clock) {
        long begin = clock.getAsLong();
        long calls = 0;
        long now = begin;
        for (long burst = 1; now - begin < atLeast * 1e9; burst = Math.min(2 * burst, 256)) {
            for (long i = 0; i < burst; i++) {
                work.run();
            }
            calls += burst;
            now = clock.getAsLong();
        }
        return (now - begin) / 1e9 / calls;
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
