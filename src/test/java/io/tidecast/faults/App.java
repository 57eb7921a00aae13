package io.tidecast.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** An instance of {@code tidecast run} in a child JVM, with a state folder of its own that outlives its restarts. */
final class App implements AutoCloseable {
    static final int MEGABYTES = 192;

    private final Path folder;
    private final String name;
    private final Map<String, String> settings;
    private final Map<String, String> kafka;
    private Build build = Build.present();
    private ChildJvm process;

    /**
     * @param settings beyond those of {@link Shape}
     * @param kafka properties of the clients
     */
    App(Path folder, String name, Map<String, String> settings, Map<String, String> kafka) {
        this.folder = folder;
        this.name = name;
        this.settings = new TreeMap<>(Shape.settings());
        this.settings.put("http.enabled", "false");
        this.settings.putAll(settings);
        this.kafka = new TreeMap<>(kafka);
        this.kafka.putIfAbsent("state.dir", folder.resolve("state-" + name).toString());
    }

    static List<String> flags(Map<String, String> settings) {
        List<String> flags = new ArrayList<>();
        settings.forEach((key, value) -> {
            flags.add("--" + key.replace('.', '-'));
            flags.add(value);
        });
        return flags;
    }

    /** From its next start on it is an instance of another build, with the same settings and state folder. */
    App of(Build other) {
        build = other;
        return this;
    }

    App start() {
        List<String> args = new ArrayList<>(List.of("run"));
        Map<String, String> known = new TreeMap<>(settings);
        known.keySet().removeAll(build.lacks());
        args.addAll(flags(known));
        kafka.forEach((key, value) -> {
            args.add("--kafka");
            args.add(key + "=" + value);
        });
        process = ChildJvm.start(build, folder, name, MEGABYTES, AppMain.class, args);
        return this;
    }

    Path stateFolder() {
        return Path.of(kafka.get("state.dir"));
    }

    /** SIGKILL. */
    void kill() {
        process.kill();
    }

    /** SIGTERM, and waits for a clean end. */
    void terminate() {
        process.terminate(Duration.ofSeconds(60));
    }

    void restart() {
        kill();
        start();
    }

    boolean isRunning() {
        return process.isRunning();
    }

    OptionalInt await(Duration timeout) {
        return process.await(timeout);
    }

    String log() {
        return process.log();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
