package io.tidecast.bench;

import io.tidecast.config.Values;
import io.tidecast.forecast.CombinationSettings;
import io.tidecast.kernel.SplitMix;
import io.tidecast.model.ForecastSettings;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.GridSettings;
import io.tidecast.series.HolidaySettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Error of the pool with values known ahead, as a ratio to that without, from the first row on: {@code KnownAheadBench
 * PAGE FOLDER}, of which the page is not written. The network is asleep, as in {@link BenchTable}; what is known ahead
 * is what came to be.
 */
final class KnownAheadBench {
    private static final int SEEDS = 3;
    /** Kelvin: 0 K is a missing value. */
    private static final double LEAST_KELVIN = 100;

    /** A set, its column that is known ahead, and whose holidays; times of two sets are of a wall clock. */
    private record Example(String set, String column, String region, String zone) {
        CovariateSettings covariates(boolean holidays) {
            return new CovariateSettings(
                    List.of(),
                    ZoneId.of(zone),
                    holidays ? new HolidaySettings(List.of(region), List.of(), 0, 0) : HolidaySettings.NONE,
                    Optional.empty(),
                    List.of(column));
        }
    }

    private static final List<Example> EXAMPLES = List.of(
            new Example("vic_elec", "temp", "au-vic", "Australia/Melbourne"),
            new Example("metro_traffic", "temp_k", "us-mn", "UTC"),
            new Example("tetuan_power", "temp", "ma", "UTC"));

    private KnownAheadBench() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[1]);
        Map<String, BenchSet> sets = new HashMap<>();
        BenchSet.of(folder).forEach(set -> sets.put(set.name(), set));
        System.out.println("| set | known ahead | all origins | the last 40 % |\n|---|---|---|---|");
        List<Double> ofNoise = new ArrayList<>();
        for (Example example : EXAMPLES) {
            BenchSet set = sets.get(example.set());
            Map<String, TreeMap<Long, Double>> steps = set.steps();
            Map<String, TreeMap<Long, Double>> known =
                    set.steps(example.column(), example.column().endsWith("_k") ? LEAST_KELVIN : -Double.MAX_VALUE);
            double[] without = errors(set, steps, Map.of(), Optional.empty());
            row(
                    example.set(),
                    "temperature",
                    without,
                    errors(set, steps, known, Optional.of(example.covariates(false))));
            row(
                    example.set(),
                    "temperature and holidays (" + example.region() + ")",
                    without,
                    errors(set, steps, known, Optional.of(example.covariates(true))));
            for (int seed = 1; seed <= SEEDS; seed++) {
                double[] noisy = errors(set, steps, noise(steps, seed), Optional.of(example.covariates(false)));
                row(example.set(), "noise, seed " + seed, without, noisy);
                ofNoise.add(noisy[0] / without[0]);
            }
        }
        Map<String, TreeMap<Long, Double>> plans = new TreeMap<>();
        Map<String, TreeMap<Long, Double>> fleet = fleet(plans);
        BenchSet like = sets.get("metro_traffic");
        CovariateSettings planned = new CovariateSettings(
                List.of(), ZoneId.of("UTC"), HolidaySettings.NONE, Optional.empty(), List.of("plan"));
        row(
                "simulated fleet",
                "plan",
                errors(like, fleet, Map.of(), Optional.empty()),
                errors(like, fleet, plans, Optional.of(planned)));
        System.out.printf(
                Locale.ROOT,
                "%nNoise, geometric mean over all origins: %.3f%n",
                Math.exp(ofNoise.stream().mapToDouble(Math::log).average().orElseThrow()));
    }

    private static void row(String set, String what, double[] without, double[] with) {
        System.out.printf(
                Locale.ROOT, "| %s | %s | %.3f | %.3f |%n", set, what, with[0] / without[0], with[1] / without[1]);
    }

    private static Map<String, TreeMap<Long, Double>> noise(Map<String, TreeMap<Long, Double>> like, int seed) {
        SplitMix random = new SplitMix(seed);
        Map<String, TreeMap<Long, Double>> noise = new TreeMap<>();
        like.forEach((device, steps) -> {
            TreeMap<Long, Double> own = new TreeMap<>();
            steps.keySet().forEach(step -> own.put(step, random.nextGaussian()));
            noise.put(device, own);
        });
        return noise;
    }

    /** Ten devices, hours of a season and what a plan of stops, some hours long and at any hour, takes off. */
    private static Map<String, TreeMap<Long, Double>> fleet(Map<String, TreeMap<Long, Double>> plans) {
        Map<String, TreeMap<Long, Double>> fleet = new TreeMap<>();
        for (int device = 0; device < 10; device++) {
            SplitMix random = new SplitMix(device);
            TreeMap<Long, Double> steps = new TreeMap<>();
            TreeMap<Long, Double> plan = new TreeMap<>();
            double level = 0;
            long until = 0;
            for (long t = 0; t < 4_000; t++) {
                until = random.nextDouble() < 0.02 ? t + 2 + (long) (10 * random.nextDouble()) : until;
                boolean stopped = t < until;
                level = 0.8 * level + 0.3 * random.nextGaussian();
                double season = 3 * Math.sin(2 * Math.PI * t / 24);
                steps.put(t, 20 + season + level - (stopped ? 10 : 0));
                plan.put(t, stopped ? 1.0 : 0.0);
            }
            fleet.put("pump-" + device, steps);
            plans.put("pump-" + device, plan);
        }
        return fleet;
    }

    /** Absolute errors of the published forecasts, from all origins and from the last 40 %. */
    private static double[] errors(
            BenchSet set,
            Map<String, TreeMap<Long, Double>> all,
            Map<String, TreeMap<Long, Double>> known,
            Optional<CovariateSettings> covariates) {
        double[] sums = new double[2];
        all.forEach((device, steps) -> {
            List<BenchStretch> stretches = BenchStretch.of(List.of(steps));
            List<String> features = new ArrayList<>(List.of(set.target()));
            covariates.ifPresent(own -> features.addAll(own.values()));
            ForecastSettings forecast =
                    ForecastSettings.from(Values.DEFAULTS.with(GridSettings.STEP, set.step()), features);
            ForecastSettings one = new ForecastSettings(
                    forecast.model(),
                    features,
                    List.of(set.target()),
                    forecast.window(),
                    forecast.horizon(),
                    forecast.grid(),
                    forecast.season(),
                    List.of(),
                    forecast.scaling());
            PoolRun run = new PoolRun(
                    one,
                    CombinationSettings.DEFAULT,
                    covariates.orElse(new CovariateSettings(List.of(), ZoneId.of("UTC"))),
                    stretches,
                    steps.firstKey());
            List<NavigableMap<Long, Double>> ahead = new ArrayList<>();
            covariates.ifPresent(own -> ahead.add(known.getOrDefault(device, new TreeMap<>())));
            run.run(steps, ahead);
            sums[0] += run.errors()[2].of(PoolRun.PUBLISHED);
            sums[1] += run.errors()[1].of(PoolRun.PUBLISHED);
        });
        return sums;
    }
}
