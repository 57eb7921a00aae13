package io.tidecast.stream;

import io.tidecast.forecast.CombinationSettings;
import io.tidecast.forecast.PublishSettings;
import io.tidecast.forecast.ScoreSettings;
import io.tidecast.input.GroupSource;
import io.tidecast.input.ReadingFormat;
import io.tidecast.learn.LearningSettings;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.NetworkSettings;
import io.tidecast.record.RecordLimit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Builder of settings that are those of others but for the parts that are named; see {@link StreamSettings#toBuilder}.
 */
public final class StreamSettingsBuilder {
    private String applicationId;
    private Set<Role> roles;
    private TopicNames topics;
    private ReadingFormat readings;
    private GroupSource groups;
    private boolean keyedByDevice;
    private ForecastLayout layout;
    private ForecastSettings forecast;
    private PublishSettings publish;
    private ScoreSettings scores;
    private CombinationSettings combination;
    private NetworkSettings network;
    private LearningSettings learning;
    private MemoryBudget memory;
    private DeviceRetention retention;
    private Optional<String> covariates;
    private StaticSource statics;
    private Optional<String> days;
    private Map<String, String> kafka;
    private Map<String, RecordLimit> topicLimits;
    private int statePartitions;

    StreamSettingsBuilder(StreamSettings of) {
        applicationId = of.applicationId();
        roles = of.roles();
        topics = of.topics();
        readings = of.readings();
        groups = of.groups();
        keyedByDevice = of.keyedByDevice();
        layout = of.layout();
        forecast = of.forecast();
        publish = of.publish();
        scores = of.scores();
        combination = of.combination();
        network = of.network();
        learning = of.learning();
        memory = of.memory();
        retention = of.retention();
        covariates = of.covariates();
        statics = of.statics();
        days = of.days();
        kafka = of.kafka();
        topicLimits = of.topicLimits();
        statePartitions = of.statePartitions();
    }

    public StreamSettingsBuilder applicationId(String other) {
        applicationId = other;
        return this;
    }

    public StreamSettingsBuilder roles(Set<Role> other) {
        roles = other;
        return this;
    }

    public StreamSettingsBuilder topics(TopicNames other) {
        topics = other;
        return this;
    }

    public StreamSettingsBuilder readings(ReadingFormat other) {
        readings = other;
        return this;
    }

    public StreamSettingsBuilder groups(GroupSource other) {
        groups = other;
        return this;
    }

    public StreamSettingsBuilder keyedByDevice(boolean other) {
        keyedByDevice = other;
        return this;
    }

    public StreamSettingsBuilder layout(ForecastLayout other) {
        layout = other;
        return this;
    }

    public StreamSettingsBuilder forecast(ForecastSettings other) {
        forecast = other;
        return this;
    }

    public StreamSettingsBuilder publish(PublishSettings other) {
        publish = other;
        return this;
    }

    public StreamSettingsBuilder scores(ScoreSettings other) {
        scores = other;
        return this;
    }

    public StreamSettingsBuilder combination(CombinationSettings other) {
        combination = other;
        return this;
    }

    public StreamSettingsBuilder network(NetworkSettings other) {
        network = other;
        return this;
    }

    public StreamSettingsBuilder learning(LearningSettings other) {
        learning = other;
        return this;
    }

    public StreamSettingsBuilder memory(MemoryBudget other) {
        memory = other;
        return this;
    }

    public StreamSettingsBuilder retention(DeviceRetention other) {
        retention = other;
        return this;
    }

    /** The topic of values known ahead. */
    public StreamSettingsBuilder covariates(Optional<String> other) {
        covariates = other;
        return this;
    }

    /** Where static covariates are told. */
    public StreamSettingsBuilder statics(StaticSource other) {
        statics = other;
        return this;
    }

    /** The topic of days of one's own. */
    public StreamSettingsBuilder days(Optional<String> other) {
        days = other;
        return this;
    }

    public StreamSettingsBuilder kafka(Map<String, String> other) {
        kafka = other;
        return this;
    }

    public StreamSettingsBuilder topicLimits(Map<String, RecordLimit> other) {
        topicLimits = other;
        return this;
    }

    public StreamSettingsBuilder statePartitions(int other) {
        statePartitions = other;
        return this;
    }

    /**
     * The settings.
     *
     * @throws IllegalArgumentException if parts do not go together
     */
    public StreamSettings build() {
        return new StreamSettings(
                applicationId,
                roles,
                topics,
                readings,
                groups,
                keyedByDevice,
                layout,
                forecast,
                publish,
                scores,
                combination,
                network,
                learning,
                memory,
                retention,
                covariates,
                statics,
                days,
                kafka,
                topicLimits,
                statePartitions);
    }
}
