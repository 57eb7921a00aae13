package io.tidecast.scale;

import io.tidecast.faults.AppMain;
import io.tidecast.faults.Await;
import io.tidecast.faults.ChildJvm;
import io.tidecast.faults.TemporaryFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code tidecast run} in a JVM like that of a pod of one GiB: half of it is the heap's, with the serial collector. */
final class Instance implements AutoCloseable {
    static final int HEAP_MIB = 512;
    private static final List<String> OPTIONS = List.of("-XX:+UseSerialGC", "--add-modules", "jdk.incubator.vector");
    private static final Pattern RUNNING = Pattern.compile("forecaster: running, (\\d+) records of state restored");
    private static final Duration LONGEST_START = Duration.ofMinutes(30);

    private final Path folder;
    private final Path state;
    private final String name;
    private final List<String> args;
    private ChildJvm process;
    private int starts;
    private long startedNanos;

    /**
     * @param settings flags of the command line, by the settings' names
     * @param kafka properties of the clients
     */
    Instance(Path folder, String name, Map<String, String> settings, Map<String, String> kafka) {
        this.folder = folder;
        this.name = name;
        state = folder.resolve("state-" + name);
        args = new ArrayList<>(List.of("run"));
        settings.forEach((key, value) -> args.addAll(List.of("--" + key.replace('.', '-'), value)));
        kafka.forEach((key, value) -> args.addAll(List.of("--kafka", key + "=" + value)));
        args.addAll(List.of("--kafka", "state.dir=" + state));
    }

    Instance start() {
        starts++;
        startedNanos = System.nanoTime();
        process = ChildJvm.start(folder, log(), HEAP_MIB, OPTIONS, AppMain.class, args);
        return this;
    }

    private String log() {
        return name + "-" + starts;
    }

    /** Waits until the forecaster has its tasks, restored; returns the seconds since the start. */
    double awaitRunning() {
        Await.until(name + " running", LONGEST_START, () -> {
            if (!process.isRunning()) {
                throw new IllegalStateException(name + " has ended:\n" + process.log());
            }
            return RUNNING.matcher(process.log()).find();
        });
        return (System.nanoTime() - startedNanos) / 1e9;
    }

    /** Records of state that were restored before it was first running. */
    long restored() {
        Matcher found = RUNNING.matcher(process.log());
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    /** SIGTERM, and waits for a clean end. */
    void terminate() {
        process.terminate(Duration.ofMinutes(5));
    }

    /** SIGKILL. */
    void kill() {
        process.kill();
    }

    void deleteState() {
        TemporaryFiles.delete(state);
    }

    /** Bytes of the files of its state. */
    long stateBytes() {
        return TemporaryFiles.below(state).stream()
                .filter(Files::isRegularFile)
                .mapToLong(file -> file.toFile().length())
                .sum();
    }

    /** Processor time of the process since its start. */
    double cpuSeconds() {
        return ProcessHandle.of(process.pid())
                        .flatMap(handle -> handle.info().totalCpuDuration())
                        .orElseThrow()
                        .toMillis()
                / 1e3;
    }

    long liveHeap() {
        return JvmFigures.liveHeap(process.pid());
    }

    long resident() {
        return JvmFigures.resident(process.pid());
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
