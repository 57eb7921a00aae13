package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the dashboard and the alerts ask for is what is served. */
class DashboardTest {
    private static final Path DASHBOARD = Path.of("docker/grafana/dashboards/tidecast.json");

    @Test
    void shouldAskForNamesThatAreServed() throws IOException {
        String asked =
                Files.readString(DASHBOARD) + Files.readString(Path.of("k8s/components/monitoring/monitoring.yaml"));
        Set<String> names = new TreeSet<>();
        Matcher name = Pattern.compile("\\b(tidecast_[a-z_]+)\\b").matcher(asked);
        while (name.find()) {
            names.add(name.group(1).replaceFirst("_total$", ""));
        }
        Set<String> served = OwnMetrics.names();
        served.addAll(List.of("tidecast_info", "tidecast_serving_version"));
        assertThat(names).hasSizeGreaterThan(10);
        assertThat(served).containsAll(names);
    }

    @Test
    void shouldShowQualityFirstForEachModelAndGroup() throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
        assertThat(dashboard.path("panels").findValuesAsText("title"))
                .startsWith(
                        "Skill",
                        "Coverage",
                        "MASE",
                        "Share of devices worse than naive",
                        "Version that serves",
                        "Fine-tunes and rollbacks",
                        "Drift");
        assertThat(dashboard.path("templating").path("list").findValuesAsText("name"))
                .containsExactly("group", "model");
    }

    @Test
    void shouldAskForTheChosenGroupInEveryPanelAndForTheChosenModelOfWhatHasOne() throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
        for (String query : dashboard.path("panels").findValuesAsText("expr")) {
            Matcher metric = Pattern.compile("\\b(?:tidecast|kafka|jvm|process)_[a-z_]+(\\{[^}]*}|)")
                    .matcher(query);
            assertThat(metric.find()).as(query).isTrue();
            assertThat(metric.group(1)).as(query).contains("job=~\"$group\"");
            if (query.contains("by (model")) {
                assertThat(metric.group(1)).as(query).contains("model=~\"$model\"");
            }
        }
    }

    @Test
    void shouldJudgeWhatIsPublishedRatherThanTheNetworkAlone() throws IOException {
        JsonNode skill =
                new ObjectMapper().readTree(DASHBOARD.toFile()).path("panels").get(0);
        assertThat(skill.path("targets").get(0).path("expr").asText()).contains("tidecast_published_error_ratio");
        assertThat(Files.readString(Path.of("k8s/components/monitoring/monitoring.yaml")))
                .contains("tidecast_published_error_ratio) > 1")
                .doesNotContain("tidecast_live_error_ratio", "level=\"");
    }
}
