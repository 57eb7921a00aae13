package io.tidecast.cli;

import io.tidecast.app.Topics;
import io.tidecast.config.Setting;
import io.tidecast.input.GroupSource;
import io.tidecast.settings.Catalogue;
import io.tidecast.settings.Settings;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.StaticSource;
import io.tidecast.stream.StreamSettings;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tidecast topics create}: makes what is missing and touches nothing else. */
@Command(
        name = "create",
        abbreviateSynopsis = true,
        description = "Makes the topics that are missing. One that is there stays as it is; what it should be is said.")
final class TopicsCreateCommand extends SettingsCommand {
    @Option(
            names = "--partitions",
            paramLabel = "N",
            description =
                    "Partitions of readings, retraining, dead letters, and of the topics of groups and of values known"
                            + " ahead; forecasts and scores have as many as a readings topic that is there, models always 1. Default: ${DEFAULT-VALUE}.")
    private int partitions = Topics.DEFAULT_PARTITIONS;

    @Option(
            names = "--replication-factor",
            paramLabel = "R",
            description = "Replicas of each partition. Default: the broker's own default.")
    private Optional<Short> replication = Optional.empty();

    TopicsCreateCommand(CommandContext context) {
        super(context);
    }

    @Override
    List<Setting<?>> offered() {
        return Catalogue.group("topics");
    }

    @Override
    public Integer call() {
        if (partitions < 1) {
            throw new WrongUsage("--partitions must be at least 1, was " + partitions);
        }
        replication.filter(factor -> factor < 1).ifPresent(factor -> {
            throw new WrongUsage("--replication-factor must be at least 1, was " + factor);
        });
        Settings settings = settings();
        Topics topics = Topics.all(
                settings.topics(),
                settings.get(GroupSource.GROUP),
                settings.find(StreamSettings.COVARIATES),
                Stream.of(settings.find(StaticSource.TOPIC), settings.find(StreamSettings.DAYS))
                        .flatMap(Optional::stream)
                        .toList());
        PrintWriter out = out();
        try (Admin admin = new KafkaClients(settings.kafka()).admin()) {
            Topics.Creation creation = topics.create(admin, partitions, replication);
            creation.made()
                    .forEach((topic, count) -> out.println(
                            "made   " + topic + " with " + count + (count == 1 ? " partition" : " partitions")));
            creation.present().forEach(topic -> out.println("there  " + topic));
            List<Topics.Problem> problems = topics.problems(admin);
            problems.forEach(problem -> out.println((problem.fatal() ? "FAIL   " : "WARN   ") + problem));
            return problems.stream().anyMatch(Topics.Problem::fatal) ? 1 : 0;
        }
    }
}
