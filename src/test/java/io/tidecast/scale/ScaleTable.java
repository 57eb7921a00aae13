package io.tidecast.scale;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The figures and the text of {@code docs/scale.md}: {@code ScaleTable FILE DEVICES[:STAGE,…]}. Stages are
 * {@code fleet}, {@code grown} and {@code rebalance}; those that are not named keep the figures of
 * {@code target/scale.properties}, and {@code DEVICES:page} only writes the page. What its last section says, remarks
 * of the one who ran it, stays.
 */
public final class ScaleTable {
    private static final int REBALANCED = 250;
    private static final String REMARKS = "\n## Of this run\n";

    private ScaleTable() {}

    public static void main(String[] args) throws Exception {
        String[] asked = args[1].split(":", 2);
        int devices = Integer.parseInt(asked[0]);
        List<String> stages = asked.length == 1
                ? List.of(FleetStage.NAME, GrownStage.NAME, RebalanceStage.NAME)
                : List.of(asked[1].split(",", -1));
        Path kept = Files.createDirectories(Path.of("target")).resolve("scale.properties");
        Figures figures = Figures.in(kept, System.out::println);
        for (String stage : stages.equals(List.of("page")) ? List.<String>of() : stages) {
            figures.remove(stage);
            figures.put(
                    stage + ".load",
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
            long begin = System.nanoTime();
            switch (stage) {
                case FleetStage.NAME -> new FleetStage(devices, figures).run();
                case GrownStage.NAME -> new GrownStage(figures).run();
                case RebalanceStage.NAME -> new RebalanceStage(devices / REBALANCED, figures).run();
                default ->
                    throw new IllegalArgumentException("a stage must be fleet, grown or rebalance, was " + stage);
            }
            figures.put(stage + "." + ScalePage.DONE, (System.nanoTime() - begin) / 60e9);
            figures.store(kept);
        }
        Path page = Path.of(args[0]);
        String before = Files.exists(page) ? Files.readString(page) : "";
        Files.writeString(page, ScalePage.of(figures) + remarks(before));
    }

    /** What somebody has written about a run, at the page's end. */
    static String remarks(String page) {
        int at = page.indexOf(REMARKS);
        return at < 0 ? "" : page.substring(at);
    }
}
