package io.tidecast.trainer;

import io.tidecast.learn.FineTuner;
import io.tidecast.learn.Gate;
import io.tidecast.model.Forecaster;

/** Result of work on the {@link TrainingWorker}, which does one piece at a time, of either kind. */
public sealed interface TrainerWork {
    /** Fine-tune that was made, and judged on held-out windows. */
    record Tuned(FineTuner.Outcome outcome) implements TrainerWork {}

    /**
     * Shadow deployment whose challenger was judged on live windows.
     *
     * @param champion {@code model/version} of what it was judged against
     */
    record Judged(String champion, Forecaster challenger, Gate.Judgement judgement) implements TrainerWork {}
}
