package io.tidecast.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A JVM of its own on a {@link Leash}: it ends with this one, however this one ends. */
public final class ChildJvm implements AutoCloseable {
    /** Soon there, and small. */
    static final List<String> SMALL = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private static final Set<ChildJvm> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        // A frozen process does not notice that its leash is cut.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(ChildJvm::close)));
    }

    private final Process process;
    private final Path log;

    private ChildJvm(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts a main class of the build that is tested. */
    static ChildJvm start(Path folder, String name, int megabytes, Class<?> main, List<String> args) {
        return start(Build.present(), folder, name, megabytes, main, args);
    }

    /**
     * Starts a main class.
     *
     * @param build has it on its class path
     * @param folder holds the log {@code name.log}, which restarts go on with, and temporary files
     * @param megabytes largest heap
     */
    static ChildJvm start(Build build, Path folder, String name, int megabytes, Class<?> main, List<String> args) {
        return start(build, folder, name, with(megabytes, SMALL), main, args);
    }

    /** Starts a main class of the build that is tested, with options of the JVM beside its largest heap. */
    public static ChildJvm start(
            Path folder, String name, int megabytes, List<String> options, Class<?> main, List<String> args) {
        return start(Build.present(), folder, name, with(megabytes, options), main, args);
    }

    private static List<String> with(int megabytes, List<String> options) {
        List<String> all = new ArrayList<>(options);
        all.add("-Xmx" + megabytes + "m");
        return all;
    }

    private static ChildJvm start(
            Build build, Path folder, String name, List<String> options, Class<?> main, List<String> args) {
        try {
            Path temporary = Files.createDirectories(folder.resolve("tmp"));
            Path log = folder.resolve(name + ".log");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString()));
            command.addAll(options);
            command.addAll(List.of(
                    "-XX:+ExitOnOutOfMemoryError",
                    "-Djava.io.tmpdir=" + temporary,
                    "-cp",
                    build.classPath(),
                    main.getName()));
            command.addAll(args);
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            ChildJvm child = new ChildJvm(process, log);
            RUNNING.add(child);
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    /** SIGKILL; returns when the process is gone. */
    public void kill() {
        process.destroyForcibly();
        await(Duration.ofSeconds(30));
    }

    /** SIGTERM, and SIGKILL for one that does not end in time; returns when the process is gone. */
    public void terminate(Duration timeout) {
        process.toHandle().destroy(); // Process.destroy() would cut the leash, too.
        if (await(timeout).isEmpty()) {
            kill();
        }
    }

    /** SIGSTOP. */
    void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
    void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill -" + name + " must succeed, ended with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** The exit code, or empty if the process has not ended in time. */
    OptionalInt await(Duration timeout) {
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return OptionalInt.empty();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        RUNNING.remove(this);
        return OptionalInt.of(process.exitValue());
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
