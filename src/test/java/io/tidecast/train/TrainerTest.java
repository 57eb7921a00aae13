package io.tidecast.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.tidecast.kernel.SplitMix;
import io.tidecast.nn.Dense;
import io.tidecast.nn.Dropout;
import io.tidecast.nn.Gru;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.Reset;
import io.tidecast.nn.Resets;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TrainerTest {
    private final Network network = Network.of(
            NetworkSpec.of(2, new Gru(6, true, true, 0.2f), new Dropout(0.3f), new Gru(4, true, true), new Dense(2)));
    private final Parameters start = Initializer.TORCH.parameters(network.layout(), 3);

    @Test
    void shouldGiveTheSameBitsWhenOnAnyNumberOfThreads() {
        float[] alone = train(ThreadTeam.alone());
        for (int threads : new int[] {1, 2, 3}) {
            try (ThreadTeam crew = ThreadTeam.of(threads, "trainer-test")) {
                assertThat(train(crew)).isEqualTo(alone);
            }
        }
        assertThat(alone).isNotEqualTo(start.toArray());
    }

    @Test
    void shouldAllocateNothingWhenStepsFollowOneAnother() {
        assertThat(bytesOfTwentySteps(ThreadTeam.alone())).isZero();
    }

    @Test
    void shouldAllocateNothingOnAnyThreadWhenACrewTakesSteps() {
        try (ThreadTeam crew = ThreadTeam.of(2, "trainer-test-crew")) {
            assertThat(bytesOfTwentySteps(crew)).isZero();
        }
    }

    /** By the calling thread and those of the name above, once the compilers are done. */
    private long bytesOfTwentySteps(ThreadTeam crew) {
        int lanes = Trainer.LANES_PER_SHARD + 5;
        SplitMix random = new SplitMix(4);
        float[] x = random(random, lanes * 5 * 2);
        float[] y = random(random, lanes * 5 * 2);
        Resets resets = Resets.of(lanes, 5).mark(3, 2, Reset.RECURRENT);
        Trainer trainer = trainer(crew);
        long[] ids = Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t == Thread.currentThread() || t.getName().equals("trainer-test-crew"))
                .mapToLong(Thread::getId)
                .toArray();
        assertThat(ids).hasSize(crew.size());
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long calmest = Long.MAX_VALUE;
        long patience = System.nanoTime() + Duration.ofSeconds(60).toNanos(); // for the compilers, on a busy machine
        while (calmest > 0 && System.nanoTime() < patience) {
            long before = allocated(threads, ids);
            for (int i = 0; i < 10; i++) {
                trainer.step(x, y, null, lanes, 5, 1e-4);
                trainer.stepLanes(x, y, null, lanes, 5, resets, 1e-4);
            }
            calmest = Math.min(calmest, allocated(threads, ids) - before);
        }
        return calmest;
    }

    private static long allocated(ThreadMXBean threads, long[] ids) {
        long bytes = 0;
        for (long id : ids) {
            bytes += threads.getThreadAllocatedBytes(id);
        }
        return bytes;
    }

    private Trainer trainer(ThreadTeam crew) {
        return new Trainer(
                network,
                start,
                new Loss.Huber(1f),
                Adam.torch(network.layout().size()),
                new Clipping.GlobalNorm(1),
                9,
                crew);
    }

    private float[] train(ThreadTeam crew) {
        int lanes = 2 * Trainer.LANES_PER_SHARD + 5;
        Trainer trainer = trainer(crew);
        SplitMix random = new SplitMix(4);
        for (int step = 0; step < 4; step++) {
            float[] x = random(random, lanes * 5 * 2);
            float[] y = random(random, lanes * 5 * 2);
            trainer.stepLanes(x, y, null, lanes, 5, Resets.NONE, 0.01);
        }
        return trainer.parameters().toArray();
    }

    @Test
    void shouldNotDependOnLanesThatTeachNothingWhenMasked() {
        SplitMix random = new SplitMix(4);
        Network plain = Network.of(NetworkSpec.of(2, new Gru(4, true, true), new Dense(2)));
        Parameters from = Initializer.TORCH.parameters(plain.layout(), 3);
        float[] x = random(random, 2 * 5 * 2);
        float[] y = random(random, 2 * 5 * 2);
        float[] mask = new float[y.length];
        Arrays.fill(mask, 0, 10, 1f);
        Arrays.fill(y, 10, 20, Float.NaN);
        Trainer both = trainer(plain, from);
        double loss = both.step(x, y, mask, 2, 5, 0.1);
        Trainer one = trainer(plain, from);
        assertThat(one.step(x, y, null, 1, 5, 0.1)).isEqualTo(loss);
        assertThat(both.parameters().toArray()).isEqualTo(one.parameters().toArray());
        assertThat(one.step(x, y, new float[10], 1, 5, 0.1)).isZero();
        assertThat(both.parameters().toArray()).isEqualTo(one.parameters().toArray());
    }

    @Test
    void shouldStopWithLayerAndStepWhenANumberIsNotFinite() {
        Trainer trainer = trainer(network, start);
        SplitMix random = new SplitMix(4);
        int lanes = Trainer.LANES_PER_SHARD + 8;
        float[] x = random(random, lanes * 5 * 2);
        float[] y = random(random, lanes * 5 * 2);
        trainer.step(x, y, null, lanes, 5, 0.1);
        float[] before = trainer.parameters().toArray();
        x[(Trainer.LANES_PER_SHARD + 3) * 5 * 2 + 2 * 2] = Float.POSITIVE_INFINITY;
        assertThatThrownBy(() -> trainer.step(x, y, null, lanes, 5, 0.1))
                .isInstanceOf(NonFiniteException.class)
                .hasMessage("training step 2: Infinity in the output of input at time step 2 of lane "
                        + (Trainer.LANES_PER_SHARD + 3));
        assertThat(trainer.parameters().toArray()).isEqualTo(before);
        float[] huge = start.copy().get("gru_1.bias_ih_l0");
        Arrays.fill(huge, Float.NaN);
        Parameters broken = start.copy();
        broken.set("gru_1.bias_ih_l0", huge);
        assertThatThrownBy(() -> trainer(network, broken).step(y, y, null, lanes, 5, 0.1))
                .hasMessage("training step 1: NaN in the output of gru_1 at time step 0 of lane 0");
        float[] far = new float[y.length];
        Arrays.fill(far, Float.NaN);
        assertThatThrownBy(() -> trainer(network, start).step(y, far, null, lanes, 5, 0.1))
                .hasMessageContaining("loss is NaN, every layer's output is finite");
    }

    private static Trainer trainer(Network network, Parameters from) {
        return new Trainer(
                network, from, new Loss.Mse(), new Sgd(network.layout().size(), 0), new Clipping.None(), 1);
    }

    static float[] random(SplitMix random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return values;
    }
}
