package io.tidecast.stream;

import io.tidecast.config.Parsers;
import io.tidecast.config.Rule;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import io.tidecast.forecast.CombinationSettings;
import io.tidecast.forecast.PublishSettings;
import io.tidecast.forecast.Regressors;
import io.tidecast.forecast.ScoreSettings;
import io.tidecast.forecast.ScoredMethods;
import io.tidecast.input.GroupSource;
import io.tidecast.input.ReadingFormat;
import io.tidecast.learn.LearningSettings;
import io.tidecast.learn.TrainingSettings;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.NetworkSettings;
import io.tidecast.record.RecordLimit;
import io.tidecast.record.RecordLimits;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.DaySource;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Sampling;
import io.tidecast.series.Scaling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Topology settings: all that the two topologies need to know.
 *
 * @param applicationId prefix of the application ids, consumer groups and internal topics of forecaster and trainer
 * @param groups what tells a device's group, and so the model it belongs to
 * @param keyedByDevice the promise that the key of each record of the readings topic is its device; saves the
 *     repartition topic, and a record that breaks it is dead-lettered
 * @param layout the format of the forecasts topic
 * @param roles which of the two this process runs
 * @param retention how long devices are kept, and how many
 * @param covariates the topic of values known ahead
 * @param statics where static covariates are told
 * @param days the topic of days of one's own
 * @param kafka properties passed through to Kafka Streams and its clients; must hold {@code bootstrap.servers}
 * @param topicLimits what the topics take, by name, as far as the broker was asked
 * @param statePartitions partitions of the forecaster's state, by which devices are routed, as far as the broker was
 *     asked; else 0, for as many as the readings topic has
 */
