package io.tidecast.app;

import io.tidecast.config.Setting;
import io.tidecast.input.ReadingFormat;
import io.tidecast.series.GridSettings;
import io.tidecast.settings.Settings;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.Role;
import io.tidecast.stream.StateFolder;
import io.tidecast.stream.StreamSettings;
import io.tidecast.stream.TopicNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeFeaturesOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.streams.StreamsConfig;

/** Preflight check of a broker: asks it whether the application can work with it. Changes nothing. */
public final class Doctor {
    private static final int TIMEOUT_MS = (int) Topics.TIMEOUT.toMillis();

    /**
     * The version of the transaction protocol that cannot lose or mix up what an earlier transaction left (KIP-890).
     */
    private static final int TRANSACTION_VERSION = 2;

    private final Settings settings;
    private final Map<String, String> kafka;
    private final TopicNames names;
    private final Set<Role> roles;
    private final Consumer<Finding> report;

    public Doctor(Settings settings, Consumer<Finding> report) {
        this.settings = settings;
        this.kafka = settings.kafka();
        this.names = settings.topics();
        this.roles = settings.roles();
        this.report = report;
    }

    public void examine() {
        settings();
        try (Admin admin = new KafkaClients(kafka).admin()) {
            DescribeClusterResult cluster = admin.describeCluster(new DescribeClusterOptions().timeoutMs(TIMEOUT_MS));
            Collection<Node> nodes = Topics.await(cluster.nodes());
            String id = Topics.await(cluster.clusterId());
            report.accept(Finding.ok("broker: " + kafka.get("bootstrap.servers") + " answers, "
                    + (nodes.size() == 1 ? "1 broker" : nodes.size() + " brokers") + ", cluster " + id));
            state(id, new Topics(names, roles).ids(admin));
            features(admin);
            if (exactlyOnce()) {
                transactions(admin, nodes);
            }
            topics(admin);
            new SigningCheck(settings, report).examine();
            if (missing().isEmpty()) {
                sizes(admin);
                if (new Topics(names, roles).ids(admin).containsKey(names.models())) {
                    new ServingModel(settings).findings().forEach(report);
                }
                if (roles.contains(Role.FORECASTER)) {
                    new NewestReadings(settings).findings().forEach(report);
                }
            }
            new Permissions(names, required(), applicationIds(), exactlyOnce(), report).examine(admin);
        } catch (KafkaException e) {
            report.accept(Finding.fail(
                    "broker: " + kafka.get("bootstrap.servers") + " does not answer as it should: " + rootMessage(e),
                    "check the address (" + KafkaClients.BOOTSTRAP + "), the network and kafka.security.*"));
        }
    }

    private List<Setting<?>> missing() {
        return Stream.<Setting<?>>of(ReadingFormat.VALUES, GridSettings.STEP)
                .filter(needed -> settings.find(needed).isEmpty())
                .toList();
    }

    private void settings() {
        List<Setting<?>> missing = missing();
        if (!missing.isEmpty()) {
            missing.forEach(needed -> report.accept(Finding.warn(
                    "settings: " + needed.key() + " is not set; `tidecast run` needs it", needed.description())));
            return;
        }
        List<String> warnings = settings.stream().warnings();
        report.accept(Finding.ok("settings: complete"));
        warnings.forEach(warning -> report.accept(Finding.warn("settings: " + warning, "leave it out")));
        if (newProtocol() && isSetFor("group.instance.id")) {
            report.accept(Finding.fail(
                    "settings: kafka.group.instance.id does not go with kafka.group.protocol=streams",
                    "remove one of the two"));
        }
        if (newProtocol() && isSetFor("num.standby.replicas")) {
            report.accept(Finding.warn(
                    "settings: kafka.num.standby.replicas has no effect with kafka.group.protocol=streams",
                    "set streams.num.standby.replicas on the group, at the broker"));
        }
    }

