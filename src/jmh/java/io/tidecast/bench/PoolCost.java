package io.tidecast.bench;

import io.tidecast.bench.CostRun.Shape;
import io.tidecast.forecast.CombinationSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the pool of methods costs on a real broker in this process, beside one published method, in turns:
 * {@code PoolCost - ROUNDS}. Prints readings a second and bytes of changelogs a reading.
 */
final class PoolCost {
    private static final Shape SHAPE = new Shape(48, 4, 32);
    /** So many that no changelog fills a segment, which would be compacted before its bytes are counted. */
    private static final int DEVICES = 60;

    private static final int STEPS = 700;

    private PoolCost() {}

    public static void main(String[] args) throws Exception {
        Map<String, CombinationSettings> policies = new LinkedHashMap<>();
        policies.put("switch", CombinationSettings.ONE);
        policies.put("pool without base", without("base"));
        policies.put("pool", CombinationSettings.DEFAULT);
        for (int round = 0; round < Integer.parseInt(args[1]); round++) {
            for (Map.Entry<String, CombinationSettings> policy : policies.entrySet()) {
                try (CostRun run = new CostRun(SHAPE, 64, policy.getValue())) {
                    run.produce(DEVICES, STEPS);
                    double rate = run.forecast(true);
                    System.out.printf(
                            Locale.ROOT,
                            "| %d | %s | %,.0f readings/s | %,.0f bytes of changelogs a reading |%n",
                            round,
                            policy.getKey(),
                            rate,
                            CostRun.sum(run.bytesPerReading(), "all stores"));
                }
            }
        }
        System.exit(0); // The broker's own threads are not all daemons.
    }

    private static CombinationSettings without(String method) {
        CombinationSettings usual = CombinationSettings.DEFAULT;
        List<String> methods =
                usual.methods().stream().filter(name -> !name.equals(method)).toList();
        return CombinationSettings.pool(methods, usual.loss());
    }
}
