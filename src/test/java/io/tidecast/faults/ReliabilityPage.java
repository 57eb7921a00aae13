package io.tidecast.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A table of docs/reliability.md: a row per scenario, each replaced by the run that passes it.
 *
 * @param begin the line before its head
 */
public record ReliabilityPage(Path file, String begin) {
    /** Of what happens to processes and brokers. */
    static final String SCENARIOS = "<!-- rows -->";
    /** Of what happens in a cluster. */
    public static final String CLUSTER = "<!-- cluster rows -->";

    private static final String PROPERTY = "faults.page";
    private static final String END = "<!-- end -->";

    /** The table this run writes to; none in the ordinary run. */
    public static Optional<ReliabilityPage> ofRun(String begin) {
        return Optional.ofNullable(System.getProperty(PROPERTY))
                .filter(path -> !path.isEmpty())
                .map(path -> new ReliabilityPage(Path.of(path), begin));
    }

    public void put(String name, List<String> cells) {
        try {
            List<String> lines = new ArrayList<>(Files.readAllLines(file));
            String row = "| " + name + " | " + String.join(" | ", cells) + " |";
            int head = lines.indexOf(begin);
            int end = head < 0 ? -1 : head + lines.subList(head, lines.size()).indexOf(END);
            if (end <= head) {
                throw new IllegalStateException(file + " must hold " + begin + " and then " + END);
            }
            int at = end;
            for (int i = head; i < end; i++) {
                if (lines.get(i).startsWith("| " + name + " |")) {
                    at = i;
                    lines.remove(i);
                    break;
                }
            }
            lines.add(at, row);
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
