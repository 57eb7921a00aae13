package io.tidecast.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.tidecast.config.SettingException;
import io.tidecast.input.FieldPath;
import io.tidecast.input.ReadingFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlFileTest {
    @TempDir
    private Path folder;

    @Test
    void shouldGiveTheSameKeysWhenNestedOrFlat() throws IOException {
        Map<String, String> nested = read("tidecast:\n  forecast:\n    horizon: 12\n");
        assertThat(nested).containsExactly(entry("forecast.horizon", "12"));
        assertThat(read("tidecast:\n  forecast.horizon: 12\n")).isEqualTo(nested);
        assertThat(read("tidecast.forecast.horizon: 12\n")).isEqualTo(nested);
        assertThat(read("tidecast.forecast: {horizon: 12}\n")).isEqualTo(nested);
    }

    @Test
    void shouldKeepOrderAndDotsOfNamesWhenAMapIsOneSetting() throws IOException {
        Map<String, String> values =
                read("tidecast:\n  readings:\n    values:\n      temp: /t\n      PM2.5: /p\n      a,b=c: /a\n");
        assertThat(features(values)).containsOnlyKeys("temp", "PM2.5", "a,b=c");
        assertThat(features(values).keySet()).containsExactly("temp", "PM2.5", "a,b=c");
    }

    @Test
    void shouldTakeNamesForTheirUsualPlaceWhenValuesIsAList() throws IOException {
        Map<String, String> values = read("tidecast:\n  readings:\n    values: [temp, a/b]\n");
        assertThat(features(values).values())
                .extracting(Object::toString)
                .containsExactly("/values/temp", "/values/a~1b");
    }

    @Test
    void shouldHoldNothingWhenTheFileOrAValueIsEmpty() throws IOException {
        assertThat(read("")).isEmpty();
        assertThat(read("# nothing\ntidecast:\n")).isEmpty();
        assertThat(read("tidecast:\n  forecast:\n    horizon:\n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            forecast: {horizon: 1}                   | line 1: settings must stand under `tidecast:`, found forecast
            tidecast: 3                              | line 1: tidecast must be a map of names to values
            tidecast: {a.b: 1, a: {b: 2}}            | line 1: a.b must be set once, is set twice
            tidecast: [                              | line 1
            """)
    void shouldSayFileAndLineWhenTheFileIsBad(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("tidecast.yaml")
                .hasMessageContaining(message);
    }

    @Test
    void shouldSaySoWhenThereIsNoFile() {
        assertThatThrownBy(() -> YamlFile.read(folder.resolve("none.yaml")))
                .isInstanceOf(SettingException.class)
                .hasMessageEndingWith("none.yaml: no such file");
    }

    private static Map<String, FieldPath> features(Map<String, String> values) {
        return ReadingFormat.VALUES.parse(values.get(ReadingFormat.VALUES.key()), "file");
    }

    private Map<String, String> read(String yaml) throws IOException {
        return YamlFile.read(Files.writeString(folder.resolve("tidecast.yaml"), yaml));
    }
}
