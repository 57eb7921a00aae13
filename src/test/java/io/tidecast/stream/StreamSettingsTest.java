package io.tidecast.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.config.Values;
import io.tidecast.forecast.CombinationSettings;
import io.tidecast.forecast.Limits;
import io.tidecast.forecast.PublishSettings;
import io.tidecast.forecast.ScoreSettings;
import io.tidecast.input.FieldPath;
import io.tidecast.input.GroupSource;
import io.tidecast.input.InputFormats;
import io.tidecast.input.ReadingFormat;
import io.tidecast.learn.LearningSettings;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.NetworkSettings;
import io.tidecast.record.ForecastFormat;
import io.tidecast.record.RecordLimit;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Sampling;
import io.tidecast.series.TimeStep;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StreamSettingsTest {
    private static final StreamSettings USUAL = StreamSettings.of(ForecastSettings.from(
            Values.DEFAULTS.with(GridSettings.STEP, TimeStep.of(Duration.ofHours(1))), List.of("temp", "load")));
    private static final PublishSettings LIMITED =
            new PublishSettings(Map.of("temp", new Limits(0, 1)), List.of(), Optional.empty());

    /** Nothing of it is what is usual. */
    private static final StreamSettings OTHER = USUAL.toBuilder()
            .applicationId("other")
            .roles(Set.of(Role.TRAINER))
            .topics(new TopicNames("a", "b", "c", "d", "e", "f"))
            .readings(new ReadingFormat(
                    InputFormats.JSON,
                    FieldPath.of("id"),
                    FieldPath.of("at"),
                    ReadingFormat.TimeUnit.EPOCH_MS,
                    List.of(FieldPath.of("t"), FieldPath.of("l"))))
            .groups(new GroupSource.Prefix("-"))
            .keyedByDevice(true)
            .forecast(USUAL.forecast().withGrid(GridSettings.of(Sampling.READINGS, Duration.ofMinutes(30))))
            .layout(new ForecastLayout(ForecastFormat.FLAT_JSON, 1, true, Optional.empty()))
            .publish(LIMITED)
            .scores(new ScoreSettings(1, 2, 0.3, 4, ScoreSettings.Detail.ALL))
            .combination(CombinationSettings.pool(List.of("network"), CombinationSettings.Loss.SQUARED))
            .network(new NetworkSettings(
                    USUAL.network().layers(), false, USUAL.network().covariates()))
            .learning(LearningSettings.defaults().withSeed(9))
            .memory(new MemoryBudget(1, 2, 3, 4))
            .retention(new DeviceRetention(Duration.ofDays(3), 5))
            .statics(new StaticSource(Optional.of("pumps"), Map.of()))
            .days(Optional.of("own-days"))
            .statePartitions(7)
            .kafka(Map.of("bootstrap.servers", "other:1"))
            .topicLimits(Map.of("b", new RecordLimit(9, "max.message.bytes of topic b")))
            .build();

    @Test
    void shouldBeWhatTheSettingsSayWhenOnlyWhatMustBeSetIs() {
        Values needed = Values.DEFAULTS
                .with(GridSettings.STEP, TimeStep.of(Duration.ofHours(1)))
                .with(ReadingFormat.VALUES, ReadingFormat.VALUES.parse("temp,load", "test"));
        assertThat(StreamSettings.from(needed, Map.of())).isEqualTo(USUAL);
    }

    @Test
    void shouldKeepEveryOtherPartWhenOneIsReplaced() throws ReflectiveOperationException {
        Map<String, StreamSettings> changed = Map.of(
                "learning", OTHER.withLearning(USUAL.learning()),
                "publish", OTHER.withPublish(USUAL.publish()),
                "groups", OTHER.withGroups(USUAL.groups()),
                "forecast", OTHER.withGrid(USUAL.grid()),
                "kafka", OTHER.withKafka(USUAL.kafka()));
        for (var replaced : changed.entrySet()) {
            for (var part : StreamSettings.class.getRecordComponents()) {
                StreamSettings expected = part.getName().equals(replaced.getKey()) ? USUAL : OTHER;
                assertThat(part.getAccessor().invoke(replaced.getValue()))
                        .as(part.getName() + " after " + replaced.getKey())
                        .isEqualTo(part.getAccessor().invoke(expected));
            }
        }
    }

    @Test
    void shouldReplaceEveryPartWhenTheBuilderIsGivenIt() throws ReflectiveOperationException {
        for (var part : StreamSettings.class.getRecordComponents()) {
            if (part.getName().equals("covariates")) {
                continue; // They go with steps of the grid, which those of OTHER are not: KnownAheadTest has them.
            }
            assertThat(part.getAccessor().invoke(OTHER))
                    .as(part.getName())
                    .isNotEqualTo(part.getAccessor().invoke(USUAL));
        }
    }

    @Test
    void shouldHaveTheStepOnceWhenTheGridIsReplaced() {
        assertThat(OTHER.forecast().step()).isEqualTo(OTHER.grid().step()).isEqualTo(Duration.ofMinutes(30));
        assertThat(OTHER.forecast().steps()).isEqualTo(OTHER.grid().steps()).isEqualTo(Sampling.READINGS);
    }

    @Test
    void shouldRefuseAGridWhenTheSeasonIsNoMultipleOfItsStep() {
        assertThatThrownBy(() -> USUAL.withGrid(GridSettings.of(Duration.ofHours(5))))
                .hasMessage("forecast.season must be a multiple of series.step 5h, was 1d");
    }

    @Test
    void shouldRefuseAFormatWhenItHasNoPlaceForAFeature() {
        assertThatThrownBy(() -> USUAL.toBuilder()
                        .readings(ReadingFormat.standard(List.of("temp")))
                        .build())
                .hasMessage("readings.values must have a place for each of [temp, load], was [/values/temp]");
    }

    @Test
    void shouldNotTellTheValuesForKafkaWhenPrinted() {
        assertThat(OTHER.toString()).contains("bootstrap.servers").doesNotContain("other:1");
    }
}
