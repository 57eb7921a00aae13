package io.tidecast.scale;

import io.tidecast.app.SizeEstimate;
import io.tidecast.scale.ScalePlan.Measured;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The text of {@code docs/scale.md}, of the figures. */
final class ScalePage {
    /** Figure that a stage ends with: the minutes it took. */
    static final String DONE = "minutes";

    private static final double MIB = 1 << 20;
    private static final double GIB = 1 << 30;
    private static final double MINUTE = 60;
    /** By docs/performance.md: here they are compacted while they are written. */
    private static final int CHANGELOGS_OF_A_READING = 1_114;

    /** Blocks of eight steps of two seasons, forecasts that wait for their actuals, and three more. */
    private static final double KEYS = 60;

    /** A cell of the plan: what one application is asked to carry. */
    private static final long CELL = 10_000_000;

    private static final long PLANNED = 100_000_000;
    private static final Duration WEEK = Duration.ofDays(7);

    private final Figures figures;
    private final StringBuilder page = new StringBuilder();

    private ScalePage(Figures figures) {
        this.figures = figures;
    }

    static String of(Figures figures) {
        ScalePage page = new ScalePage(figures);
        page.head();
        page.fleet();
        page.restore();
        page.section(GrownStage.NAME, page::grown);
        page.section(RebalanceStage.NAME, page::rebalance);
        page.section(GrownStage.NAME, page::plan);
        page.section(GrownStage.NAME, page::size);
        return page.page.toString();
    }

    /** What a stage tells, once it has been measured to its end. */
    private void section(String stage, Runnable write) {
        if (figures.has(stage + "." + DONE)) {
            write.run();
        }
    }

