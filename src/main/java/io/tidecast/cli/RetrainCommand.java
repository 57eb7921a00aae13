package io.tidecast.cli;

import io.tidecast.app.RetrainingTopic;
import io.tidecast.app.TopicReader;
import io.tidecast.app.Topics;
import io.tidecast.config.Printable;
import io.tidecast.config.Setting;
import io.tidecast.config.ShortDuration;
import io.tidecast.learn.TrainingSettings;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.ModelKeys;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.ReplayGuard;
import io.tidecast.model.Verdict;
import io.tidecast.settings.Settings;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamSettings;
import io.tidecast.stream.TopicNames;
import io.tidecast.view.ModelsByName;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tidecast retrain}: asks the trainer for a fine-tune, by a record on the retraining topic. */
@Command(
        name = "retrain",
        abbreviateSynopsis = true,
        description = "Asks the trainer for a fine-tune of a model, and waits for its verdict if told to.")
final class RetrainCommand extends SettingsCommand {
    @Option(names = "--model", paramLabel = "ID", description = "The model. Default: the setting forecast.model.")
    private Optional<String> model = Optional.empty();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why. Default: ${DEFAULT-VALUE}.")
    private String reason = "manual";

    @Option(names = "--wait", description = "Wait until the challenger is judged.")
    private boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description = "The longest wait. Default: twice learning.budget and a minute.")
    private Optional<Duration> timeout = Optional.empty();

    RetrainCommand(CommandContext context) {
        super(context);
    }

    @Override
    List<Setting<?>> offered() {
        return List.of(
                StreamSettings.APPLICATION_ID, TopicNames.RETRAINING, TopicNames.MODELS, ModelKeys.TRUSTED_KEYS_FILE);
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = settings();
        KafkaClients clients = new KafkaClients(settings.kafka());
        TopicNames topics = settings.topics();
        String id = model.orElseGet(() -> settings.get(ForecastSettings.MODEL));
        Duration longest = timeout.orElseGet(
                () -> settings.get(TrainingSettings.BUDGET).multipliedBy(2).plusMinutes(1));
        requireTopics(clients, topics);
        RetrainingTopic retraining = new RetrainingTopic(clients, topics, settings.modelKeys());
        requireModel(retraining, settings, id);
        if (!wait) {
            request(retraining, id);
            return 0;
        }
        ReplayGuard guard = new ReplayGuard(settings.modelKeys());
        try (TopicReader models =
                new TopicReader(clients, topics.models(), false, context().stop())) {
            return awaitVerdict(models, guard, id, request(retraining, id), longest);
        }
    }

    private static void requireTopics(KafkaClients clients, TopicNames topics) {
        try (Admin admin = clients.admin()) {
            List<String> missing = new Topics(topics, EnumSet.of(Role.TRAINER)).missing(admin);
            if (missing.contains(topics.retraining()) || missing.contains(topics.models())) {
                throw new CommandFailed("topics " + missing + " do not exist on " + clients.bootstrap()
                        + "; `tidecast topics create` makes them");
            }
        }
    }

    private static void requireModel(RetrainingTopic retraining, Settings settings, String id) {
        Set<String> known = retraining.known(id, settings.get(ForecastSettings.MODEL));
        if (!known.contains(id)) {
            throw new CommandFailed(
                    ExitStatus.UNKNOWN_MODEL,
                    "there is no model " + Printable.value(id) + ", nor history of one; there are " + known);
        }
    }

    /** Returns the request's id. */
    private String request(RetrainingTopic retraining, String modelId) throws InterruptedException {
        String id = retraining.request(modelId, reason);
        PrintWriter out = out();
        out.println("requested a fine-tune of " + modelId + " (" + reason + "), id " + id);
        out.flush();
        return id;
    }

    private int awaitVerdict(
            TopicReader models, ReplayGuard guard, String modelId, String requestId, Duration longest) {
        long deadline = System.nanoTime() + longest.toNanos();
        Pointer before = null;
        while (System.nanoTime() < deadline && !context().stop().isRequested()) {
            for (ConsumerRecord<String, byte[]> entry : models.poll()) {
                Pointer read = modelId.equals(entry.key()) ? pointer(entry, guard) : null;
                if (read != null && (before == null || read.follows(before))) {
                    before = read;
                    Verdict verdict = read.verdict();
                    if (verdict != null && verdict.requests().contains(requestId)) {
                        out().println(modelId + " v" + verdict.version() + " " + verdict.reason());
                        return (verdict.promoted() ? ExitStatus.DONE : ExitStatus.REJECTED).code();
                    }
                }
            }
        }
        if (context().stop().isRequested()) {
            throw new CancellationException("stopped before the verdict; request " + requestId + " stands");
        }
        throw new CommandFailed("no verdict on request " + requestId + " within " + ShortDuration.of(longest)
                + "; is a trainer running (`tidecast run`), and has it history enough?");
    }

    private static Pointer pointer(ConsumerRecord<String, byte[]> entry, ReplayGuard guard) {
        try {
            guard.admit(entry.key(), entry.value(), ModelsByName.signature(entry));
            return entry.value() == null ? null : PointerRecord.of(entry.value());
        } catch (IllegalArgumentException e) {
            return null; // Not a pointer, or not signed: somebody else's record under the model's key.
        }
    }
}
