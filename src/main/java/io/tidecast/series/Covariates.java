package io.tidecast.series;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Covariates of a series, one after the other: what is known of any step, seen or still to come. The one thing that
 * makes a {@link Window}, so that whatever encodes one asks it for a step's covariates and knows none of them by name.
 * Which there are is said in {@link CovariateSettings} alone.
 *
 * <p>The field has three words, after what is known when (as in Darts, Herzen et al. 2022):
 *
 * <ul>
 *   <li><em>past covariates</em> are known up to the origin of a forecast: the features of a reading that are no
 *       targets;
 *   <li><em>future covariates</em> are known of the horizon too: the members here, such as the {@link Calendar}, and
 *       values of the device's own that somebody tells ahead, see {@link KnownAhead};
 *   <li><em>static covariates</em> are the same at all times, such as a device's kind or where it stands: what a
 *       {@link Segment} says of its device, of which a {@link StaticCovariate} makes numbers.
 * </ul>
 *
 * @param members in the order of their numbers
 * @param step what a step is; where every reading is a step, the interval at which they usually come
 */
public record Covariates(List<Covariate> members, TimeStep step) {
    /** Of a window that is read for its values alone. */
    public static final Covariates NONE = new Covariates(List.of(), TimeStep.ofMillis(1));

    public Covariates {
        if (step.lengthMs() < 1) {
            throw new IllegalArgumentException("a step must be at least 1 ms, was " + step.lengthMs());
        }
        members = List.copyOf(members);
    }

    /** Numbers they have for a step. */
    public int features() {
        int features = 0;
        for (int i = 0; i < members.size(); i++) {
            features += members.get(i).features();
        }
        return features;
    }

    /** What each of the numbers is, in words. */
    public List<String> names() {
        return members.stream()
                .flatMap(member -> IntStream.range(0, member.features()).mapToObj(member::name))
                .toList();
    }

    /** Writes the numbers of the step that begins at {@code timeMs} to {@code x[at..at + features())}. */
    public void write(long timeMs, Statics device, float[] x, int at) {
        int next = at;
        for (int i = 0; i < members.size(); i++) {
            Covariate member = members.get(i);
            member.write(timeMs, device, x, next);
            next += member.features();
        }
    }

    /**
     * A window with these covariates, those of its future among them. Of values known ahead it has what the segment
     * holds after the origin, which is nothing where a forecast is made.
     *
     * @param origin counted from the segment's first step
     * @param horizon steps that are forecast from there
     */
    public Window window(Segment segment, int origin, int horizon) {
        return window(segment, origin, horizon, KnownAhead.hindsight(segment, origin));
    }

    /** The same, with these values known ahead. */
    public Window window(Segment segment, int origin, int horizon, KnownAhead known) {
        Window.requireOrigin(segment, origin);
        return new Window(
                segment, origin, new Future(this, segment.timeMs(origin, step), horizon, known, segment.statics()));
    }
}
