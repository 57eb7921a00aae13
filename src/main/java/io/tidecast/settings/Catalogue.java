package io.tidecast.settings;

import io.tidecast.config.Setting;
import io.tidecast.forecast.CombinationSettings;
import io.tidecast.forecast.PublishSettings;
import io.tidecast.forecast.ScoreSettings;
import io.tidecast.http.HttpSettings;
import io.tidecast.input.ReadingFormat;
import io.tidecast.learn.LearningSettings;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.ModelKeys;
import io.tidecast.model.NetworkSettings;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.GridSettings;
import io.tidecast.series.StaticSettings;
import io.tidecast.stream.DeviceRetention;
import io.tidecast.stream.ForecastLayout;
import io.tidecast.stream.GroupMembershipOnStop;
import io.tidecast.stream.MemoryBudget;
import io.tidecast.stream.StaticSource;
import io.tidecast.stream.StreamSettings;
import io.tidecast.stream.TopicNames;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reference of the settings: every one there is, in the order of help texts and of the reference page. Each is declared
 * in the record that holds its value. What goes to the Kafka clients ({@code kafka.*}) is passed through and not listed
 * here.
 */
public final class Catalogue {
    private static final List<Setting<?>> APPLICATION = List.of(
            StreamSettings.APPLICATION_ID,
            StreamSettings.ROLES,
            Settings.KERNELS,
            StreamSettings.START_PATIENCE,
            GroupMembershipOnStop.ON_STOP);

    /** All settings, in the order of the page. */
    public static final List<Setting<?>> ALL = Stream.of(
                    APPLICATION,
                    HttpSettings.SETTINGS,
                    TopicNames.SETTINGS,
                    ModelKeys.SETTINGS,
                    ReadingFormat.SETTINGS,
                    List.<Setting<?>>of(StreamSettings.KEYED_BY_DEVICE),
                    ForecastLayout.SETTINGS,
                    GridSettings.SETTINGS,
                    ForecastSettings.SETTINGS,
                    PublishSettings.SETTINGS,
                    CombinationSettings.SETTINGS,
                    ScoreSettings.SETTINGS,
                    NetworkSettings.SETTINGS,
                    List.<Setting<?>>of(CovariateSettings.VALUES, StreamSettings.COVARIATES, StreamSettings.DAYS),
                    StaticSettings.SETTINGS,
                    StaticSource.SETTINGS,
                    LearningSettings.SETTINGS,
                    MemoryBudget.SETTINGS,
                    DeviceRetention.SETTINGS)
            .<Setting<?>>flatMap(List::stream)
            .toList();

    private Catalogue() {}

    static Optional<Setting<?>> find(String key) {
        return ALL.stream().filter(setting -> setting.key().equals(key)).findFirst();
    }

    /** The settings of a group, in order. */
    public static List<Setting<?>> group(String group) {
        return ALL.stream().filter(setting -> setting.group().equals(group)).toList();
    }

    /** The groups, in order. */
    public static List<String> groups() {
        return ALL.stream().map(Setting::group).distinct().toList();
    }
}
