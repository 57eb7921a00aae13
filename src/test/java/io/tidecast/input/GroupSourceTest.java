package io.tidecast.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.forecaster.DeviceGroups;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupSourceTest {
    private static String group(String source, String json, String device) {
        return ReadingFormat.standard(List.of("temp"))
                .decoder(List.of("temp"), GroupSource.parse(source))
                .decode("readings", new RecordHeaders(), device.getBytes(UTF_8), json.getBytes(UTF_8), 0)
                .get(0)
                .group();
    }

    @Test
    void shouldReadWhereAGroupIsTold() {
        assertThat(GroupSource.parse("none")).isEqualTo(new GroupSource.None());
        assertThat(GroupSource.parse("/machine/site")).isEqualTo(new GroupSource.Field(new FieldPath("/machine/site")));
        assertThat(GroupSource.parse("prefix:::")).isEqualTo(new GroupSource.Prefix("::"));
        assertThat(GroupSource.parse("table:plant.groups")).isEqualTo(new GroupSource.Table("plant.groups"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "site", "prefix:", "table:", "table:a b", "topic:x"})
    void shouldRefuseWhatTellsNothing(String text) {
        assertThatThrownBy(() -> GroupSource.parse(text)).hasMessageStartingWith("none, a JSON pointer");
    }

    @Test
    void shouldTakeTheGroupFromAFieldOrThePrefix() {
        assertThat(group("/site", "{\"site\":\"north\"}", "d")).isEqualTo("north");
        assertThat(group("/site", "{\"site\":7}", "d")).isEqualTo("7");
        assertThat(group("/site", "{\"site\":null}", "d")).isEqualTo(GroupSource.NONE);
        assertThat(group("/site", "{}", "d")).isEqualTo(GroupSource.NONE);
        assertThat(group("prefix:-", "{}", "pump-7-b")).isEqualTo("pump");
        assertThat(group("prefix:-", "{}", "pump")).isEqualTo(GroupSource.NONE);
        assertThat(group("prefix:-", "{}", "-7")).isEqualTo(GroupSource.NONE);
        assertThat(group("none", "{\"site\":\"north\"}", "a-b")).isEqualTo(GroupSource.NONE);
    }

    @Test
    void shouldRefuseAGroupThatNoModelCanBeNamed() {
        assertThatThrownBy(() -> group("/site", "{\"site\":\"a/b\"}", "d"))
                .hasMessage("group at /site must match [A-Za-z0-9._-]{1,100}, was a/b");
        assertThatThrownBy(() -> group("/site", "{\"site\":[1]}", "d")).hasMessageContaining("was [1]");
        assertThatThrownBy(() -> group("prefix:-", "{}", "hall 3-7")).hasMessageContaining("was hall 3");
    }

    @Test
    void shouldIgnoreATablesRecordThatIsNoGroup() {
        DeviceGroups groups = new DeviceGroups();
        groups.accept("a", "north");
        assertThatThrownBy(() -> groups.accept("b", "no/group"))
                .hasMessage("group must match [A-Za-z0-9._-]{1,100}, was no/group");
        groups.accept("c", " south\n");
        assertThat(groups.of("a")).isEqualTo("north");
        assertThat(groups.of("b")).isEqualTo(GroupSource.NONE);
        assertThat(groups.of("c")).isEqualTo("south");
        groups.accept("a", null);
        assertThat(groups.of("a")).isEqualTo(GroupSource.NONE);
    }
}