public record StreamSettings(
        String applicationId,
        Set<Role> roles,
        TopicNames topics,
        ReadingFormat readings,
        GroupSource groups,
        boolean keyedByDevice,
        ForecastLayout layout,
        ForecastSettings forecast,
        PublishSettings publish,
        ScoreSettings scores,
        CombinationSettings combination,
        NetworkSettings network,
        LearningSettings learning,
        MemoryBudget memory,
        DeviceRetention retention,
        Optional<String> covariates,
        StaticSource statics,
        Optional<String> days,
        Map<String, String> kafka,
        Map<String, RecordLimit> topicLimits,
        int statePartitions) {
    public static final Setting<String> APPLICATION_ID = Setting.text(
                    "application-id",
                    "ID",
                    "tidecast",
                    "prefix of the consumer groups and internal topics of forecaster and trainer")
            .must(Rule.matches("[A-Za-z0-9._-]{1,200}"));
    public static final Setting<List<Role>> ROLES = Setting.withDefault(
            "roles",
            "ROLE,…",
            Parsers.names(Role.class, ","),
            "which halves of the application this process runs",
            Parsers.listOf(Parsers.oneOf(Role.class)));
    public static final Setting<Duration> START_PATIENCE = Setting.time(
                    "start-patience",
                    Duration.ofMinutes(10),
                    "how long `run` asks again at its start while no broker answers; 0s for once alone. /health/started says why")
            .must(Rule.of("not be negative", patience -> !patience.isNegative()));
    /** Whether records of the readings topic are keyed by device. */
    public static final Setting<Boolean> KEYED_BY_DEVICE = Setting.onOff(
            "readings.keyed-by-device",
            false,
            "the promise that each record's key is its device; saves a repartition topic, and a record that breaks it is"
                    + " dead-lettered");

    /** The topic of values known ahead. */
    public static final Setting<String> COVARIATES = Setting.derived(
            "covariates.topic",
            "TOPIC",
            "none",
            "the topic of values known ahead, which is yours: records as those of readings, of times to come; the device"
                    + " may be a group, or * for all",
            Parsers::text);

    /** The topic of a calendar of one's own. */
    public static final Setting<String> DAYS = Setting.derived(
            "covariates.days-topic",
            "TOPIC",
            "none",
            "the compacted topic of days of your own that are a feature, which is yours: of any key, as the value, a day or"
                    + " a range of days as in network.days-file, beside whose days they stand",
            Parsers::text);

    public StreamSettings {
        APPLICATION_ID.check(applicationId);
        requireRole(roles);
        ClientRules.require(kafka);
        ReadingFormat.VALUES.require(
                readings.values().size() == forecast.features().size(),
                "have a place for each of " + forecast.features(),
                readings.values());
        publish.requireAmong(forecast.targets());
        retention.require(forecast.grid());
        network.covariates().known(forecast.features(), forecast.targets());
        if (covariates.isPresent()) {
            boolean usable = !network.covariates().values().isEmpty() && forecast.steps() == Sampling.GRID;
            COVARIATES.require(
                    usable, "go with " + CovariateSettings.VALUES.key() + " and series.steps=grid", covariates.get());
        }
        requireApart(topics, groups, covariates, statics, days);
        roles = Set.copyOf(roles);
        kafka = Map.copyOf(kafka);
        topicLimits = Map.copyOf(topicLimits);
    }

    /** One topic tells one thing. */
    private static void requireApart(
            TopicNames topics,
            GroupSource groups,
            Optional<String> covariates,
            StaticSource statics,
            Optional<String> days) {
        Set<String> taken = new HashSet<>(topics.all());
        if (groups instanceof GroupSource.Table table) {
            taken.add(table.topic());
        }
        String rule = "be a topic of its own, that nothing else is read from or written to";
        covariates.ifPresent(topic -> COVARIATES.require(taken.add(topic), rule, topic));
        statics.topic().ifPresent(topic -> StaticSource.TOPIC.require(taken.add(topic), rule, topic));
        days.ifPresent(topic -> DAYS.require(taken.add(topic), rule, topic));
    }

    /**
     * All that the settings say.
     *
     * @param kafka what is passed through to the Kafka clients
     */
    public static StreamSettings from(Values values, Map<String, String> kafka) {
        Set<Role> roles = roles(values);
        TopicNames topics = TopicNames.from(values);
        ReadingFormat readings = ReadingFormat.from(values);
        ForecastSettings forecast = ForecastSettings.from(
                values, List.copyOf(values.get(ReadingFormat.VALUES).keySet()));
        NetworkSettings network = NetworkSettings.from(values);
        TrainingSettings.FROM.require(
                network.isBase() || values.get(TrainingSettings.FROM) == TrainingSettings.From.CHAMPION,
                "be champion where " + NetworkSettings.LAYERS.key() + " are one's own",
                values.get(TrainingSettings.FROM));
        return new StreamSettings(
                values.get(APPLICATION_ID),
                roles,
                topics,
                readings,
                values.get(GroupSource.GROUP),
                values.get(KEYED_BY_DEVICE),
                ForecastLayout.from(values),
                forecast,
                PublishSettings.from(values),
                ScoreSettings.from(values),
                CombinationSettings.from(values),
                network,
                LearningSettings.from(values),
                MemoryBudget.from(values),
                DeviceRetention.from(values),
                values.find(COVARIATES),
                StaticSource.from(values, network.covariates().statics()),
                values.find(DAYS),
                kafka,
                Map.of(),
                0);
    }

    /** The roles alone, for what asks about them without the rest. */
    public static Set<Role> roles(Values values) {
        List<Role> roles = values.get(ROLES);
        requireRole(roles);
        return EnumSet.copyOf(roles);
    }

    private static void requireRole(Collection<Role> roles) {
        if (roles.isEmpty()) {
            throw new IllegalArgumentException(ROLES.key() + " must name forecaster, trainer or both");
        }
    }

    /** What is usual for this forecast, without a broker. */
    public static StreamSettings of(ForecastSettings forecast) {
        return new StreamSettings(
                APPLICATION_ID.usual().orElseThrow(),
                roles(Values.DEFAULTS),
                TopicNames.defaults(),
                ReadingFormat.standard(forecast.features()),
                GroupSource.GROUP.usual().orElseThrow(),
                KEYED_BY_DEVICE.usual().orElseThrow(),
                ForecastLayout.USUAL,
                forecast,
                PublishSettings.none(),
                ScoreSettings.of(forecast.window()),
                CombinationSettings.DEFAULT,
                NetworkSettings.defaults(),
                LearningSettings.defaults(),
                MemoryBudget.defaults(),
                DeviceRetention.of(forecast.grid()),
                Optional.empty(),
                StaticSource.NONE,
                Optional.empty(),
                Map.of(),
                Map.of(),
                0);
    }

    /** What weakens what is promised, or does nothing, with name, rule and value. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>(ClientRules.warnings(kafka));
        List<String> ahead = network.covariates().values();
        if (!ahead.isEmpty() && covariates.isEmpty()) {
            warnings.add(CovariateSettings.VALUES.key() + " " + ahead + " should go with " + COVARIATES.key()
                    + ", which is none: no forecast will know them ahead");
        }
        warnings.addAll(statics.warnings(network.covariates().statics()));
        return warnings;
    }

    /** The same of what is read from files, without a broker. */
    public List<String> warningsWithoutBroker() {
        return statics.warningsWithoutBroker(network.covariates().statics());
    }

    /** A copy whose parts can be replaced. */
    public StreamSettingsBuilder toBuilder() {
        return new StreamSettingsBuilder(this);
    }

    public StreamSettings withGroups(GroupSource other) {
        return toBuilder().groups(other).build();
    }

    public StreamSettings withGrid(GridSettings other) {
        return withForecast(forecast.withGrid(other));
    }

    public StreamSettings withScaling(Scaling other) {
        return withForecast(forecast.withScaling(other));
    }

    public StreamSettings withForecast(ForecastSettings other) {
        return toBuilder().forecast(other).build();
    }

    public StreamSettings withPublish(PublishSettings other) {
        return toBuilder().publish(other).build();
    }

    public StreamSettings withLearning(LearningSettings other) {
        return toBuilder().learning(other).build();
    }

    public StreamSettings withKafka(Map<String, String> other) {
        return toBuilder().kafka(other).build();
    }

    /** The largest records that can be sent, by node. */
    public RecordLimits limits() {
        Map<String, RecordLimit> byNode = new HashMap<>();
        OutputTopics.of(this).forEach((node, topic) -> {
            RecordLimit limit = topicLimits.get(topic);
            if (limit != null) {
                byNode.put(node, limit);
            }
        });
        return RecordLimits.ofProducer(kafka).withTopics(byNode);
    }

    /** The values that a topic tells ahead; none without such a topic. */
    public List<String> toldAhead() {
        return covariates.isPresent() ? network.covariates().values() : List.of();
    }

    /**
     * Forecasting methods that run on every device.
     *
     * @param live days of one's own that may change, in place of those of the settings
     */
    public ScoredMethods methods(Optional<DaySource> live) {
        CovariateSettings covariates = network.covariates();
        return ScoredMethods.of(
                forecast,
                scores,
                combination,
                covariates.ofSteps(forecast.timeStep()),
                Regressors.of(forecast, covariates, live));
    }

    /** How readings become steps. */
    public GridSettings grid() {
        return forecast.grid();
    }

    /** All but the values of {@code kafka}, which may be secrets. */
    @Override
    public String toString() {
        return "StreamSettings[applicationId=" + applicationId + ", roles=" + roles + ", topics=" + topics
                + ", readings="
                + readings + ", groups=" + groups + ", keyedByDevice=" + keyedByDevice + ", layout="
                + layout + ", forecast=" + forecast
                + ", publish=" + publish
                + ", scores=" + scores
                + ", network=" + network + ", learning=" + learning + ", memory=" + memory + ", retention=" + retention
                + ", covariates=" + covariates + ", statics=" + statics.topic() + ", days=" + days
                + ", kafka="
                + kafka.keySet() + ", topicLimits=" + topicLimits + ", statePartitions="
                + statePartitions + "]";
    }

    /** The application id of one role's Kafka Streams client. */
    public String applicationId(Role role) {
        return applicationId + "-" + role.lowerCase();
    }
}
