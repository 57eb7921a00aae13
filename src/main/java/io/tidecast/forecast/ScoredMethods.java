package io.tidecast.forecast;

import io.tidecast.model.ForecastSettings;
import io.tidecast.series.Covariates;
import io.tidecast.series.KnownAhead;
import io.tidecast.series.Segment;
import io.tidecast.series.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Forecasting methods that run and are scored on every device of a stream, and under which settings.
 *
 * @param combination how what is published is made of theirs
 * @param covariates what a window of theirs brings beside the readings
 * @param regressors what of it, and of values known ahead, linear maps read
 * @param kinds in the order of {@link ForecastMethods#ALL}
 */
public record ScoredMethods(
        ForecastSettings forecast,
        ScoreSettings scores,
        CombinationSettings combination,
        Covariates covariates,
        Regressors regressors,
        List<MethodKind> kinds) {
    /**
     * Network, persistence and seasonal naive: their scores are stored together, without names, as they always have
     * been.
     */
    static final List<String> FIRST = List.of(NetworkMethod.NAME, Persistence.NAME, SeasonalNaive.NAME);

    public ScoredMethods {
        kinds = List.copyOf(kinds);
        List<String> names = kinds.stream().map(MethodKind::name).toList();
        if (names.size() < FIRST.size() || !names.subList(0, FIRST.size()).equals(FIRST)) {
            throw new IllegalArgumentException("scored methods must begin with " + FIRST + ", were " + names);
        }
    }

    /** Those that serve a combination, where linear maps read readings alone. */
    public static ScoredMethods of(
            ForecastSettings forecast, ScoreSettings scores, CombinationSettings combination, Covariates covariates) {
        return of(forecast, scores, combination, covariates, Regressors.NONE);
    }

    /** Those that serve a combination; a dynamic regression is among them where something is known ahead. */
    public static ScoredMethods of(
            ForecastSettings forecast,
            ScoreSettings scores,
            CombinationSettings combination,
            Covariates covariates,
            Regressors regressors) {
        List<MethodKind> kinds = combination.kinds().stream()
                .filter(kind -> !kind.name().equals(SeasonalRegression.DYNAMIC) || !regressors.isEmpty())
                .toList();
        CombinationSettings.METHODS.require(
                combination.policy() == CombinationSettings.Policy.SWITCH
                        || kinds.stream().anyMatch(kind -> combination.methods().contains(kind.name())),
                "name a method beside " + SeasonalRegression.DYNAMIC + ", for nothing is known ahead",
                combination.methods());
        return new ScoredMethods(forecast, scores, combination, covariates, regressors, kinds);
    }

    /** The same under other forecast settings. */
    public ScoredMethods with(ForecastSettings other) {
        return new ScoredMethods(other, scores, combination, covariates, regressors.in(other), kinds);
    }

    public MethodContext context() {
        return MethodContext.of(forecast, regressors);
    }

    /** The window that a step of a segment is the origin of. */
    public Window window(Segment segment, int origin) {
        return covariates.window(segment, origin, forecast.horizon());
    }

    /** The same, with these values known ahead. */
    public Window window(Segment segment, int origin, KnownAhead known) {
        return covariates.window(segment, origin, forecast.horizon(), known);
    }

    /** Whose forecasts are kept until their actuals come, see {@link OpenForecast#means}. */
    public List<String> keptNames() {
        List<String> kept = new ArrayList<>(names(make()));
        if (combination.policy() == CombinationSettings.Policy.POOL) {
            kept.add(Combination.NAME);
        }
        return List.copyOf(kept);
    }

    /**
     * Horizon steps, from 1, of which forecasts are kept; of the network, and of what was published, all are. A step's
     * error is nearly its neighbour's, and what is kept of all methods is most of a device's state.
     */
    public int[] keptSteps() {
        return scores.detail() == ScoreSettings.Detail.ALL
                ? IntStream.rangeClosed(1, forecast.horizon()).toArray()
                : Thirds.sampled(forecast.horizon());
    }

    /** How many steps that is of all methods together, at most: of the network and of one other all are kept. */
    public int keptOfAll() {
        int kept = keptNames().size();
        int whole = Math.min(2, kept);
        return whole * forecast.horizon() + (kept - whole) * keptSteps().length;
    }

    /** The methods of one device, of which nothing is known. */
    List<ForecastMethod> make() {
        MethodContext context = context();
        return kinds.stream().map(kind -> kind.make().apply(context)).toList();
    }

    /** Names of those, as they were made, of which no more than {@link #keptSteps()} is kept. */
    List<String> sampled(List<ForecastMethod> made) {
        if (keptSteps().length == forecast.horizon()) {
            return List.of();
        }
        return names(made).stream()
                .filter(name -> !name.equals(NetworkMethod.NAME))
                .toList();
    }

    /** Of those whose forecasts do not follow from the window alone. */
    private static List<String> names(List<ForecastMethod> made) {
        return made.stream()
                .filter(method -> !(method instanceof WindowMethod))
                .map(ForecastMethod::name)
                .toList();
    }

    List<String> names() {
        return kinds.stream().map(MethodKind::name).toList();
    }

    /** Steps before a closed one that forecasting from it and scoring it read. */
    public int lookback() {
        return ForecastMethods.lookback(kinds, context());
    }
}
