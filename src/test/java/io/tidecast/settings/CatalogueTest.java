package io.tidecast.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.config.Setting;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class CatalogueTest {
    @SuppressWarnings("unused") // Named by FieldSource.
    private static final Iterable<Setting<?>> SETTINGS = Catalogue.ALL;

    @Test
    void shouldListEveryDeclaredSettingOnceWhenAskedForAll() {
        assertThat(Catalogue.ALL)
                .hasSize((int) Arrays.stream(Catalogue.class.getDeclaredFields())
                        .filter(field -> Modifier.isStatic(field.getModifiers()))
                        .map(Field::getType)
                        .filter(Setting.class::equals)
                        .count())
                .doesNotHaveDuplicates();
        assertThat(Catalogue.ALL.stream().map(Setting::key)).doesNotHaveDuplicates();
        assertThat(Catalogue.ALL.stream().map(Setting::environment)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @FieldSource("SETTINGS")
    void shouldHaveOneNameAndAReadableDefaultWhenDeclared(Setting<?> setting) {
        assertThat(setting.key()).matches("[a-z0-9-]+(\\.[a-z0-9-]+)?");
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
