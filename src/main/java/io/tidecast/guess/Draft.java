package io.tidecast.guess;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Draft of a file of settings.
 *
 * @param decisions in the order they were made: settings, and what else there is to say
 * @param columns flags by which commands that read the file find its columns; empty of a topic
 */
public record Draft(List<Decision> decisions, List<String> columns) {
    public Draft {
        decisions = List.copyOf(decisions);
        columns = List.copyOf(columns);
    }

    /** The same with settings before all others. */
    public Draft with(List<Decision> first) {
        List<Decision> all = new ArrayList<>(first);
        all.addAll(decisions);
        return new Draft(all, columns);
    }

    /** The file in YAML: nested, in the order of the decisions, each with its reason behind it. */
    public String yaml() {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        List.of("kafka", "topics", "readings", "series", "forecast")
                .forEach(group -> groups.put(group, new ArrayList<>()));
        for (Decision decision : decisions) {
            if (decision.isSetting()) {
                int dot = decision.key().indexOf('.');
                groups.computeIfAbsent(decision.key().substring(0, dot), group -> new ArrayList<>())
                        .add("    " + decision.key().substring(dot + 1) + ": " + decision.value() + "   # "
                                + decision.why());
            }
        }
        StringBuilder yaml = new StringBuilder("tidecast:\n");
        groups.forEach((group, lines) -> {
            if (!lines.isEmpty()) {
                yaml.append("  ").append(group).append(":\n");
                lines.forEach(line -> yaml.append(line).append('\n'));
            }
        });
        return yaml.toString();
    }

    /** A text as a value of a decision, in quotes where YAML needs them. */
    public static String scalar(String text) {
        return Text.yaml(text);
    }

    /** What its settings are, by their keys. */
    public Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        decisions.stream().filter(Decision::isSetting).forEach(made -> settings.put(made.key(), made.value()));
        return settings;
    }
}
