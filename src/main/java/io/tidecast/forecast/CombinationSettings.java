package io.tidecast.forecast;

import io.tidecast.config.Parsers;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import java.util.List;

/**
 * Combination settings: how what is published is made of the methods' forecasts.
 *
 * @param methods names of those that take part, in the order of {@link ForecastMethods#ALL}
 * @param loss what the combination makes small
 */
public record CombinationSettings(Policy policy, List<String> methods, Loss loss) {
    /** Policy of a combination. */
    public enum Policy {
        /** One method is published: the network, or the better naive one, see {@link NaiveSwitch}. */
        SWITCH,
        /** The weighted mean of all that are awake, see {@link MlPol}. */
        POOL
    }

    /** Loss function of a forecast. */
    public enum Loss {
        /** Absolute error: its least mean is the median's. */
        ABSOLUTE,
        /** Squared error: its least mean is the mean's. */
        SQUARED;

        /** Derivative at an error. */
        double slope(double error) {
            return this == ABSOLUTE ? Math.signum(error) : 2 * error;
        }
    }

    /** Without the drift method, which a damped trend is a better form of. */
    private static final List<String> USUAL = ForecastMethods.pooled().stream()
            .filter(name -> !name.equals(Drift.NAME))
            .toList();

    static final Setting<Policy> COMBINATION = Setting.choice(
            "forecast.combination",
            Policy.POOL,
            "what is published: the mean of a pool of methods, weighted by their live errors; or, with switch, one"
                    + " method's forecast, the network's or the better naive one's");
    static final Setting<List<String>> METHODS = Setting.derived(
            "forecast.methods",
            "NAME,…",
            "all of them",
            "methods that take part in the pool, of " + String.join(", ", USUAL) + "; " + SeasonalRegression.DYNAMIC
                    + " where anything beyond the calendar is known ahead",
            Parsers.listOf(Parsers::text));
    static final Setting<Loss> LOSS = Setting.choice(
            "forecast.loss", Loss.ABSOLUTE, "the error that the pool's weights make small: absolute or squared");

    /** All of combination, in the order of the reference. */
    public static final List<Setting<?>> SETTINGS = List.of(COMBINATION, METHODS, LOSS);

    /** A pool of all that are usual. */
    public static final CombinationSettings DEFAULT = from(Values.DEFAULTS);
    /** That of a stream in which one method is published. */
    public static final CombinationSettings ONE = from(Values.DEFAULTS.with(COMBINATION, Policy.SWITCH));

    public CombinationSettings {
        METHODS.require(!methods.isEmpty(), "name at least one method", methods);
        for (String name : methods) {
            METHODS.require(ForecastMethods.pooled().contains(name), "be among " + ForecastMethods.pooled(), name);
        }
        List<String> chosen = List.copyOf(methods);
        methods = ForecastMethods.pooled().stream().filter(chosen::contains).toList();
    }

    public static CombinationSettings from(Values values) {
        return new CombinationSettings(
                values.get(COMBINATION), values.find(METHODS).orElse(USUAL), values.get(LOSS));
    }

    /** A pool of methods. */
    public static CombinationSettings pool(List<String> methods, Loss loss) {
        return new CombinationSettings(Policy.POOL, methods, loss);
    }

    /** What runs and is scored: those that serve in any case, and those of the pool. */
    public List<MethodKind> kinds() {
        return ForecastMethods.ALL.stream()
                .filter(kind -> kind.served() || (policy == Policy.POOL && methods.contains(kind.name())))
                .toList();
    }
}
