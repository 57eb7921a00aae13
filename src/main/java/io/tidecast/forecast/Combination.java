package io.tidecast.forecast;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Forecast combination of one device: makes of the methods' forecasts the one that is published, and learns from their
 * errors as the actuals come. {@link NaiveSwitch} publishes one of them, {@link MlPol} weighs all that are awake.
 *
 * <p>What is known of the network against naive is stored as it always was; what a policy keeps beside it goes behind,
 * under {@link #NAME} and a version, so that a change of policy voids nothing of the device.
 */
public interface Combination {
    /** The source of a forecast that is of several methods, and the name of a policy's own state. */
    String NAME = "combination";

    /**
     * Combined forecast: what is published.
     *
     * @param source name of the method, or {@link #NAME} where it is of several
     * @param means [targets, horizon], clipped to the limits; NaN where nothing of a target is known
     * @param weights [targets], by block of the horizon, by name of the methods that have any; empty where it is of one
     *     method
     */
    record Published(String source, double[] means, List<Map<String, Map<String, Double>>> weights) {
        /** The forecast of one method. */
        static Published of(String method, MethodForecasts made) {
            return new Published(method, made.means(method), List.of());
        }

        /**
         * The weight of a method in the forecast of a step.
         *
         * @param h 1 to horizon
         */
        public double weight(int target, int h, int horizon, String method) {
            if (weights.isEmpty()) {
                return method.equals(source) ? 1 : 0;
            }
            Map<String, Double> own = weights.get(target).get(MlPol.block(h, horizon));
            return own == null ? 0 : own.getOrDefault(method, 0.0);
        }
    }

    /** Combines the forecasts of one origin. */
    Published combine(MethodForecasts made);

    /**
     * Takes the errors of one scored step.
     *
     * @param network {@link NetworkId} of what made the network's forecasts
     * @param errors scaled mean absolute error by method, each over the same targets and horizon steps
     */
    void learn(long network, ToDoubleFunction<String> errors);

    /**
     * Takes what one scored step says of one target.
     *
     * @param scale the target's change scale
     * @param forecasts [methods][horizon], what was forecast of the step, by how many steps before it; NaN where a
     *     forecast was not made
     * @param published [horizon], likewise what was published
     */
    default void learn(int target, float scale, double actual, double[][] forecasts, double[] published) {}

    /** Name of the naive method with the smaller live error. */
    String betterNaive();

    /**
     * {@code 1 - MAE(network) / MAE(better naive)}: positive where the network is better; 0 as long as nothing was
     * scored.
     */
    double skill();

    /**
     * Whether a network itself, and none before it, has proved better than the better naive forecast on this device, by
     * more than chance over independent blocks of steps.
     *
     * @param network its {@link NetworkId}
     */
    boolean proven(long network);

    /** Whether a method's forecast may count, see {@link ForecastMethod#untrained}. */
    default boolean counts(long untrained) {
        return untrained == 0 || proven(untrained);
    }

    /** Whether the network's forecast may count: it has learnt something, or has proved good on this device. */
    default boolean counts(MethodForecasts made) {
        return counts(made.untrained(made.place(NetworkMethod.NAME)));
    }

    /** Whether what would be published has proved worse than the better naive forecast on this device. */
    boolean worse();

    /**
     * Takes over what another one of the same policy knows, for the same season and horizon; that one is read no more.
     *
     * @param places place of each of these targets among the other's; -1 for one that is new
     * @param sameTargets whether they are the same, in any order: what is known of all together holds for these alone
     */
    void takeOver(Combination other, int[] places, boolean sameTargets);

    /** Bytes of what is known of the network against naive. */
    int bytes();

    void write(ByteBuffer to);

    /** Version of the policy's own state; state of another one is begun anew. */
    default int stateVersion() {
        return 1;
    }

    /** Bytes of the policy's own state; 0 where it has none. */
    default int stateBytes() {
        return 0;
    }

    /** Writes the policy's own state, {@link #stateBytes} bytes. */
    default void writeState(ByteBuffer to) {}

    /** Takes the policy's own state up again. */
    default void readState(ByteBuffer from) {}
}