    private boolean isSetFor(String client) {
        return kafka.keySet().stream().anyMatch(key -> key.equals(client) || key.endsWith("." + client));
    }

    private boolean newProtocol() {
        return "streams".equalsIgnoreCase(kafka.get(StreamsConfig.GROUP_PROTOCOL_CONFIG));
    }

    private boolean exactlyOnce() {
        String guarantee = kafka.getOrDefault(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        return guarantee.equals(StreamsConfig.EXACTLY_ONCE_V2);
    }

    private void features(Admin admin) {
        Map<String, FinalizedVersionRange> features = Topics.await(
                        admin.describeFeatures(new DescribeFeaturesOptions().timeoutMs(TIMEOUT_MS))
                                .featureMetadata())
                .finalizedFeatures();
        report.accept(Finding.ok("features: metadata.version " + level(features, "metadata.version")
                + ", transaction.version " + level(features, "transaction.version") + ", streams.version "
                + level(features, "streams.version")));
        if (exactlyOnce() && level(features, "transaction.version") < TRANSACTION_VERSION) {
            report.accept(Finding.fail(
                    "exactly once: transaction.version must be at least " + TRANSACTION_VERSION + ", is "
                            + level(features, "transaction.version"),
                    "kafka-features.sh upgrade --feature transaction.version=" + TRANSACTION_VERSION
                            + ", or set kafka.processing.guarantee=at_least_once"));
        }
        if (newProtocol() && level(features, "streams.version") < 1) {
            report.accept(Finding.fail(
                    "groups: kafka.group.protocol=streams needs streams.version of at least 1, is "
                            + level(features, "streams.version"),
                    "kafka-features.sh upgrade --feature streams.version=1, or leave kafka.group.protocol out"));
        }
    }

    /** Transactions need a topic of the broker's own, which is made on first use. */
    private void transactions(Admin admin, Collection<Node> nodes) {
        Map<String, String> broker = brokerConfig(admin, nodes.iterator().next());
        int minInSync = number(broker, "transaction.state.log.min.isr", 1);
        try {
            TopicDescription log = Topics.await(admin.describeTopics(
                            List.of(Topic.TRANSACTION_STATE_TOPIC_NAME),
                            new DescribeTopicsOptions().timeoutMs(TIMEOUT_MS))
                    .topicNameValues()
                    .get(Topic.TRANSACTION_STATE_TOPIC_NAME));
            int inSync = log.partitions().stream()
                    .map(TopicPartitionInfo::isr)
                    .mapToInt(List::size)
                    .min()
                    .orElse(0);
            report.accept(
                    inSync >= minInSync
                            ? Finding.ok("exactly once: the transaction log is there and in sync")
                            : Finding.fail(
                                    "exactly once: the transaction log must have " + minInSync
                                            + " replicas in sync, a partition has " + inSync,
                                    "bring the missing brokers back"));
        } catch (UnknownTopicOrPartitionException e) {
            int replicas = number(broker, "transaction.state.log.replication.factor", 1);
            report.accept(
                    replicas <= nodes.size()
                            ? Finding.ok("exactly once: the transaction log will be made on first use")
                            : Finding.fail(
                                    "exactly once: transaction.state.log.replication.factor must be at most the "
                                            + nodes.size() + " brokers there are, is " + replicas,
                                    "lower it (and transaction.state.log.min.isr) at the broker, or add brokers"));
        } catch (AuthorizationException e) {
            report.accept(Finding.warn(
                    "exactly once: the transaction log may not be looked at", "allow DESCRIBE to have it checked"));
        }
    }

    private static Map<String, String> brokerConfig(Admin admin, Node node) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, node.idString());
        Map<String, String> config = new HashMap<>();
        try {
            for (ConfigEntry entry : Topics.await(
                            admin.describeConfigs(List.of(resource), new DescribeConfigsOptions().timeoutMs(TIMEOUT_MS))
                                    .values()
                                    .get(resource))
                    .entries()) {
                config.put(entry.name(), entry.value());
            }
        } catch (AuthorizationException e) {
            // Not allowed to know: the broker's defaults are assumed to fit.
        }
        return config;
    }

    /**
     * Looks at the identities that stand beside the state, and takes nothing.
     *
     * @param topics ids of those that are there
     */
    private void state(String cluster, Map<String, String> topics) {
        StateFolder folder = StateFolder.of(kafka);
        String others;
        try {
            others = applicationIds().entrySet().stream()
                    .flatMap(own -> {
                        StateOrigin now =
                                new StateOrigin(cluster, Optional.ofNullable(topics.get(names.inputOf(own.getKey()))));
                        return StateIdentity.read(StateIdentity.file(folder.path(), own.getValue())).stream()
                                .map(StateIdentity::origin)
                                .filter(before -> !before.isSame(now))
                                .map(before -> before.briefly(now));
                    })
                    .distinct()
                    .collect(Collectors.joining(", "));
        } catch (IllegalStateException e) {
            report.accept(Finding.fail("state: " + e.getMessage(), "`tidecast run` does not start with it"));
            return;
        }
        if (!others.isEmpty()) {
            report.accept(Finding.warn(
                    "state: " + folder.path() + " must be of cluster " + cluster + ", is of " + others,
                    "`tidecast run` sets it aside and restores what cluster " + cluster + " knows; if that is the wrong"
                            + " one, set " + KafkaClients.BOOTSTRAP));
        } else if (folder.lasting()) {
            report.accept(Finding.ok(folder.toString()));
        } else {
            report.accept(Finding.warn(folder.toString(), "set " + StateFolder.SETTING + " to a folder that lasts"));
        }
    }

    private Map<Role, String> applicationIds() {
        Map<Role, String> ids = new EnumMap<>(Role.class);
        roles.forEach(role -> ids.put(role, settings.get(StreamSettings.APPLICATION_ID) + "-" + role.lowerCase()));
        return ids;
    }

    /** With the topics of groups and of values known ahead, where the settings say all that is needed. */
    private Topics required() {
        return missing().isEmpty() ? Topics.of(settings.stream()) : new Topics(names, roles);
    }

    private void topics(Admin admin) {
        List<Topics.Problem> problems = new ArrayList<>(required().problems(admin));
        problems.addAll(
                new InternalTopics(settings.get(StreamSettings.APPLICATION_ID), roles, names, kafka).problems(admin));
        applicationIds().forEach((role, id) -> StatePartitions.read(
                        admin, role, id, names, settings.get(StreamSettings.KEYED_BY_DEVICE))
                .problem()
                .ifPresent(problems::add));
        found("topics", problems, "all there, as they should be");
    }

    /** What a topic or changelog takes, against what these settings send. */
    private void sizes(Admin admin) {
        TopicSizes sizes = TopicSizes.read(admin, settings.stream());
        StreamSettings bounded =
                settings.stream().toBuilder().topicLimits(sizes.limits()).build();
        found("sizes", new RecordSizes(bounded, sizes).problems(), "topics take what is sent to them");
    }

    private void found(String about, List<Topics.Problem> problems, String otherwise) {
        for (Topics.Problem problem : problems) {
            String message = about + ": " + problem.message();
            report.accept(
                    problem.fatal()
                            ? Finding.fail(message, problem.remedy())
                            : Finding.warn(message, problem.remedy()));
        }
        if (problems.isEmpty()) {
            report.accept(Finding.ok(about + ": " + otherwise));
        }
    }

    private static int level(Map<String, FinalizedVersionRange> features, String name) {
        FinalizedVersionRange range = features.get(name);
        return range == null ? 0 : range.maxVersionLevel();
    }

    private static int number(Map<String, String> config, String name, int otherwise) {
        String value = config.get(name);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    static String rootMessage(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage();
    }
}
