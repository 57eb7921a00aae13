package io.tidecast.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LeastSquaresTest {
    @Property(tries = 60)
    void shouldLeaveAGradientOfZeroWhenSolved(
            @ForAll @IntRange(min = 1, max = 9) int inputs,
            @ForAll @IntRange(min = 1, max = 4) int outputs,
            @ForAll boolean intercept,
            @ForAll @IntRange(min = 0, max = 3) int ridge,
            @ForAll long seed) {
        SplitMix random = new SplitMix(seed);
        int rows = inputs + 5;
        double[][] x = gaussians(random, rows, inputs);
        double[][] y = gaussians(random, rows, outputs);
        LeastSquares equations = new LeastSquares(inputs, outputs, intercept);
        for (int r = 0; r < rows; r++) {
            equations.add(x[r], y[r]);
        }
        double[] w = equations.solve(ridge);
        int width = equations.width();
        double[] prediction = new double[outputs];
        double[] gradient = new double[outputs * width]; // of half the objective
        for (int r = 0; r < rows; r++) {
            LeastSquares.apply(w, x[r], prediction);
            for (int o = 0; o < outputs; o++) {
                for (int i = 0; i < width; i++) {
                    gradient[o * width + i] += (prediction[o] - y[r][o]) * (i < inputs ? x[r][i] : 1);
                }
            }
        }
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < width; i++) {
                int at = o * width + i;
                double penalty = i < inputs ? ridge * w[at] : 0;
                assertThat(gradient[at] + penalty).isCloseTo(0, within(1e-6 * (1 + Math.abs(w[at]))));
            }
        }
    }

    @Test
    void shouldFindTheMapWhenThereIsNoNoise() {
        double[] truth = {2, -1, 0.5, 7, 0, 3}; // [2, 2 inputs and the intercept]
        LeastSquares equations = new LeastSquares(2, 2, true);
        SplitMix random = new SplitMix(4);
        double[] y = new double[2];
        for (double[] x : gaussians(random, 20, 2)) {
            LeastSquares.apply(truth, x, y);
            equations.add(x, y);
        }
        assertThat(equations.solve(0)).containsExactly(truth, within(1e-9));
        assertThat(equations.rows()).isEqualTo(20);
    }

    @Test
    void shouldShareTheWeightWhenTwoInputsAreTheSame() {
        LeastSquares equations = new LeastSquares(3, 1, false);
        for (int i = 1; i <= 10; i++) {
            equations.add(new double[] {i, i, 0}, new double[] {4.0 * i});
        }
        assertThat(equations.solve(0)).containsExactly(new double[] {2, 2, 0}, within(1e-9));
    }

    @Test
    void shouldGiveZeroWhenNothingWasAdded() {
        assertThat(new LeastSquares(2, 1, true).solve(0)).containsOnly(0.0);
    }

    @Test
    void shouldSolveWhenInputsDifferByManyOrdersOfMagnitude() {
        LeastSquares equations = new LeastSquares(2, 1, true);
        for (double[] x : gaussians(new SplitMix(9), 50, 2)) {
            equations.add(new double[] {1e6 * x[0], 1e-6 * x[1]}, new double[] {3 * x[0] + 5 * x[1] + 1});
        }
        double[] w = equations.solve(0);
        assertThat(w[0] * 1e6).isCloseTo(3, within(1e-6));
        assertThat(w[1] * 1e-6).isCloseTo(5, within(1e-6));
        assertThat(w[2]).isCloseTo(1, within(1e-6));
    }

    @Test
    void shouldRefuseWithRuleAndValueWhenGivenBadInput() {
        LeastSquares equations = new LeastSquares(2, 1, false);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> equations.add(new double[3], new double[1]))
                .withMessage("x must have length 2, had 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> equations.solve(-1))
                .withMessage("ridge must be 0 or more and finite, was -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LeastSquares(0, 1, false))
                .withMessage("inputs and outputs must be at least 1, were 0 and 1");
    }

    private static double[][] gaussians(SplitMix random, int rows, int width) {
        double[][] values = new double[rows][width];
        for (double[] row : values) {
            for (int i = 0; i < width; i++) {
                row[i] = random.nextGaussian();
            }
        }
        return values;
    }
}
