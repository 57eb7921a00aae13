package io.tidecast.bench;

import io.tidecast.kernel.KernelProvider;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Calls a second of one network, by JMH; a call is a batch. {@link PerformanceTable} compares on a machine that is
 * shared with others.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class NetworkBenchmark {
    @Param({"S1", "S2", "S3"})
    private String shape;

    @Param({"1", "32", "256"})
    private int batch;

    @Param({"vector", "plain", "ejml"})
    private String kernels;

    @Param({"INFERENCE", "TRAINING", "STEP"})
    private String work;

    private Contender measured;

    @Setup
    public void make() {
        var choice = KernelProvider.Choice.valueOf(kernels.toUpperCase(Locale.ROOT));
        measured = new TidecastContender(
                Case.of(Work.valueOf(work), Shape.valueOf(shape), batch),
                KernelProvider.provide(choice).kernels());
    }

    @Benchmark
    public float[] call() {
        measured.run();
        return measured.outputs();
    }
}
