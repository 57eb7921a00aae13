package io.tidecast.learn;

import io.tidecast.forecast.CombinationSettings;
import io.tidecast.forecast.ScoredMethods;
import io.tidecast.forecast.SharedMaps;
import io.tidecast.forecast.StartErrors;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.PoolTensors;
import io.tidecast.series.Segment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where the pool of methods begins on a device that is new, as a model's version brings it: the maps that all devices
 * share ({@link SharedMaps}), learnt from what may be trained on, and the errors of all methods as on a new device
 * ({@link StartErrors}), judged by what is held out.
 *
 * <p>Of one device's history nothing new is shared: what a version could say of it the device knows itself. Then the
 * version goes on with what it was begun with.
 */
final class PoolStart {
    /** Devices that are judged as new ones, at most, and forecasts of each. */
    private static final int MOST_JUDGED = 50;

    private static final int FORECASTS = 100;

    private final ScoredMethods scored;
    private final History history;

    private PoolStart(ScoredMethods scored, History history) {
        this.scored = scored;
        this.history = history;
    }

    /**
     * The version with what the history says of the pool.
     *
     * @param scored methods that serve the model's devices; empty where none but the network is to learn
     */
    static Forecaster learnt(Forecaster version, Optional<ScoredMethods> scored, History history) {
        boolean shared = history.stretches().stream()
                        .map(History.Stretch::device)
                        .distinct()
                        .count()
                > 1;
        return scored.filter(methods -> shared && methods.combination().policy() == CombinationSettings.Policy.POOL)
                .map(methods -> new PoolStart(methods, history).learnt(version))
                .orElse(version);
    }

    private Forecaster learnt(Forecaster version) {
        Map<String, PoolTensors.Tensor> all = new TreeMap<>(maps());
        if (bytes(all) > PoolTensors.MOST_BYTES) {
            all.clear();
        }
        all.putAll(errors(version.with(new PoolTensors(all))));
        Forecaster learnt = bytes(all) > PoolTensors.MOST_BYTES ? version : version.with(new PoolTensors(all));
        return ModelFile.fits(learnt) ? learnt : version.with(PoolTensors.NONE);
    }

    private static long bytes(Map<String, PoolTensors.Tensor> tensors) {
        return tensors.values().stream()
                .mapToLong(tensor -> (long) Float.BYTES * tensor.values().length)
                .sum();
    }

    private Map<String, PoolTensors.Tensor> maps() {
        SharedMaps maps = new SharedMaps(scored);
        each((stretch, step) -> {
            if (step == 0) {
                maps.begin();
            }
            maps.see(scored.window(stretch.segment(), step));
        });
        each((stretch, step) -> maps.learn(
                scored.window(stretch.segment(), step), stretch.scale(), feature -> stretch.teaches(step, feature)));
        return maps.tensors();
    }

    private void each(StepOf work) {
        for (History.Stretch stretch : history.stretches()) {
            for (int step = 0; step < stretch.trainable(); step++) {
                work.accept(stretch, step);
            }
        }
    }

    /** Takes a step of a stretch. */
    private interface StepOf {
        void accept(History.Stretch stretch, int step);
    }

    /** Each held-out part is gone through with a window before it, for all that is known of the device. */
    private Map<String, PoolTensors.Tensor> errors(Forecaster version) {
        int window = version.manifest().window();
        List<History.Stretch> judged = history.stretches().stream()
                .filter(stretch -> stretch.trainable() >= window
                        && stretch.trainable() + scored.forecast().horizon()
                                < stretch.segment().steps())
                .toList();
        StartErrors errors = new StartErrors(scored);
        Forecaster.Session session = version.session();
        int every = 1 + (judged.size() - 1) / MOST_JUDGED;
        for (int i = 0; i < judged.size(); i += every) {
            History.Stretch stretch = judged.get(i);
            int from = stretch.trainable() - window;
            int to = Math.min(
                    stretch.segment().steps(),
                    stretch.trainable() + FORECASTS + scored.forecast().horizon());
            Segment held = stretch.segment().slice(from, to);
            errors.judge(held, window - 1, stretch.scale(), step -> stretch.isUsual(from + step, from + step), session);
        }
        return errors.tensors();
    }
}
