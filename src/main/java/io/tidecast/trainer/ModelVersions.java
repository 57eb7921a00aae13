package io.tidecast.trainer;

import io.tidecast.learn.FineTuner;
import io.tidecast.learn.Gate;
import io.tidecast.model.Forecaster;
import io.tidecast.model.Manifest;
import io.tidecast.model.ModelKey;
import io.tidecast.model.ModelRegistry;
import io.tidecast.model.Pointer;
import io.tidecast.model.Ruling;
import io.tidecast.model.UntrainedModel;
import io.tidecast.model.Verdict;
import io.tidecast.record.Reason;
import io.tidecast.record.UnreadableRecordException;
import io.tidecast.stream.StreamSettings;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Model lifecycle: the life of a model's versions, as the trainer has it in hand: the first one, a challenger's
 * verdict, its time in the shadow, its place, and the way back. What is there it knows from the registry, so what it
 * writes counts once it has come back.
 */
final class ModelVersions {
    private static final String PINNED = "pinned";

    private static final Logger LOG = LoggerFactory.getLogger(ModelVersions.class);

    private final StreamSettings settings;
    private final String defaultModel;
    private final ModelRegistry registry;
    private final ModelOutput output;
    private final TrainerMetrics metrics;
    /** Pointers that were passed over and have been written over. */
    private final Map<String, Pointer> restored = new HashMap<>();

    private boolean begun;
    private boolean warned;

    ModelVersions(StreamSettings settings, ModelRegistry registry, ModelOutput output, TrainerMetrics metrics) {
        this.settings = settings;
        this.registry = registry;
        this.output = output;
        this.metrics = metrics;
        defaultModel = settings.forecast().model();
    }

    /**
     * What a fine-tune begins from, and is judged against; a group's is the default model's until it has one of its
     * own.
     */
    Optional<Forecaster> champion(String model) {
        return registry.serving(model).or(() -> registry.serving(defaultModel));
    }

    /** {@code model/version} of the champion. */
    String championId(String model) {
        return champion(model).map(champion -> champion.manifest().id()).orElse("none");
    }

    Pointer pointer(String model) {
        return registry.pointer(model).orElseGet(Pointer::unserved);
    }

    /** Whether a version is on the topic. */
    boolean isThere(String model, int version) {
        return registry.versions(model).contains(version);
    }

    /** Whether there is anything of a model on the topic, or it is the default one, which the trainer begins. */
    boolean isKnown(String model) {
        return model.equals(defaultModel)
                || registry.pointer(model).isPresent()
                || !registry.versions(model).isEmpty();
    }

    /** A version that is on the topic. */
    Forecaster version(String model, int version) {
        return registry.version(model, version).orElseThrow();
    }

    /** The highest version of a model on the models topic; 0 if there is none. */
    int newest(String model) {
        return registry.versions(model).stream().reduce(0, Math::max);
    }

    /** Sees to it that the default model has its first version, from which every other begins. */
    void begin() {
        if (begun || registry.pointer(defaultModel).isPresent()) {
            return;
        }
        if (!registry.isDefaultRefused()) {
            bootstrap();
            begun = true; // It comes back, and need not be sent for each record until then.
        } else if (!warned) {
            warned = true;
            LOG.error(
                    "model {} is not begun anew: it has a pointer on topic {}, which is refused; where that is of this"
                            + " application, `tidecast models sign` signs it",
                    defaultModel,
                    settings.topics().models());
        }
    }

    /** Puts back what is in use, where a record that is refused has taken its place on the topic. */
    void putBack(String model) {
        int restored = output.putBack(model);
        if (restored > 0) {
            LOG.warn(
                    "model {}: {} records of topic {} are sent again, since others under their keys are refused",
                    model,
                    restored,
                    settings.topics().models());
        }
    }

    /** The version from which a model that is new to the trainer goes on. */
    int latest(String model) {
        int published = registry.pointer(model).map(Pointer::serving).orElse(model.equals(defaultModel) ? 1 : 0);
        return Math.max(newest(model), published);
    }

    /**
     * Publishes the first version of the default model, which has learnt nothing of it yet, promoted without a gate.
     */
    private void bootstrap() {
        Forecaster untrained = UntrainedModel.untrained(
                settings.forecast(), settings.network(), settings.learning().seed());
        if (!output.fits(untrained)) {
            throw new UnreadableRecordException(Reason.TOO_LARGE, "model " + defaultModel + ": " + output.tooLarge());
        }
        output.publish(untrained);
        String what = untrained.readsBase() ? "the base network" : "untrained";
        output.point(defaultModel, Pointer.bootstrap(1, "bootstrap: the first version, " + what));
        LOG.info("model {}: published version 1, {}", defaultModel, what);
    }

    /** What is to be said of a fine-tune that has ended. */
    Verdict verdict(
            String model, TrainerState.FineTuneRun run, TrainingWorker.Done<TrainerWork.Tuned> done, long nowMs) {
        String at = Instant.ofEpochMilli(nowMs).toString();
        if (done.failure() != null) {
            return Verdict.failed(run.version(), done.failure(), run.trigger(), run.requests(), at);
        }
        FineTuner.Outcome outcome = done.result().outcome();
        Gate.Judgement judgement = outcome.judgement();
        return new Verdict(
                run.version(),
                ruling(model, outcome),
                run.trigger(),
                run.requests(),
                Verdict.Errors.of(judgement.champion(), judgement.challenger(), judgement.windows()),
                outcome.updates(),
                outcome.seconds(),
                at,
                null);
    }

