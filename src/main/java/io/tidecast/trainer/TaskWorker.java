package io.tidecast.trainer;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.TaskId;

/**
 * Background worker as one task has it: its work on a model is told from another task's on the same, which may be on
 * its way here or there for a while when history of one model has come into two partitions.
 */
final class TaskWorker {
    private final TrainingWorker<TrainerWork> worker;
    private final String prefix;

    TaskWorker(TrainingWorker<TrainerWork> worker, TaskId task) {
        this.worker = worker;
        prefix = task + "/";
    }

    /** See {@link TrainingWorker#start}. */
    boolean start(String model, Supplier<Callable<TrainerWork>> work) {
        return worker.start(prefix + model, work);
    }

    boolean isRunning(String model) {
        return worker.isRunning(prefix + model);
    }

    /** See {@link TrainingWorker#done}. */
    Optional<TrainingWorker.Done<TrainerWork>> done(String model) {
        return worker.done(prefix + model);
    }

    /** Gives up the work on a model, if there is any. */
    void cancel(String model) {
        worker.cancel(prefix + model);
    }

    /** Gives up whatever is this task's: what is stored of it starts again, here or elsewhere. */
    void cancelAll() {
        worker.cancel(name -> name.startsWith(prefix));
    }
}