    private void line(String format, Object... values) {
        page.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private double fleet(String name) {
        return figures.get(FleetStage.NAME + "." + name);
    }

    private double grown(String name) {
        return figures.get(GrownStage.NAME + "." + name);
    }

    private double rebalance(String name) {
        return figures.get(RebalanceStage.NAME + "." + name);
    }

    private void head() {
        line(
                """
                # Scale

                Made by `./mvnw -q -Pbench -DskipTests -Dbench.main=io.tidecast.scale.ScaleTable -Dbench.page=docs/scale.md -Dbench.length=%d test-compile exec:exec`; with `-Dbench.length=20000` in some minutes.

                A real broker, the instances, what sends and what reads the forecasts are processes of one machine with %d cores, which they share, also with work of others: load average %s at the start of the stages. So rates by the
                clock are what an instance did beside all that; those of a core are by the processor time of the instance's process, all of its threads, and they are what the plan below rests on. JDK %s; an instance has the JVM of a pod of a GiB: `-Xmx%dm`, the serial collector, one stream thread. RocksDB and broker are as they come.

                Settings that are not the default: one value a reading (`readings.values: value`), `series.step: %dm`, `http.api: false` (no views for readers), `on-stop: leave` (an instance with an empty volume is another member, and would
                wait for the session of the one before, 45 s), and segments of changelogs of 1 MiB where the application sets 32, so that at this size there are closed ones to compact. Readings are JSON keyed by device; they go through the repartition
                topic. Roles are both where nothing else is said.
                """,
                (long) fleet("devices"),
                Runtime.getRuntime().availableProcessors(),
                loads(),
                System.getProperty("java.version"),
                Instance.HEAP_MIB,
                Feed.STEP.toMinutes());
    }

    private String loads() {
        List<String> loads = new ArrayList<>();
        for (String stage : List.of(FleetStage.NAME, GrownStage.NAME, RebalanceStage.NAME)) {
            if (figures.has(stage + ".load")) {
                loads.add(String.format(Locale.ROOT, "%s %.1f", stage, figures.get(stage + ".load")));
            }
        }
        return loads.isEmpty() ? "unknown" : String.join(", ", loads);
    }

    private void fleet() {
        double devices = fleet("devices");
        line("## %,.0f devices on one instance%n", devices);
        line(
                "Two readings of each device: one step closes, and is forecast from. Heap is that of live objects, after a full"
                        + " collection.%n");
        line(
                "| devices | readings/s by the clock | readings/s of a core | live heap | resident |%n|---|---|---|---|---|");
        line("| 0 | | | %s | %s |", mib(fleet("heap.empty")), mib(fleet("resident.empty")));
        for (int quarter = 1; quarter <= FleetStage.QUARTERS; quarter++) {
            line(
                    "| %,.0f | %,.0f | %,.0f | %s | %s |",
                    devices * quarter / FleetStage.QUARTERS,
                    fleet("rate." + quarter),
                    fleet("cpu-rate." + quarter),
                    mib(fleet("heap.loaded." + quarter)),
                    mib(fleet("resident.loaded." + quarter)));
        }
        line(
                "%nIn all %,.0f readings/s by the clock, %,.0f of a core. Then %,.0f devices went on for %d minutes, each step sent when"
                        + " the one before was forecast: %,.0f steps, %,.0f readings/s by the clock, %,.0f of a core.%n",
                fleet("rate"),
                fleet("cpu-rate"),
                Math.max(1, devices / FleetStage.SHARE),
                FleetStage.STEADY_MINUTES,
                fleet("steady-steps"),
                fleet("steady-rate"),
                fleet("steady-cpu-rate"));
        line("| minute | live heap | resident |%n|---|---|---|");
        for (int minute = 1; minute <= FleetStage.STEADY_MINUTES; minute++) {
            line(
                    "| %d | %s | %s |",
                    minute, mib(fleet("heap.steady." + minute)), mib(fleet("resident.steady." + minute)));
        }
        line(
                "%nThe devices last heard of are on the heap, within `state.heap-mib`, 64 MiB unless set: with the %s of an empty"
                        + " instance %,.0f MiB, to which come models and a fine-tune, however many devices there are.%n",
                mib(fleet("heap.empty")), 64 + fleet("heap.empty") / MIB);
        line("| bytes a device | after two readings | after steady state | compacted |%n|---|---|---|---|");
        line(
                "| files of `state.dir` | %,.0f | %,.0f | %,.0f (restored) |",
                fleet("disk") / devices, fleet("disk-steady") / devices, fleet("disk-restored") / devices);
        stores(FleetStage.NAME, List.of("written.", "left.", "compacted."), devices);
        line("| readings, by device, forecasts, scores | %,.0f | | |%n", flow(FleetStage.NAME) / devices);
    }

    /** A line for each changelog, and one for all. */
    private void stores(String stage, List<String> prefixes, double devices) {
        Set<String> stores = new TreeSet<>();
        prefixes.forEach(
                prefix -> stores.addAll(figures.below(stage + "." + prefix).keySet()));
        for (String store : stores) {
            cells(
                    store + " changelog",
                    prefixes,
                    prefix -> figures.below(stage + "." + prefix).getOrDefault(store, 0.0) / devices);
        }
        cells("all changelogs", prefixes, prefix -> sum(stage + "." + prefix) / devices);
    }

    private void cells(String name, List<String> prefixes, Function<String, Double> value) {
        StringBuilder row = new StringBuilder("| " + name + " |");
        prefixes.forEach(prefix -> row.append(String.format(Locale.ROOT, " %,.0f |", value.apply(prefix))));
        page.append(row).append('\n');
    }

    private double sum(String prefix) {
        return figures.below(prefix).values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    /** Bytes of topics that are no changelogs. */
    private double flow(String stage) {
        return figures.below(stage + ".topic.").entrySet().stream()
                .filter(entry -> !entry.getKey().endsWith("-changelog"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private void restore() {
        line("## Restore%n");
        line(
                "The instance was stopped, and its changelogs were compacted as far as the broker does it: all but the open segment"
                        + " of each partition. Seconds are from the start of the process to all tasks running, the JVM's own start"
                        + " included. After the restore the devices of the share, and as many that had been silent, went on from"
                        + " where they were.%n");
        line(
                "| state | seconds | of a core | records | devices/s (goal: 5,000) | of a core |%n|---|---|---|---|---|---|");
        line("| there | %.1f | %.1f | 0 | | |", fleet("start-with-state"), fleet("cpu-with-state"));
        line(
                "| deleted | %.1f | %.1f | %,.0f | %,.0f | %,.0f |%n",
                fleet("start-without-state"),
                fleet("cpu-without-state"),
                fleet("restored-records"),
                fleet("devices") / fleet("start-without-state"),
                fleet("devices") / fleet("cpu-without-state"));
    }

    private void grown() {
        double devices = grown("devices");
        line("## A device that has read for long%n");
        line(
                "Two readings are the least there is of a device. Its state is full after two seasons, here days of %d steps:"
                        + " %,.0f devices on one partition, %,.0f steps each, in the last hundred %,.0f readings/s by the clock,"
                        + " %,.0f of a core; `learning.enabled: false` (a network that stays"
                        + " untrained).%n",
                Duration.ofDays(1).dividedBy(Feed.STEP), devices, grown("steps"), grown("rate"), grown("cpu-rate"));
        line("| of a device | bytes |%n|---|---|");
        line("| files of `state.dir`, stopped | %,.0f |", grown("disk") / devices);
        line("| files of `state.dir`, restored | %,.0f |", grown("disk-restored") / devices);
        stores(GrownStage.NAME, List.of("compacted."), devices);
        line("%n| of a reading, on the broker before replication | bytes |%n|---|---|");
        List.of("readings", "forecasts", "scores").forEach(topic -> line("| %s | %,.0f |", topic, ofAReading(topic)));
        line(
                "%nThe repartition topic takes as much as the readings, and is emptied as it is read. A start with that state takes %.1f s (%.1f of a core), one on an empty volume %.1f s (%.1f): %,.0f records, most"
                        + " of which are older values in the open segments.%n",
                grown("start-with-state"),
                grown("cpu-with-state"),
                grown("start-without-state"),
                grown("cpu-without-state"),
                grown("restored-records"));
    }

    /** Devices a second of a core: by the records of the fleet's restore, and the keys of a device. */
    private double restored() {
        return fleet("restored-records") / (fleet("cpu-without-state") - fleet("cpu-with-state")) / KEYS;
    }

    private void rebalance() {
        line("## Three instances, %d partitions%n", RebalanceStage.PARTITIONS);
        line(
                "%,.0f devices, %,.0f readings a second, forecasters alone. *Tasks* is until the members that are left have all"
                        + " tasks in equal parts, *forecast* until each device has a forecast from a reading sent after that, both"
                        + " since the start, the stop signal or the kill. *Pause* is the longest time between two forecasts of any"
                        + " device meanwhile; without anything happening it was %.1f s, as a device reads each %.1f s.%n",
                rebalance("devices"),
                rebalance("per-second"),
                rebalance("pause-before"),
                rebalance("devices") / rebalance("per-second"));
        line("| what | tasks | forecast | pause |%n|---|---|---|---|");
        event("a third instance is started", "joined");
        event("one of three is stopped, and leaves", "left");
        event("one of two is killed (session 45 s)", "killed");
        line("");
    }

    private void event(String what, String name) {
        line(
                "| %s | %.1f s | %.1f s | %.1f s |",
                what, rebalance(name + ".tasks"), rebalance(name + ".forecast"), rebalance(name + ".pause"));
    }

    private Measured measured() {
        double devices = grown("devices");
        return new Measured(
                grown("cpu-rate"),
                restored(),
                grown("disk-restored") / devices,
                CHANGELOGS_OF_A_READING + 2 * ofAReading("readings") + ofAReading("forecasts") + ofAReading("scores"),
                sum("grown.compacted.") / devices);
    }

    private void plan() {
        Measured measured = measured();
        ScalePlan cell = new ScalePlan(CELL, measured);
        ScalePlan all = new ScalePlan(PLANNED, measured);
        line("## A plan for %,d devices%n", PLANNED);
        line(
                "On paper: nothing of this size was run. A reading each %d minutes, one value, long enough at work that each device's"
                        + " state is full. It rests on these figures of above: %,.0f readings/s and %,.0f devices/s of a restore (the records a second of the fleet's, by some 60"
                        + " keys of a device: blocks of eight steps, forecasts that wait, and three more), both of one core and"
                        + " planned with at half; %,.0f"
                        + " bytes of disk a device, on a volume of %.0f GiB a third of which is state; %,.0f bytes a reading, of"
                        + " which 1,458 are changelogs by [performance.md](performance.md), and %,.0f bytes of compacted changelogs a device on the broker, %d replicas.%n",
                Feed.STEP.toMinutes(),
                measured.readingsPerSecond(),
                measured.restoredPerSecond(),
                measured.diskBytes(),
                ScalePlan.VOLUME / GIB,
                measured.writtenBytes(),
                measured.keptBytes(),
                ScalePlan.COPIES);
        line("| | %,d devices (a cell) | %,d devices |%n|---|---|---|", CELL, PLANNED);
        row("readings/s", "%,.0f", cell, all, ScalePlan::readingsPerSecond);
        row("instances that readings ask for", "%,.0f", cell, all, plan -> (double) plan.forReadings());
        row("instances that a restore in 10 minutes asks for", "%,.0f", cell, all, plan -> (double) plan.forRestore());
        row("instances that disk asks for", "%,.0f", cell, all, plan -> (double) plan.forDisk());
        row("instances: the most of these", "%,.0f", cell, all, plan -> (double) plan.instances());
        row("memory of an instance, MiB", "%,.0f", cell, all, plan -> (double) plan.memoryMib());
        row("state on an instance's disk, GiB", "%,.1f", cell, all, plan -> plan.diskBytes() / GIB);
        row("restore of an instance, s", "%,.0f", cell, all, ScalePlan::restoreSeconds);
        row("partitions", "%,.0f", cell, all, plan -> (double) plan.partitions());
        row("replicas of partitions of nine topics", "%,.0f", cell, all, plan -> (double) plan.replicas());
        row("written on brokers with replicas, MB/s", "%,.0f", cell, all, plan -> plan.brokerBytes() / 1e6);
        row("compacted changelogs with replicas, GiB", "%,.0f", cell, all, plan -> plan.changelogBytes() / GIB);
        row("brokers, of 50 MB/s and 4,000 replicas each", "%,.0f", cell, all, plan -> (double) plan.brokers());
        page.append(
                """

                What comes first:

                1. **Processor time.** The instances that readings ask for are cores. `forecast.combination: switch` takes 1.6 times the readings of the pool ([performance.md](performance.md)), a longer `series.step` asks for less in proportion.
                2. **The broker's bytes.** Most of what a reading writes is state: forecasts of each method that wait for their actuals, and what methods know of a device. `switch` writes a fifth of it; fewer `forecast.methods` and a shorter
                   `forecast.horizon` write less, too.
                3. **One group.** Classic rebalances are worked out by one member for all, and each instance is a transactional writer to nine topics. Some hundred members and more have not been tried here. So the plan is cells: ten applications
                   of ten million devices, each with an `application-id` and topics of its own, on a share of the brokers; a device goes to a cell by a hash of its name where readings are written. Nothing is then larger than the column of a
                   cell, and what goes wrong in one concerns a tenth.
                4. **Moving state.** A new instance gets tasks when it has restored them: 16 in the whole group at a time (`kafka.max.warmup.replicas`), and whether they are there is looked at each minute (`kafka.probing.rebalance.interval.ms`).
                   Where many instances come at once, raise the first.
                5. **Partitions cannot become fewer**, and more of them only by [`topics grow`](operate.md): choose them at the start.

                """);
    }

    private void row(String name, String format, ScalePlan cell, ScalePlan all, Function<ScalePlan, Double> value) {
        line("| " + name + " | " + format + " | " + format + " |", value.apply(cell), value.apply(all));
    }

    private void size() {
        Measured measured = measured();
        SizeEstimate estimate = new SizeEstimate(PLANNED, Feed.STEP, 1, 1, 24, 48);
        ScalePlan plan = new ScalePlan(PLANNED, measured);
        line("## Beside `tidecast size`%n");
        line(
                "`tidecast size --devices %d --step %dm` counts with figures of other measurements: four values a reading, on a"
                        + " machine that did nothing else.%n",
                PLANNED, Feed.STEP.toMinutes());
        line("| | `tidecast size` | of the figures above |%n|---|---|---|");
        line("| instances | %,d of %d threads | %,d of one |", estimate.pods(), estimate.threads(), plan.instances());
        line("| partitions | %,d | %,d |", estimate.partitions(), plan.partitions());
        line("| volume, GiB | %,.0f | %,.0f |", estimate.diskOfAPod() / GIB, plan.diskBytes() * ScalePlan.COPIES / GIB);
        line(
                "| bytes of a device on disk | %,.0f | %,.0f |",
                estimate.diskOfAPod() / 3.0 * (estimate.pods() - 1) / PLANNED, measured.diskBytes());
        line(
                "| bytes of a reading on the broker | %,.0f | %,.0f |",
                estimate.brokerBytesPerSecond() / estimate.readingsPerSecond(), measured.writtenBytes());
        line(
                "| readings and forecasts of a week, GiB | %,.0f | %,.0f |",
                estimate.keptBytes(WEEK) / GIB,
                estimate.readingsPerSecond()
                        * WEEK.toSeconds()
                        * (ofAReading("readings") + ofAReading("forecasts"))
                        / GIB);
        line(
                "| restore of an instance, minutes | %.1f | %.1f |",
                estimate.restore().toSeconds() / MINUTE, plan.restoreSeconds() / MINUTE);
    }

    /** Bytes that a reading leaves on a topic. */
    private double ofAReading(String topic) {
        return grown("topic." + topic) / grown("devices") / grown("steps");
    }

    private static String mib(double bytes) {
        return String.format(Locale.ROOT, "%,.0f MiB", bytes / MIB);
    }
}
