package io.tidecast.forecast;

import java.nio.ByteBuffer;
import java.util.function.ToDoubleFunction;

/**
 * Forecast selection: the network's where it speaks and has not proved worse than naive on this device, see
 * {@link SkillTracker}, or while it is untrained has proved better; else the better of persistence and seasonal naive,
 * of which seasonal naive is taken as long as no network has been run.
 */
public record NaiveSwitch(SkillTracker tracker) implements Combination {
    @Override
    public Published combine(MethodForecasts made) {
        String source =
                made.isFinite(NetworkMethod.NAME) && counts(made) && !worse() ? NetworkMethod.NAME : naive(made);
        return Published.of(source, made);
    }

    private String naive(MethodForecasts made) {
        if (!made.speaks(SeasonalNaive.NAME)) {
            return Persistence.NAME;
        }
        return made.speaks(NetworkMethod.NAME) ? betterNaive() : SeasonalNaive.NAME;
    }

    @Override
    public void learn(long network, ToDoubleFunction<String> errors) {
        tracker.add(
                network,
                errors.applyAsDouble(NetworkMethod.NAME),
                errors.applyAsDouble(Persistence.NAME),
                errors.applyAsDouble(SeasonalNaive.NAME));
    }

    @Override
    public String betterNaive() {
        return tracker.betterNaive();
    }

    @Override
    public double skill() {
        return tracker.skill();
    }

    @Override
    public boolean worse() {
        return tracker.worse();
    }

    @Override
    public boolean proven(long network) {
        return tracker.serving() == network && tracker.better();
    }

    @Override
    public void takeOver(Combination other, int[] places, boolean sameTargets) {
        if (sameTargets) {
            tracker.takeOver(((NaiveSwitch) other).tracker);
        }
    }

    @Override
    public int bytes() {
        return SkillTracker.bytes();
    }

    @Override
    public void write(ByteBuffer to) {
        tracker.write(to);
    }
}
