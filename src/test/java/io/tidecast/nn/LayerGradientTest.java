package io.tidecast.nn;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.kernel.KernelProvider;
import io.tidecast.kernel.KernelProvider.Choice;
import io.tidecast.kernel.Kernels;
import io.tidecast.kernel.SplitMix;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Every layer's backward pass against finite differences of its forward pass, over random sizes, saturated inputs and
 * single steps included.
 */
class LayerGradientTest {
    private static final AtomicInteger drawn = new AtomicInteger();
    private static final AtomicInteger checked = new AtomicInteger();

    @AfterContainer
    static void shouldHaveCheckedNearlyAllElements() {
        assertThat(checked.get()).as("elements checked of %d", drawn.get()).isGreaterThan(drawn.get() * 9 / 10);
    }

    @Provide
    Arbitrary<LayerSpec> examples() {
        List<LayerSpec> all =
                LayerKind.ALL.stream().flatMap(kind -> kind.examples().stream()).toList();
        assertThat(LayerKind.ALL).isNotEmpty().allSatisfy(kind -> assertThat(kind.examples())
                .isNotEmpty());
        return Arbitraries.of(all);
    }

    @Provide
    Arbitrary<Kernels> kernels() {
        return Arbitraries.of(Choice.VECTOR, Choice.PLAIN, Choice.EJML, Choice.SCALAR)
                .map(choice -> KernelProvider.provide(choice).kernels());
    }

    @Property(tries = 300)
    void shouldAgreeWithFiniteDifferencesWhenAnyShape(
            @ForAll("examples") LayerSpec example,
            @ForAll("kernels") Kernels kernels,
            @ForAll @IntRange(min = 1, max = 5) int inputs,
            @ForAll @IntRange(min = 1, max = 6) int units,
            @ForAll @IntRange(min = 1, max = 3) int batch,
            @ForAll @IntRange(min = 1, max = 6) int steps,
            @ForAll boolean saturated,
            @ForAll long seed) {
        NetworkSpec spec = NetworkCase.around(example, inputs, units);
        check(
                new NetworkCase(spec, kernels, batch, steps, saturated ? 30f : 1f, seed),
                Resets.NONE,
                saturated ? 30 : 1,
                seed);
    }

    @Property(tries = 60)
    void shouldAgreeWithFiniteDifferencesWhenStackedWithHighwayAndResets(
            @ForAll("kernels") Kernels kernels,
            @ForAll @IntRange(min = 1, max = 4) int lags,
            @ForAll @IntRange(min = 1, max = 3) int batch,
            @ForAll @IntRange(min = 1, max = 6) int steps,
            @ForAll boolean sequences,
            @ForAll long seed) {
        NetworkSpec spec = NetworkSpec.of(
                        3,
                        new Gru(4, true, true),
                        new Lstm(3, true, true),
                        new Gru(4, false, sequences),
                        new Dense(4, Activation.TANH))
                .withHighway(new HighwaySpec(lags, List.of(2, 0)));
        Resets resets = Resets.of(batch, steps);
        SplitMix random = new SplitMix(seed);
        for (int b = 0; b < batch; b++) {
            Reset kind = random.nextInt(2) == 0 ? Reset.RECURRENT : Reset.FULL;
            resets.mark(b, random.nextInt(steps), kind);
        }
        check(new NetworkCase(spec, kernels, batch, steps, 1f, seed), resets, 1, seed);
    }

    @Property(tries = 60)
    void shouldAgreeWithFiniteDifferencesWhenDecoderStandsBesideTheHead(
            @ForAll("kernels") Kernels kernels,
            @ForAll @IntRange(min = 1, max = 5) int units,
            @ForAll @IntRange(min = 1, max = 3) int horizon,
            @ForAll @IntRange(min = 2, max = 4) int known,
            @ForAll boolean given,
            @ForAll @IntRange(min = 1, max = 3) int batch,
            @ForAll @IntRange(min = 1, max = 6) int steps,
            @ForAll boolean sequences,
            @ForAll long seed) {
        List<LayerSpec> layers = List.of(new Gru(4, true, sequences), new Dense(2 * horizon, Activation.LINEAR));
        NetworkSpec spec = new NetworkSpec(
                3 + horizon * known,
                layers,
                Optional.of(new HighwaySpec(2, List.of(2, 0))),
                Optional.of(new DecoderSpec(units, horizon, known, given ? 2 : 0)));
        check(new NetworkCase(spec, kernels, batch, steps, 1f, seed), Resets.NONE, 1, seed);
    }

    private static void check(NetworkCase net, Resets resets, float scale, long seed) {
        net.forward(resets);
        float[] gradients = new float[net.network.layout().size()];
        net.network.backward(net.parameters, net.workspace, net.weighting, gradients);
        float[] dX = net.workspace.inputGradient().clone();
        float[] dState = new float[net.batch * net.workspace.recurrentStateSize()];
        for (int b = 0; b < net.batch; b++) {
            float[] lane = new float[net.workspace.stateSize()];
            net.workspace.readStateGradient(b, lane);
            int size = net.workspace.recurrentStateSize();
            System.arraycopy(lane, 0, dState, b * size, size);
        }
        SplitMix random = new SplitMix(seed + 1);
        compare("parameters", gradients, gradients.length, 0.02f / scale, scale, random, net, resets, (i, e) -> {
            net.parameters.edit()[i] += e;
        });
        compare("input", dX, net.x.length, 0.02f, 1, random, net, resets, (i, e) -> net.x[i] += e);
        int size = net.workspace.recurrentStateSize();
        compare("state", dState, dState.length, 0.02f, 1, random, net, resets, (i, e) -> {
            net.state[i / size][i % size] += e;
        });
    }

    /** Differences of fourth order; next to a kink, as a rectifier has one, an element says nothing. */
    private static void compare(
            String what,
            float[] gradient,
            int count,
            float width,
            float scale,
            SplitMix random,
            NetworkCase net,
            Resets resets,
            BiConsumer<Integer, Float> add) {
        double largest = scale;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, Math.abs(gradient[i]));
        }
        int samples = Math.min(count, 12);
        for (int s = 0; s < samples; s++) {
            int i = random.nextInt(count);
            drawn.incrementAndGet();
            double[] at = new double[5];
            for (int k = -2; k <= 2; k++) {
                add.accept(i, k * width);
                at[k + 2] = net.forward(resets);
                add.accept(i, -k * width);
            }
            double bend = (at[3] - 2 * at[2] + at[1]) / width;
            double widerBend = (at[4] - 2 * at[2] + at[0]) / (2 * width);
            double narrow = (at[3] - at[1]) / (2 * width);
            double wide = (at[4] - at[0]) / (4 * width);
            double rough = Math.max(Math.abs(2 * bend - widerBend), Math.abs(wide - narrow));
            if (rough > 1e-3 * largest) { // where it is smooth the bend grows with the width, and the slope does not
                continue;
            }
            double slope = (8 * (at[3] - at[1]) - (at[4] - at[0])) / (12 * width);
            checked.incrementAndGet();
            assertThat(Math.abs(slope - gradient[i]))
                    .as("%s gradient %d of %s: %s, by differences %s", what, i, net.network.spec(), gradient[i], slope)
                    .isLessThan(3e-3 * largest);
        }
    }
}
