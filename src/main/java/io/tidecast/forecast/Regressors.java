package io.tidecast.forecast;

import io.tidecast.model.ForecastSettings;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.Covariates;
import io.tidecast.series.DaySource;
import io.tidecast.series.Window;
import java.util.List;
import java.util.Optional;

/**
 * Regressors of a linear map: numbers that are known of a step to come. Of each value known ahead it and its square,
 * since what is too cold and what is too warm both take energy; of holidays, days of one's own and the sun the numbers
 * that a network reads. The calendar is none of them: what a linear map reads a season ago says it.
 *
 * @param names of the values known ahead
 * @param places of those among the features
 * @param covariates those that follow from a step's time
 * @param statics what the coefficients of a {@link SharedMap} are linear in, the same at all steps of a device
 */
public record Regressors(List<String> names, List<Integer> places, Covariates covariates, Covariates statics) {
    /** Nothing is known ahead. */
    public static final Regressors NONE = new Regressors(List.of(), List.of(), Covariates.NONE);

    /** Numbers of a value known ahead. */
    static final int POWERS = 2;

    /** Without static covariates. */
    public Regressors(List<String> names, List<Integer> places, Covariates covariates) {
        this(names, places, covariates, Covariates.NONE);
    }

    public Regressors {
        names = List.copyOf(names);
        places = List.copyOf(places);
        if (names.size() != places.size()) {
            throw new IllegalArgumentException("regressors must have a place each, " + names + " have " + places);
        }
    }

    /**
     * Those of settings.
     *
     * @param live days of one's own that may change, in place of those of the settings
     */
    public static Regressors of(ForecastSettings forecast, CovariateSettings covariates, Optional<DaySource> live) {
        Covariates timed = covariates.ofDifferences().ofSteps(forecast.timeStep(), live);
        return new Regressors(
                        covariates.values(),
                        covariates.values().stream().map(name -> 0).toList(),
                        timed,
                        covariates.ofDevices(forecast.timeStep()))
                .in(forecast);
    }

    /** The same under other forecast settings: those of the values that are features there. */
    Regressors in(ForecastSettings forecast) {
        List<String> there =
                names.stream().filter(forecast.features()::contains).toList();
        return new Regressors(
                there, there.stream().map(forecast.features()::indexOf).toList(), covariates, statics);
    }

    /** Numbers of a step. */
    int count() {
        return POWERS * names.size() + covariates.features();
    }

    public boolean isEmpty() {
        return count() == 0;
    }

    /** Whether what is learnt of the others' numbers is true of these. */
    boolean sameNumbers(Regressors other) {
        return names.equals(other.names) && covariates.equals(other.covariates);
    }

    /** A value known ahead of a step, as it came to be or as it was known at the origin; NaN where it is missing. */
    double value(Window window, int back, int k) {
        int feature = places.get(k);
        return back >= 0 ? window.value(back, feature) : window.future().known().value(-back, feature);
    }

    /** Writes the numbers of a step that follow from its time to {@code x[0..]}; false outside of the window. */
    boolean write(Window window, int back, float[] x) {
        if (back > window.origin() || -back > window.future().horizon()) {
            return false;
        }
        window.future().write(covariates, timeMs(window, back), x, 0);
        return true;
    }

    private long timeMs(Window window, int back) {
        return back < 0
                ? window.future().timeMs(-back)
                : window.segment().timeMs(window.origin() - back, covariates.step());
    }
}