    /** The gate's ruling, as far as things are still as they were when it was asked. */
    private Ruling ruling(String model, FineTuner.Outcome outcome) {
        Ruling ruling = outcome.judgement().ruling();
        if (!outcome.champion().equals(championId(model))) {
            return Ruling.rejected("the serving version changed while the challenger was trained");
        }
        if (ruling.isPromoted() && pointer(model).pinned()) {
            return ruling.heldBy(PINNED);
        }
        return ruling.isPromoted() && !output.fits(outcome.challenger()) ? Ruling.rejected(output.tooLarge()) : ruling;
    }

    /** Has a challenger serve. */
    void promote(Forecaster challenger, Verdict verdict) {
        String model = challenger.manifest().model();
        Pointer moved = pointer(model).after(verdict);
        output.publish(challenger);
        point(model, moved, verdict);
        output.prune(model, registry.versions(model), moved);
    }

    /** Leaves the place to the version that has it. */
    void reject(String model, Verdict verdict) {
        point(model, pointer(model).after(verdict), verdict);
    }

    private void point(String model, Pointer moved, Verdict verdict) {
        output.point(model, moved);
        metrics.judged(model, verdict, settings.learning().training().budget());
        LOG.info("model {}: fine-tune towards version {}: {}", model, verdict.version(), verdict.reason());
    }

    /** Publishes a challenger that does not serve yet. */
    void shadow(Forecaster challenger, TrainerState.ShadowDeployment shadow) {
        output.publish(challenger);
        tell(challenger.manifest().model(), shadow);
        LOG.info(
                "model {}: fine-tune towards version {}: {}",
                challenger.manifest().model(),
                shadow.version(),
                shadow.passed().reason());
    }

    /** Tells how far a challenger's time in the shadow has come. */
    void tell(String model, TrainerState.ShadowDeployment shadow) {
        output.point(model, pointer(model).shadowed(shadow.pointed(championId(model)), shadow.passed()));
        metrics.shadowed(model, shadow);
    }

    /** Has the challenger in the shadow serve; its file says from now on what it showed there. */
    void promoteShadow(Forecaster challenger, Verdict verdict) {
        Manifest manifest = challenger.manifest();
        Map<String, Object> provenance = new LinkedHashMap<>(manifest.provenance());
        Map<String, Object> live = new LinkedHashMap<>();
        live.put("champion", verdict.live().champion());
        live.put("challenger", verdict.live().challenger());
        live.put("windows", verdict.live().windows());
        provenance.put("live", live);
        promote(challenger.as(manifest.withProvenance(provenance)), verdict);
    }

    /** Removes the challenger in the shadow, as one that the gate rejects is never published. */
    void rejectShadow(String model, Verdict verdict) {
        if (!pointer(model).withoutShadow().names(verdict.version())) {
            output.remove(model, verdict.version());
        }
        reject(model, verdict);
    }

    /**
     * Goes back to the version before, unless it is gone or the model is pinned.
     *
     * @param version that serves, and does worse
     * @return {@code model/version} that serves then, or empty
     */
    Optional<String> undo(String model, int version, String regret, long nowMs) {
        Pointer pointer = pointer(model);
        Integer previous = pointer.previous();
        if (pointer.serving() != version || previous == null) {
            return Optional.empty();
        }
        boolean there = previous == 0 || isThere(model, previous);
        Ruling back = Ruling.rolledBack(previous, regret);
        Ruling ruling =
                pointer.pinned() ? back.heldBy(PINNED) : there ? back : back.heldBy("version " + previous + " is gone");
        Verdict verdict = Verdict.undone(
                version, ruling, "live error", Instant.ofEpochMilli(nowMs).toString());
        LOG.warn("model {}: version {} {}", model, version, verdict.reason());
        if (ruling.kind() == Ruling.Kind.HELD) {
            output.point(model, pointer.noted(verdict));
            return Optional.empty();
        }
        metrics.rolledBack(model);
        output.point(model, pointer.rolledBack(registry.parent(model, previous), verdict));
        ModelKey serving = previous == 0
                ? registry.serving(defaultModel).map(m -> m.manifest().key()).orElse(new ModelKey(defaultModel, 0))
                : new ModelKey(model, previous);
        return Optional.of(serving.toString());
    }

    /**
     * Writes the pointer that counts over one that was passed over, which compaction would leave of the two; once it is
     * back nothing is passed over any more. A verdict that was passed over stands on it as what became of it.
     */
    void restore(String model) {
        Pointer passedOver = registry.overruled(model).orElse(null);
        if (passedOver == null || passedOver.equals(restored.put(model, passedOver))) {
            return;
        }
        Pointer kept = pointer(model);
        Verdict late = passedOver.verdict();
        boolean news = late != null && passedOver.shadow() == null && isLater(late, kept.verdict());
        LOG.warn(
                "model {}: version {} stays ({}); passed over, since it was decided without knowing of that: {}",
                model,
                kept.serving(),
                kept.reason(),
                late == null ? passedOver.reason() : late.reason());
        output.point(model, news ? kept.after(held(late, kept)) : kept.again());
    }

    private static Verdict held(Verdict late, Pointer by) {
        Ruling ruling = late.promoted() ? late.ruling().heldBy(by.pinned() ? PINNED : "moved by hand") : late.ruling();
        return late.again(ruling, late.live(), late.at());
    }

    private static boolean isLater(Verdict one, Verdict than) {
        return than == null || one.version() > than.version();
    }
}
