package io.tidecast.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.tidecast.kernel.SplitMix;
import io.tidecast.series.Covariates;
import io.tidecast.series.KnownAhead;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import io.tidecast.series.TimeStep;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What a decoder reads of the steps ahead. */
class KnownAheadEncodingTest {
    private static final int HORIZON = 3;
    private static final Covariates NO_CALENDAR = new Covariates(List.of(), TimeStep.ofMillis(1000));
    private static final InputEncoding ENCODING =
            new InputEncoding(2, new int[] {0}, NO_CALENDAR, new int[] {1}, HORIZON);
    private static final Scale SCALE = new Scale(new double[] {0, 10}, new float[] {1, 2}, new float[] {1, 1});
    private static final int PER_STEP = 4;

    private static Segment segment(double... known) {
        double[] values = new double[2 * known.length];
        boolean[] observed = new boolean[values.length];
        Arrays.fill(observed, true);
        for (int t = 0; t < known.length; t++) {
            values[2 * t + 1] = known[t];
            observed[2 * t + 1] = known[t] != 0;
        }
        return new Segment(100, 2, values, observed);
    }

    private static float[] ahead(Segment segment, int origin, KnownAhead known) {
        float[] x = new float[ENCODING.inputs()];
        ENCODING.encode(NO_CALENDAR.window(segment, origin, HORIZON, known), SCALE, 1, x, 0);
        return Arrays.copyOfRange(x, ENCODING.stackInputs(), x.length);
    }

    @Test
    void shouldWriteLevelWayMaskAndDistanceOfEachStepAheadWhenSomeAreKnown() {
        double[] told = {14, Double.NaN, 1000};
        float[] x = ahead(segment(12, 12), 1, (h, feature) -> feature == 1 ? told[h - 1] : Double.NaN);
        assertThat(x)
                .containsExactly(
                        new float[] {2, 1, 1, 1 / 3f, 0, 0, 0, 2 / 3f, InputEncoding.CLIP, InputEncoding.CLIP, 1, 1},
                        offset(1e-6f));
    }

    /** A lane of history is encoded as each of its steps would be served, had what followed been known. */
    @Property(tries = 100)
    void shouldEncodeAStepOfALaneAsItsOwnWindowWhenWhatFollowedWasKnown(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int steps,
            @ForAll @IntRange(min = 0, max = 5) int more) {
        SplitMix random = new SplitMix(seed);
        double[] known = new double[steps + more];
        for (int t = 0; t < known.length; t++) {
            known[t] = random.nextInt(4) == 0 ? 0 : 10 + (float) random.nextGaussian(); // 0: not observed
        }
        Segment segment = segment(known);
        int inputs = ENCODING.inputs();
        float[] lane = new float[steps * inputs];
        ENCODING.encode(NO_CALENDAR.window(segment, steps - 1, HORIZON), SCALE, steps, lane, 0);
        for (int t = 0; t < steps; t++) {
            float[] own = ahead(segment, t, KnownAhead.hindsight(segment, t));
            int from = t * inputs + ENCODING.stackInputs();
            assertThat(Arrays.copyOfRange(lane, from, from + HORIZON * PER_STEP))
                    .containsExactly(own);
            int forgotten = random.nextInt(HORIZON + 1);
            ENCODING.forgetAhead(lane, t * inputs, forgotten);
            KnownAhead less = KnownAhead.hindsight(segment, t);
            float[] blind = ahead(segment, t, (h, f) -> h > forgotten ? Double.NaN : less.value(h, f));
            assertThat(Arrays.copyOfRange(lane, from, from + HORIZON * PER_STEP))
                    .containsExactly(blind);
        }
    }
}
