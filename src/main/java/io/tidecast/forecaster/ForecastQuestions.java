package io.tidecast.forecaster;

import io.tidecast.device.Questions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** Questions about the forecasts of a process' devices, which their stream threads answer: what if, and why. */
public final class ForecastQuestions {
    private final Questions<WhatIf, Alternative> whatIf = new Questions<>();
    private final Questions<String, Explanation> why = new Questions<>();

    private record WhatIf(String device, List<PlannedValue> planned) {}

    /** Answers of one task, by its stream thread. */
    interface Answers {
        /** Empty where the task does not have the device, or nothing is forecast of it yet; so of the other. */
        Optional<Alternative> whatIf(String device, List<PlannedValue> planned);

        Optional<Explanation> explain(String device);
    }

    /** One task that is asked. */
    static final class Task implements AutoCloseable {
        private final Questions<WhatIf, Alternative>.Task whatIf;
        private final Questions<String, Explanation>.Task why;

        private Task(Questions<WhatIf, Alternative>.Task whatIf, Questions<String, Explanation>.Task why) {
            this.whatIf = whatIf;
            this.why = why;
        }

        /** Answers who has asked; to be called about once a second. */
        void answer() {
            whatIf.answer();
            why.answer();
        }

        @Override
        public void close() {
            whatIf.close();
            why.close();
        }
    }

    /** A task begins. */
    Task join(Answers answers) {
        return new Task(
                whatIf.join(asked -> answers.whatIf(asked.device(), asked.planned())), why.join(answers::explain));
    }

    /**
     * The forecast of a device with other values known ahead; empty where no task of this process has it, or nothing is
     * forecast of it yet.
     *
     * @param patience how long the stream threads are waited for
     * @throws io.tidecast.device.UnansweredException if a task has not answered
     * @throws PlannedValue.WrongException if none of the values is of a step that is forecast
     */
    public Optional<Alternative> whatIf(String device, List<PlannedValue> planned, Duration patience)
            throws InterruptedException {
        return ask(whatIf, new WhatIf(device, planned), patience);
    }

    /** What moved the forecast of a device; otherwise as the other. */
    public Optional<Explanation> explain(String device, Duration patience) throws InterruptedException {
        return ask(why, device, patience);
    }

    private static <Q, A> Optional<A> ask(Questions<Q, A> questions, Q question, Duration patience)
            throws InterruptedException {
        try {
            return questions.ask(question, patience);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PlannedValue.WrongException wrong) {
                throw wrong;
            }
            throw new IllegalStateException("what it is forecast from cannot be read: " + e.getCause(), e);
        }
    }
}
