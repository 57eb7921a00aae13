package io.tidecast.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import io.tidecast.http.HttpSettings;
import io.tidecast.input.ReadingFormat;
import io.tidecast.learn.TrainingSettings;
import io.tidecast.series.GridSettings;
import io.tidecast.series.TimeStep;
import io.tidecast.stream.GroupMembershipOnStop;
import io.tidecast.stream.StreamSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class CatalogueTest {
    @SuppressWarnings("unused") // Named by FieldSource.
    private static final Iterable<Setting<?>> SETTINGS = Catalogue.ALL;

    @Test
    void shouldListEveryDeclaredSettingOnceWhenAskedForAll() throws Exception {
        Map<String, Setting<?>> constants = DeclaredSettings.constants();
        assertThat(Catalogue.ALL).hasSize(constants.size()).doesNotHaveDuplicates();
        constants.forEach((name, setting) ->
                assertThat(Catalogue.ALL).as(name + " " + setting.key()).containsOnlyOnce(setting));
        assertThat(Catalogue.ALL.stream().map(Setting::key)).doesNotHaveDuplicates();
        assertThat(Catalogue.ALL.stream().map(Setting::environment)).doesNotHaveDuplicates();
    }

    @Test
    void shouldReadDeclaredSettingsOnlyWhenARecordIsComposed() throws Exception {
        Values needed = Values.DEFAULTS
                .with(GridSettings.STEP, TimeStep.of(Duration.ofHours(1)))
                .with(ReadingFormat.VALUES, Map.of("temp", ReadingFormat.usualPath("temp")));
        Map<Class<?>, Set<Setting<?>>> read =
                DeclaredSettings.read(needed, Map.of(List.class, List.of("temp"), Map.class, Map.of()));
        assertThat(read).containsKeys(StreamSettings.class, TrainingSettings.class, HttpSettings.class);
        read.forEach((type, settings) ->
                assertThat(Catalogue.ALL).as(type.getSimpleName()).containsAll(settings));
        Set<Setting<?>> byNone = new LinkedHashSet<>(Catalogue.ALL);
        read.values().forEach(byNone::removeAll);
        assertThat(byNone)
                .as("settings that no record reads; commands ask for these")
                .containsExactly(
                        Settings.KERNELS,
                        StreamSettings.START_PATIENCE,
                        GroupMembershipOnStop.ON_STOP,
                        HttpSettings.ENABLED,
                        HttpSettings.DEVICES,
                        HttpSettings.STEPS,
                        HttpSettings.ALL_KAFKA_METRICS,
                        HttpSettings.STUCK_AFTER);
    }

    @ParameterizedTest
    @FieldSource("SETTINGS")
    void shouldHaveOneNameAndAReadableDefaultWhenDeclared(Setting<?> setting) {
        assertThat(setting.key()).matches("[a-z0-9-]+(\\.[a-z0-9-]+){0,2}");
        assertThat(setting.environment()).matches("TIDECAST_[A-Z0-9_]+");
        assertThat(setting.flag()).isEqualTo("--" + setting.key().replace('.', '-'));
        assertThat(setting.description()).isNotBlank().doesNotEndWith(".");
        assertThat(setting.defaultText()).isNotBlank();
        setting.fallback().ifPresent(text -> assertThat((Object) setting.parse(text, "default"))
                .isNotNull());
    }

    @Test
    void shouldBeThePageInDocsWhenWrittenAsMarkdown() throws Exception {
        assertThat(Path.of("docs/settings.md"))
                .as("make it anew: ./tidecast settings > docs/settings.md")
                .content()
                .isEqualTo(SettingsPage.markdown());
        assertThat(Files.readString(Path.of("docs/settings.md"))).contains("`forecast.horizon`");
    }
}
