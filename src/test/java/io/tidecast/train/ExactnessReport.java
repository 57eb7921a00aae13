package io.tidecast.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Writes the table of docs/exactness.md; runs only when named: {@code ./mvnw test -Dtest=ExactnessReport}. */
class ExactnessReport {
    private static final Path DOCUMENT = Path.of("docs", "exactness.md");
    private static final String BEGIN = "<!-- table: begin -->\n";
    private static final String END = "<!-- table: end -->";

    private record Worst(double deviation, String file, int files) {}

    @Test
    void shouldWriteTheTable() throws IOException {
        Map<List<String>, Worst> worst = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        for (Path path : VectorsTest.files(VectorsTest.FOLDER)) {
            JsonNode file = new ObjectMapper().readTree(path.toFile());
            String framework = file.get("framework").asText().split(" ", 2)[0];
            VectorsTest.check(path).largest().forEach((quantity, deviation) -> {
                List<String> row = List.of(file.get("kind").asText(), framework, quantity);
                Worst old = worst.getOrDefault(row, new Worst(-1, "", 0));
                boolean worse = deviation > old.deviation();
                String name = path.getFileName().toString();
                worst.put(
                        row,
                        new Worst(worse ? deviation : old.deviation(), worse ? name : old.file(), old.files() + 1));
            });
        }
        StringBuilder table =
                new StringBuilder("| kind | framework | quantity | files | largest deviation | bound | in |\n");
        table.append("|---|---|---|---|---|---|---|\n");
        worst.forEach((row, found) -> table.append(String.format(
                Locale.ROOT,
                "| %s | %s | %s | %d | %.1e | %.0e | `%s` |\n",
                row.get(0),
                row.get(1),
                row.get(2),
                found.files(),
                found.deviation(),
                Deviations.bound(row.get(2)),
                found.file())));
        String text = Files.readString(DOCUMENT);
        int from = text.indexOf(BEGIN) + BEGIN.length();
        Files.writeString(DOCUMENT, text.substring(0, from) + table + text.substring(text.indexOf(END)));
    }
}
