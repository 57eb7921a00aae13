package io.tidecast.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RidgeEquationsTest {
    private record Example(double[] x, double y, double weight) {}

    /** All examples of all steps at once, in double precision, by Gaussian elimination. */
    private static final class Reference {
        private final int own;
        private final double[] prior;
        private final List<List<Example>> steps = new ArrayList<>();
        private double usual;

        Reference(int own, double[] prior) {
            this.own = own;
            this.prior = prior;
        }

        private double[][] squares() {
            double[][] a = new double[prior.length][prior.length];
            for (int s = 0; s < steps.size(); s++) {
                double left =
                        Math.pow(0.999, steps.size() - 1 - s) / steps.get(s).size();
                for (Example one : steps.get(s)) {
                    for (int i = 0; i < prior.length; i++) {
                        for (int j = 0; j < prior.length; j++) {
                            a[i][j] += left * one.weight() * one.x()[i] * one.x()[j];
                        }
                    }
                }
            }
            return a;
        }

        private double weighed() {
            double sum = 0;
            for (int s = 0; s < steps.size(); s++) {
                sum += Math.pow(0.999, steps.size() - 1 - s);
            }
            return sum;
        }

        private double trace(double[][] a) {
            double trace = 0;
            for (int i = 0; i < own; i++) {
                trace += a[i][i];
            }
            return trace;
        }

        double[] map() {
            double[][] a = squares();
            if (!(trace(a) > 0)) {
                return prior.clone();
            }
            double share = 3 / weighed() + 1e-3;
            double ofOthers = 30 / weighed() + 1e-3;
            double[] b = new double[prior.length];
            double ridge = trace(a) / own * share;
            for (int s = 0; s < steps.size(); s++) {
                double left =
                        Math.pow(0.999, steps.size() - 1 - s) / steps.get(s).size();
                for (Example one : steps.get(s)) {
                    for (int i = 0; i < prior.length; i++) {
                        b[i] += left * one.weight() * one.x()[i] * one.y();
                    }
                }
            }
            for (int i = 0; i < prior.length; i++) {
                double drawn = i < own ? ridge : ofOthers * a[i][i];
                a[i][i] += drawn;
                b[i] += drawn * prior[i];
            }
            return eliminated(a, b);
        }

        private static double[] eliminated(double[][] a, double[] b) {
            int n = b.length;
            for (int i = 0; i < n; i++) {
                for (int r = i + 1; r < n; r++) {
                    double factor = a[r][i] / a[i][i];
                    for (int c = i; c < n; c++) {
                        a[r][c] -= factor * a[i][c];
                    }
                    b[r] -= factor * b[i];
                }
            }
            double[] c = new double[n];
            for (int i = n - 1; i >= 0; i--) {
                double sum = b[i];
                for (int j = i + 1; j < n; j++) {
                    sum -= a[i][j] * c[j];
                }
                c[i] = sum / a[i][i];
            }
            return c;
        }

        void step(List<double[]> xs, List<Double> ys) {
            double[] map = map();
            double trace = trace(squares());
            List<Example> examples = new ArrayList<>();
            double error2 = 0;
            for (int e = 0; e < xs.size(); e++) {
                double[] x = xs.get(e);
                double error = ys.get(e) - RidgeEquations.dot(map, x);
                double norm = 0;
                for (int i = 0; i < own; i++) {
                    norm += x[i] * x[i];
                }
                double ofTerms = trace > 0 ? trace / weighed() : 0;
                double weight = (usual > 0 ? 1 / (1 + error * error / (9 * usual)) : 1)
                        * (ofTerms > 0 ? 1 / (1 + norm / (9 * ofTerms)) : 1);
                examples.add(new Example(x.clone(), ys.get(e), weight));
                error2 += error * error;
            }
            double mean = error2 / xs.size();
            usual = usual > 0 ? usual + 0.01 * (Math.min(mean, 9 * usual) - usual) : mean;
            steps.add(examples);
        }
    }

    @Property(tries = 40)
    void shouldSolveWhatAllStepsAtOnceSay(
            @ForAll @IntRange(min = 1, max = 4) int own,
            @ForAll @IntRange(min = 0, max = 3) int others,
            @ForAll @IntRange(min = 1, max = 60) int steps,
            @ForAll @IntRange(min = 1, max = 5) int examples,
            @ForAll long seed) {
        Random random = new Random(seed);
        double[] prior = new double[own + others];
        prior[0] = 0.5;
        RidgeEquations equations = new RidgeEquations(own, prior);
        Reference reference = new Reference(own, prior);
        double[] effects = random.doubles(own + others, -2, 2).toArray();
        for (int step = 0; step < steps; step++) {
            List<double[]> xs = new ArrayList<>();
            List<Double> ys = new ArrayList<>();
            equations.begin();
            for (int e = 0; e < examples; e++) {
                double[] x = random.doubles(own + others, -3, 3).toArray();
                double y = RidgeEquations.dot(effects, x) + random.nextGaussian() + (random.nextInt(30) == 0 ? 40 : 0);
                xs.add(x);
                ys.add(y);
                equations.take(x, y);
            }
            equations.end();
            reference.step(xs, ys);
        }
        double[] map = equations.map();
        double[] expected = reference.map();
        for (int i = 0; i < map.length; i++) {
            assertThat(map[i]).isCloseTo(expected[i], offset(2e-3));
        }
    }

    @Test
    void shouldBeThePriorWhenNothingHasMoved() {
        double[] prior = {0.5, 0.5, 0};
        RidgeEquations equations = new RidgeEquations(2, prior);
        for (int step = 0; step < 100; step++) {
            equations.begin();
            equations.take(new double[3], 0);
            equations.end();
        }
        assertThat(equations.isEmpty()).isTrue();
        assertThat(equations.map()).isEqualTo(prior);
    }

    @Test
    void shouldGoOnWithTheSameWhenItIsReadBack() {
        RidgeEquations equations = new RidgeEquations(1, new double[] {0.5, 0});
        for (int step = 0; step < 20; step++) {
            equations.begin();
            equations.take(new double[] {step % 3 - 1, step % 2}, step % 5);
            equations.end();
        }
        ByteBuffer state = ByteBuffer.allocate(equations.bytes());
        equations.write(state);
        assertThat(state.hasRemaining()).isFalse();
        RidgeEquations back = new RidgeEquations(1, new double[] {0.5, 0});
        back.read(state.flip());
        assertThat(back.map()).isEqualTo(equations.map());
    }
}
