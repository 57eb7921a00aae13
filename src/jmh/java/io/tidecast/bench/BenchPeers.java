package io.tidecast.bench;

import io.tidecast.csv.CsvRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;

/**
 * Forecasts of other programs from chosen origins: a table with columns set, device, target, region, origin, method and
 * {@code h1}, {@code h2}, … They are judged on the observed steps, like the pool's from the same origins.
 */
final class BenchPeers {
    private static final int HEAD = 6;

    private final Map<String, List<Made>> bySet = new HashMap<>();

    /** One forecast. */
    private record Made(String device, String target, String region, Instant origin, String method, double[] means) {}

    private BenchPeers() {}

    /** Those of a file; none where there is no such file. */
    static BenchPeers of(Path file) throws IOException {
        BenchPeers peers = new BenchPeers();
        if (Files.exists(file)) {
            try (var rows = CsvRows.strict(file)) {
                rows.next();
                while (rows.hasNext()) {
                    List<String> row = rows.next().getFields();
                    double[] means = row.subList(HEAD, row.size()).stream()
                            .mapToDouble(Double::parseDouble)
                            .toArray();
                    peers.bySet
                            .computeIfAbsent(row.get(0), set -> new ArrayList<>())
                            .add(new Made(
                                    row.get(1), row.get(2), row.get(3), Instant.parse(row.get(4)), row.get(5), means));
                }
            }
        }
        return peers;
    }

    /** Origins of a device in a region, as grid indices. */
    Set<Long> origins(BenchSet set, String device, String region) {
        Set<Long> origins = new HashSet<>();
        for (Made made : of(set)) {
            if (made.device().equals(device) && made.region().equals(region)) {
                origins.add(set.step().indexOf(made.origin().toEpochMilli()));
            }
        }
        return origins;
    }

    /** Sums of absolute errors by method, over all devices. */
    Map<String, Double> errors(BenchSet set, String region, Map<String, NavigableMap<Long, Double>> steps) {
        Map<String, Double> sums = new LinkedHashMap<>();
        for (Made made : of(set)) {
            NavigableMap<Long, Double> own = steps.get(made.device());
            if (own != null && made.region().equals(region)) {
                long origin = set.step().indexOf(made.origin().toEpochMilli());
                for (int h = 1; h <= made.means().length; h++) {
                    Double actual = own.get(origin + h);
                    if (actual != null) {
                        sums.merge(made.method(), Math.abs(made.means()[h - 1] - actual), Double::sum);
                    }
                }
            }
        }
        return sums;
    }

    private List<Made> of(BenchSet set) {
        return bySet.getOrDefault(set.name(), List.of()).stream()
                .filter(made -> made.target().equals(set.target()))
                .toList();
    }
}
