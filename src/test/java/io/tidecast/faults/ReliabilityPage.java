package io.tidecast.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** docs/reliability.md: a row per scenario, each replaced by the run that passes it. */
record ReliabilityPage(Path file) {
    private static final String PROPERTY = "faults.page";
    private static final String BEGIN = "<!-- rows -->";
    private static final String END = "<!-- end -->";

    /** The page this run writes to; none in the ordinary run. */
    static Optional<ReliabilityPage> ofRun() {
        return Optional.ofNullable(System.getProperty(PROPERTY))
                .filter(path -> !path.isEmpty())
                .map(path -> new ReliabilityPage(Path.of(path)));
    }

    void put(String name, List<String> cells) {
        try {
            List<String> lines = new ArrayList<>(Files.readAllLines(file));
            String row = "| " + name + " | " + String.join(" | ", cells) + " |";
            int begin = lines.indexOf(BEGIN);
            int end = lines.indexOf(END);
            if (begin < 0 || end < begin) {
                throw new IllegalStateException(file + " must hold " + BEGIN + " and " + END);
            }
            int at = end;
            for (int i = begin; i < end; i++) {
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
