package io.tidecast.forecast;

import io.tidecast.series.Precision;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Forecast combination by {@link PolynomialWeights}: each target and each third of the horizon has weights of its own,
 * and what is published is the weighted mean of the methods that are awake.
 *
 * <p>A round is one step whose actual has come. It judges the forecasts about it as they were made and published, h
 * steps before: the delay of a forecast is kept. The loss is linearised at the published forecast (the gradient trick),
 * so that the combination competes with the best fixed mixture of the methods and not just with the best of them:
 *
 * <pre>r_m = mean over the steps h of a block of  loss'(published_h - actual) (published_h - forecast_mh) / scale</pre>
 *
 * with the change scale of the device, so that a regret has no unit. In the first rounds a regret says little, and the
 * weights lean to {@link InverseErrorWeights}: their own part grows as {@code n / (n + }{@value #PRIOR}{@code )}. Those
 * begin with the {@link StartErrors} of the version that serves, where it brings any, and then count for twice as long.
 *
 * @see <a href="https://arxiv.org/abs/1402.2044">A second-order bound with excess losses</a>
 */
final class MlPol implements Combination {
    /** Blocks of the horizon, its thirds. */
    private static final List<String> NAMES = List.of("first", "middle", "last");

    /** Rounds after which the weights are as much those of regret as those of inverse errors. */
    static final int PRIOR = 60;
    /** What is left of a regret after a step. */
    static final double FORGETTING = 0.999;

    /** Share of what is known of a network's version that the next one goes on with. */
    private static final double INHERITED = 0.25;

    private static final byte VERSION = 2;
    /** Nothing is known of how methods do on other devices. */
    private static final float[] NO_START = {};
    /** No round counts for more: an error may be as large as a float. */
    private static final double MOST_REGRET = 1e6;

    private final NaiveSwitch network;
    private final SkillTracker published;
    private final List<String> methods;
    private final boolean[] takesPart; // [methods]
    private final boolean[] sampled; // [methods]: whose forecasts are kept of some steps alone
    private final CombinationSettings.Loss loss;
    private final int prior;
    private final int horizon;
    private final ThirdWeights[] weights; // [targets, Thirds.COUNT]
    private final int[] rounds; // [targets]

    /**
     * Of a device of which nothing is known.
     *
     * @param network how the network does against naive
     * @param published likewise the published forecast
     * @param methods all that are scored, in order
     * @param members those that take part
     * @param ofSome those whose forecasts are kept of {@linkplain Thirds#isSampled sampled} steps alone
     */
    MlPol(
            SkillTracker network,
            SkillTracker published,
            List<String> methods,
            List<String> members,
            List<String> ofSome,
            CombinationSettings.Loss loss,
            int targets,
            int horizon,
            int prior,
            double forgetting) {
        this.network = new NaiveSwitch(network);
        this.published = published;
        this.methods = List.copyOf(methods);
        this.loss = loss;
        this.horizon = horizon;
        this.prior = prior;
        takesPart = new boolean[methods.size()];
        sampled = new boolean[methods.size()];
        for (int m = 0; m < takesPart.length; m++) {
            takesPart[m] = members.contains(methods.get(m));
            sampled[m] = ofSome.contains(methods.get(m));
        }
        weights = IntStream.range(0, targets * Thirds.COUNT)
                .mapToObj(i -> new ThirdWeights(methods.size(), forgetting))
                .toArray(ThirdWeights[]::new);
        rounds = new int[targets];
    }

    /** First horizon step of a block, from 1; of the one after the last, one beyond the horizon. */
    private int first(int block) {
        return Thirds.first(block, horizon);
    }

    /** Name of the block of a horizon step, from 1. */
    static String block(int h, int horizon) {
        int block = 0;
        while (h >= Thirds.first(block + 1, horizon)) {
            block++;
        }
        return NAMES.get(block);
    }

    @Override
    public Published combine(MethodForecasts made) {
        float[] start = StartErrors.of(made.pool(), methods, made.context()).orElse(NO_START);
        double[][] forecasts = new double[methods.size()][];
        for (int m = 0; m < forecasts.length; m++) {
            if (takesPart[m]) {
                int place = made.place(methods.get(m));
                boolean awake = made.speaks(place) && counts(made.untrained(place));
                forecasts[m] = awake ? made.means(place) : null;
            }
        }
        double[] means = new double[rounds.length * horizon];
        Arrays.fill(means, Double.NaN);
        int only = -1; // the one method that has all the weight
        boolean several = false;
        List<Map<String, Map<String, Double>>> told = new ArrayList<>();
        for (int j = 0; j < rounds.length; j++) {
            double[] own = new double[methods.size()];
            Map<String, Map<String, Double>> ofTarget = new LinkedHashMap<>();
            told.add(ofTarget);
            boolean[] awake = awake(j, forecasts);
            for (int k = 0; k < Thirds.COUNT && first(k) <= horizon; k++) {
                if (first(k) == first(k + 1)) {
                    continue; // A horizon of fewer steps than blocks.
                }
                if (!weigh(j, k, awake, start, own)) {
                    break;
                }
                for (int m = 0; m < own.length; m++) {
                    several |= own[m] > 0 && only >= 0 && only != m;
                    only = own[m] > 0 ? m : only;
                }
                ofTarget.put(NAMES.get(k), named(own));
                for (int at = j * horizon + first(k) - 1; at < j * horizon + first(k + 1) - 1; at++) {
                    double sum = 0;
                    for (int m = 0; m < own.length; m++) {
                        sum += own[m] > 0 ? own[m] * forecasts[m][at] : 0;
                    }
                    means[at] = Precision.of(sum);
                }
            }
        }
        if (only < 0) {
            return network.combine(made); // Nobody who takes part is awake.
        }
        return several ? new Published(NAME, means, told) : Published.of(methods.get(only), made);
    }

    private Map<String, Double> named(double[] own) {
        Map<String, Double> named = new LinkedHashMap<>();
        for (int m = 0; m < own.length; m++) {
            if (own[m] > 0) {
                named.put(methods.get(m), own[m]);
            }
        }
        return named;
    }

    private boolean[] awake(int target, double[][] forecasts) {
        boolean[] awake = new boolean[forecasts.length];
        for (int m = 0; m < awake.length; m++) {
            awake[m] = forecasts[m] != null && finite(forecasts[m], target);
        }
        return awake;
    }

    /** Fills the weights of a block; false where nobody is awake for the target. */
    private boolean weigh(int target, int block, boolean[] awake, float[] start, double[] own) {
        int cell = target * Thirds.COUNT + block;
        int leaning = start.length == 0 ? prior : 2 * prior; // Regrets know nothing of other devices.
        double trust = leaning == 0 ? 1 : rounds[target] / (double) (rounds[target] + leaning);
        float[] begun =
                start.length == 0 ? start : Arrays.copyOfRange(start, cell * own.length, (cell + 1) * own.length);
        return weights[cell].weigh(awake, begun, trust, own);
    }

    private boolean finite(double[] means, int target) {
        for (int i = target * horizon; i < (target + 1) * horizon; i++) {
            if (!Double.isFinite(means[i])) {
                return false;
            }
        }
        return true;
    }

    /**
     * The weights of a target's block among methods that all are awake.
     *
     * @return [methods], 0 for those that take no part
     */
    double[] weights(int target, int block) {
        double[] own = new double[methods.size()];
        weigh(target, block, takesPart, NO_START, own);
        return own;
    }

    @Override
    public void learn(int target, float scale, double actual, double[][] forecasts, double[] made) {
        double[] regrets = new double[methods.size()];
        boolean learnt = false;
        for (int k = 0; k < Thirds.COUNT; k++) {
            int count = 0;
            for (int h = first(k); h < first(k + 1); h++) {
                count += Double.isFinite(made[h - 1]) ? 1 : 0;
            }
            if (count > 0) {
                for (int m = 0; m < takesPart.length; m++) {
                    regrets[m] = takesPart[m] ? regret(k, m, scale, actual, forecasts[m], made) : 0;
                    regrets[m] = Math.max(-MOST_REGRET, Math.min(MOST_REGRET, regrets[m]));
                    if (takesPart[m]) {
                        learnError(target * Thirds.COUNT + k, m, scale, actual, forecasts[m]);
                    }
                }
                weights[target * Thirds.COUNT + k].learn(regrets);
                learnt = true;
            }
        }
        if (learnt) {
            rounds[target] = Math.min(Short.MAX_VALUE, rounds[target] + 1);
        }
        judge(scale, actual, forecasts, made);
    }

    /** Mean over a block's steps that are kept of a method of what it would have gained. */
    private double regret(int block, int m, float scale, double actual, double[] own, double[] made) {
        double sum = 0;
        int count = 0;
        for (int h = first(block); h < first(block + 1); h++) {
            double published = made[h - 1];
            boolean kept = !sampled[m] || Thirds.isSampled(h, horizon);
            count += kept && Double.isFinite(published) ? 1 : 0;
            if (kept && Double.isFinite(published) && Double.isFinite(own[h - 1])) {
                sum += loss.slope((published - actual) / scale) * ((published - own[h - 1]) / scale);
            }
        }
        return sum / Math.max(1, count);
    }

    private void learnError(int cell, int m, float scale, double actual, double[] own) {
        double sum = 0;
        int count = 0;
        for (int h = first(cell % Thirds.COUNT); h < first(cell % Thirds.COUNT + 1); h++) {
            if (Double.isFinite(own[h - 1])) {
                sum += Math.abs(own[h - 1] - actual) / scale;
                count++;
            }
        }
        if (count > 0) {
            weights[cell].learnError(m, sum / count);
        }
    }

    /** Holds the published forecasts against the naive ones of the same steps. */
    private void judge(float scale, double actual, double[][] forecasts, double[] made) {
        double[] persistence = forecasts[methods.indexOf(Persistence.NAME)];
        double[] seasonal = forecasts[methods.indexOf(SeasonalNaive.NAME)];
        double[] sums = new double[3];
        int count = 0;
        for (int h = 0; h < horizon; h++) {
            if (Double.isFinite(made[h] + persistence[h] + seasonal[h])) {
                count++;
                sums[0] += Math.abs(made[h] - actual) / scale;
                sums[1] += Math.abs(persistence[h] - actual) / scale;
                sums[2] += Math.abs(seasonal[h] - actual) / scale;
            }
        }
        if (count > 0) {
            published.add(0, sums[0] / count, sums[1] / count, sums[2] / count);
        }
    }

    /**
     * A new version inherits the old one's regrets in part: it has its weight, and is sooner known for itself. One that
     * does not go on from that inherits none.
     */
    @Override
    public void learn(long version, ToDoubleFunction<String> errors) {
        long before = network.tracker().serving();
        if (version != before) {
            int m = methods.indexOf(NetworkMethod.NAME);
            double share = NetworkId.goesOn(version, before) ? INHERITED : 0;
            for (int k = 0; k < weights.length; k++) {
                weights[k].fade(m, share);
            }
        }
        network.learn(version, errors);
    }

    @Override
    public String betterNaive() {
        return network.betterNaive();
    }

    @Override
    public double skill() {
        return network.skill();
    }

    @Override
    public boolean worse() {
        return published.worse();
    }

    @Override
    public boolean proven(long version) {
        return network.proven(version);
    }

    @Override
    public void takeOver(Combination other, int[] places, boolean sameTargets) {
        MlPol before = (MlPol) other;
        network.takeOver(before.network, places, sameTargets);
        if (sameTargets) {
            published.takeOver(before.published);
        }
        for (int j = 0; j < places.length; j++) {
            if (places[j] >= 0) {
                rounds[j] = before.rounds[places[j]];
                System.arraycopy(before.weights, places[j] * Thirds.COUNT, weights, j * Thirds.COUNT, Thirds.COUNT);
            }
        }
    }

    @Override
    public int bytes() {
        return network.bytes();
    }

    @Override
    public void write(ByteBuffer to) {
        network.write(to);
    }

    @Override
    public int stateVersion() {
        return VERSION;
    }

    /** Published against naive, rounds and largest regrets, and by the method's name its state in every block. */
    @Override
    public int stateBytes() {
        int size = SkillTracker.bytes() + rounds.length * (Short.BYTES + Thirds.COUNT * Float.BYTES);
        for (int m = 0; m < takesPart.length; m++) {
            size += takesPart[m] ? 1 + methods.get(m).length() + weights.length * ThirdWeights.BYTES : 0;
        }
        return size;
    }

    @Override
    public void writeState(ByteBuffer to) {
        published.write(to);
        for (int j = 0; j < rounds.length; j++) {
            to.putShort((short) rounds[j]);
        }
        for (ThirdWeights block : weights) {
            to.putFloat(block.largest());
        }
        for (int m = 0; m < takesPart.length; m++) {
            if (takesPart[m]) {
                byte[] name = methods.get(m).getBytes(StandardCharsets.US_ASCII);
                to.put((byte) name.length).put(name);
                for (int k = 0; k < weights.length; k++) {
                    weights[k].write(to, m);
                }
            }
        }
    }

    /** What is stored of a method that is scored no more is passed over; one that is new begins without regret. */
    @Override
    public void readState(ByteBuffer from) {
        published.take(from);
        for (int j = 0; j < rounds.length; j++) {
            rounds[j] = from.getShort();
        }
        for (ThirdWeights block : weights) {
            block.largest(from.getFloat());
        }
        while (from.hasRemaining()) {
            byte[] name = new byte[from.get()];
            from.get(name);
            int m = methods.indexOf(new String(name, StandardCharsets.US_ASCII));
            for (int k = 0; k < weights.length && m >= 0; k++) {
                weights[k].read(from, m);
            }
            if (m < 0) {
                from.position(from.position() + weights.length * ThirdWeights.BYTES);
            }
        }
    }
}
