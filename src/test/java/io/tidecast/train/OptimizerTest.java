package io.tidecast.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerTest {
    static Stream<Optimizer.Kind> kinds() {
        return Optimizer.ALL.stream();
    }

    @BeforeAll
    static void shouldFindOptimizers() {
        assertThat(kinds()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldFindTheMinimumWhenTheLossIsABowl(Optimizer.Kind kind) {
        float[] w = {3f, -2f, 0.5f};
        Optimizer optimizer = kind.make().apply(3);
        for (int i = 0; i < 2000; i++) {
            float[] g = {2 * (w[0] - 1), 20 * (w[1] - 1), 0.5f * (w[2] - 1)};
            optimizer.step(w, g, 0.02);
        }
        assertThat(w).containsExactly(new float[] {1f, 1f, 1f}, within(0.05f));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldGiveTheSameBitsWhenRunAgain(Optimizer.Kind kind) {
        float[][] runs = new float[2][];
        for (int run = 0; run < 2; run++) {
            runs[run] = new float[] {1f, 2f};
            Optimizer optimizer = Optimizer.of(kind.name(), 2);
            for (int i = 0; i < 50; i++) {
                optimizer.step(runs[run], new float[] {runs[run][0] - i, 0.1f * i}, 0.01);
            }
        }
        assertThat(runs[0]).isEqualTo(runs[1]);
    }

    @Test
    void shouldAddMomentumWhenStepsAgree() {
        float[] w = {0f};
        Sgd sgd = new Sgd(1, 0.9);
        sgd.step(w, new float[] {1f}, 0.1);
        sgd.step(w, new float[] {1f}, 0.1);
        assertThat(w[0]).isCloseTo(-(0.1f + 0.19f), within(1e-6f));
    }

    @Test
    void shouldDecayTheWeightItselfWhenDecoupled() {
        float[] w = {2f};
        Adam.decoupled(1, 0.1).step(w, new float[] {0f}, 0.5);
        assertThat(w[0]).isCloseTo(2f * (1 - 0.05f), within(1e-6f));
    }

    @Test
    void shouldNameWhatThereIsWhenUnknown() {
        assertThatThrownBy(() -> Optimizer.of("lbfgs", 1))
                .hasMessage("optimizer must be one of [sgd, adam, adam-keras, adamw], was lbfgs");
        assertThatThrownBy(() -> new Sgd(1, 1)).hasMessage("momentum must be at least 0 and below 1, was 1.0");
    }
}
