package io.tidecast.cli;

import io.tidecast.app.SizeEstimate;
import io.tidecast.forecaster.TableBytes;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidecast size}: what so many devices ask for. */
@Command(
        name = "size",
        description =
                "Estimates pods, partitions, disk and the broker's bytes for a number of devices, by what was measured"
                        + " (docs/performance.md). Asks no broker.",
        footer = {"", "Example:", "  tidecast size --devices 10000 --step 1m --features 2 --horizon 24"})
final class SizeCommand implements Runnable {
    private static final Duration RETENTION = Duration.ofDays(7);
    private static final double GIB = 1L << 30;
    private static final double MIB = 1L << 20;

    @Option(names = "--devices", paramLabel = "N", required = true, description = "Devices that send.")
    private long devices;

    @Option(
            names = "--step",
            paramLabel = "DURATION",
            required = true,
            description = "Time between two readings of a device.")
    private Duration step;

    @Option(
            names = "--features",
            paramLabel = "N",
            defaultValue = "1",
            description = "Values of a reading (default: ${DEFAULT-VALUE}).")
    private int features;

    @Option(
            names = "--targets",
            paramLabel = "N",
            description = "Those of them that are forecast (default: all that are not known ahead).")
    private Optional<Integer> targets = Optional.empty();

    @Option(
            names = "--known-ahead",
            paramLabel = "N",
            defaultValue = "0",
            description = "Those of them that covariates.topic tells ahead (default: ${DEFAULT-VALUE}).")
    private int ahead;

    @Option(
            names = "--static",
            paramLabel = "N",
            defaultValue = "0",
            description = "Static covariates that are told of each device (default: ${DEFAULT-VALUE}).")
    private int statics;

    @Option(
            names = "--groups",
            paramLabel = "N",
            defaultValue = "0",
            description = "Groups that a topic says devices belong to (default: ${DEFAULT-VALUE}).")
    private int groups;

    @Option(
            names = "--horizon",
            paramLabel = "STEPS",
            defaultValue = "24",
            description = "Steps ahead that are forecast (default: ${DEFAULT-VALUE}).")
    private int horizon;

    @Option(
            names = "--window",
            paramLabel = "STEPS",
            defaultValue = "48",
            description = "Steps of history the network reads (default: ${DEFAULT-VALUE}).")
    private int window;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        SizeEstimate size;
        try {
            size = new SizeEstimate(
                    devices,
                    step,
                    features,
                    targets.orElse(Math.max(1, features - ahead)),
                    horizon,
                    window,
                    new SizeEstimate.Told(ahead, statics, groups));
        } catch (IllegalArgumentException e) {
            throw new WrongUsage("--" + e.getMessage());
        }
        PrintWriter out = spec.commandLine().getOut();
        line(out, "readings", "%,.1f a second", size.readingsPerSecond());
        line(
                out,
                "pods",
                "%d forecasters and a trainer; stream threads, cores and GiB of memory of a forecaster: %d",
                size.pods(),
                size.threads());
        if (size.tables() > 0) {
            line(out, "heap", "%,.0f MiB more in each forecaster: %s", Math.ceil(size.tables() / MIB), tables());
        }
        line(out, "partitions", "%d of the readings topic", size.partitions());
        line(out, "disk", "%.0f GiB for a forecaster", Math.ceil(size.diskOfAPod() / GIB));
        line(
                out,
                "broker",
                "%,.0f KB/s written; %,.1f GiB of readings and forecasts in %d days; both times the replication factor",
                size.brokerBytesPerSecond() / 1e3,
                size.keptBytes(RETENTION) / GIB,
                RETENTION.toDays());
        line(out, "restore", "%d s on an empty volume", size.restore().toSeconds());
        out.flush();
    }

    private String tables() {
        List<String> parts = new ArrayList<>();
        if (statics > 0) {
            parts.add("static covariates, " + TableBytes.statics(statics) + " bytes a device");
        }
        if (groups > 0) {
            parts.add("its group, " + TableBytes.group() + " bytes a device");
        }
        if (ahead > 0) {
            parts.add(String.format(
                    Locale.ROOT, "values known ahead of groups, at most %,d bytes each", TableBytes.knownAhead(ahead)));
        }
        return String.join("; ", parts);
    }

    private static void line(PrintWriter out, String name, String format, Object... values) {
        out.printf("%-10s  %s%n", name, String.format(Locale.ROOT, format, values));
    }
}
