package io.tidecast.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidecast.kernel.SplitMix;
import io.tidecast.model.InputEncoding;
import io.tidecast.nn.Reset;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.Cycle;
import io.tidecast.series.Scale;
import io.tidecast.series.Scaling;
import io.tidecast.series.Segment;
import io.tidecast.series.TimeStep;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryLanesTest {
    private static final int WINDOW = 8;
    private static final int HORIZON = 3;
    private static final int LANES = 5;
    private static final int STEPS = 40;
    private static final Scaling SCALING = new Scaling(Scaling.Measure.ROBUST, Scaling.Over.WINDOW);
    private static final InputEncoding ENCODING = new InputEncoding(
            1,
            new int[] {0},
            new CovariateSettings(List.of(Cycle.DAY_OF_YEAR), ZoneId.of("UTC"))
                    .ofSteps(TimeStep.of(Duration.ofHours(1))));

    private static History.Stretch stretch() {
        SplitMix random = new SplitMix(1);
        double[] values = new double[100];
        boolean[] observed = new boolean[values.length];
        for (int t = 0; t < values.length; t++) {
            values[t] = (t == 0 ? 0 : values[t - 1]) + (float) random.nextGaussian();
            observed[t] = true;
        }
        Scale device = new Scale(new double[1], new float[] {1}, new float[] {1});
        return History.Stretch.of("a", new Segment(480_000, 1, values, observed), device, values.length);
    }

    /** What a window's forecast is learnt from is what serving reads of that window, and the unit is the same. */
    @Test
    void shouldLearnEachWindowInItsOwnScaleAsServingReadsIt() {
        History.Stretch stretch = stretch();
        HistoryLanes lanes =
                new HistoryLanes(LANES, STEPS, WINDOW, HORIZON, SCALING, new int[] {0}, ENCODING.inputs(), 1);
        lanes.draw(
                List.of(stretch),
                ENCODING,
                (own, origin) -> ENCODING.covariates().window(own.segment(), origin, HORIZON),
                new SplitMix(2));
        int inputs = ENCODING.inputs();
        float[] x = new float[LANES * STEPS * inputs];
        float[] y = new float[LANES * STEPS * HORIZON];
        float[] mask = new float[y.length];
        lanes.inputs(0, STEPS, x);
        lanes.targets(0, STEPS, y, mask);
        int windows = 0;
        for (int lane = 0; lane < LANES; lane++) {
            for (int t = 0; t < STEPS; t++) {
                int at = lane * STEPS + t;
                if (mask[at * HORIZON] == 0) {
                    continue;
                }
                windows++;
                int first = t - WINDOW + 1;
                assertThat(lanes.resetBefore(lane, first)).isEqualTo(Reset.RECURRENT);
                int origin = origin(stretch, Arrays.copyOfRange(x, (at - WINDOW + 1) * inputs, (at + 1) * inputs));
                Segment segment = stretch.segment();
                Scale scale = SCALING.of(segment, origin - WINDOW + 1, WINDOW, stretch.scale());
                for (int h = 1; h <= HORIZON && mask[at * HORIZON + h - 1] == 1; h++) {
                    assertThat(scale.after(0, segment.value(origin, 0), y[at * HORIZON + h - 1]))
                            .isCloseTo(segment.value(origin + h, 0), within(1e-4));
                }
            }
        }
        assertThat(windows).isGreaterThan(2 * LANES);
    }

    /** The one step whose window serving would read as these inputs. */
    private static int origin(History.Stretch stretch, float[] inputs) {
        for (int origin = WINDOW; origin < stretch.segment().steps(); origin++) {
            float[] served = new float[inputs.length];
            Scale scale = SCALING.of(stretch.segment(), origin - WINDOW + 1, WINDOW, stretch.scale());
            ENCODING.encode(ENCODING.covariates().window(stretch.segment(), origin, HORIZON), scale, WINDOW, served, 0);
            if (Arrays.equals(served, inputs)) {
                return origin;
            }
        }
        throw new AssertionError("serving reads no window as " + Arrays.toString(inputs));
    }
}
