package io.tidecast.cli;

import io.tidecast.experiment.OnlineErrors;
import io.tidecast.experiment.OnlineExperiment;
import io.tidecast.experiment.OnlineSeries;
import io.tidecast.experiment.OnlineTable;
import io.tidecast.replay.OnlineReplay;
import io.tidecast.settings.SettingSources;
import io.tidecast.settings.Settings;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tidecast reproduce online}: the online experiment, a run per series, loss and horizon. */
final class OnlineReproduction {
    private static final String STEP = "1h";

    private final CommandContext context;
    private final CommandSpec spec;
    private final Path data;
    private final Optional<Path> report;
    private final int threads;
    private final OnlineExperiment experiment = OnlineExperiment.shipped();

    OnlineReproduction(CommandContext context, CommandSpec spec, Path data, Optional<Path> report, int threads) {
        this.context = context;
        this.spec = spec;
        this.data = data;
        this.report = report;
        this.threads = threads;
    }

    /** A run of one series at one horizon. */
    private record Run(OnlineSeries series, String name, Map<String, String> settings, int horizon) {
        OnlineErrors errors() {
            Map<String, String> given = new LinkedHashMap<>(settings);
            given.put("readings.values", String.join(",", series.columns()));
            given.put("series.step", STEP);
            given.put("forecast.horizon", Integer.toString(horizon));
            StreamSettings stream =
                    Settings.of(new SettingSources().flags(given)).withoutBroker();
            return new OnlineReplay(stream, series).run();
        }
    }

    /** Carries it out; returns the exit code. */
    int run() throws IOException {
        ReproduceCommand.requireMarkdown(OnlineExperiment.NAME, report);
        report.ifPresent(Places::requireFile);
        Map<String, OnlineSeries> series = series();
        long begin = System.nanoTime();
        Map<Run, FutureTask<OnlineErrors>> tasks = new LinkedHashMap<>();
        series.values().forEach(each -> experiment.runs().forEach((name, settings) -> {
            // The longest first, so that no thread is left with one at the end.
            for (int i = experiment.horizons().size() - 1; i >= 0; i--) {
                Run run = new Run(each, name, settings, experiment.horizons().get(i));
                tasks.put(run, new FutureTask<>(() -> told(run)));
            }
        }));
        context.stop().onRequest(() -> tasks.values().forEach(task -> task.cancel(true)));
        ExecutorService pool = Executors.newFixedThreadPool(threads, ReproduceCommand::daemon);
        try {
            tasks.values().forEach(pool::execute);
            Map<String, Map<String, List<OnlineErrors>>> results = new LinkedHashMap<>();
            for (Map.Entry<Run, FutureTask<OnlineErrors>> task : tasks.entrySet()) {
                results.computeIfAbsent(task.getKey().series().name(), set -> new LinkedHashMap<>())
                        .computeIfAbsent(task.getKey().name(), run -> new ArrayList<>())
                        .add(0, result(task.getValue()));
            }
            write(OnlineTable.of(experiment, made((System.nanoTime() - begin) / 1e9), series, results));
        } finally {
            pool.shutdownNow();
        }
        return 0;
    }

    private Map<String, OnlineSeries> series() {
        Map<String, OnlineSeries> series = new LinkedHashMap<>();
        try {
            experiment.sets().forEach(set -> series.put(set.name(), set.load(data)));
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(e.getMessage(), e);
        }
        return series;
    }

    private OnlineErrors told(Run run) {
        long begin = System.nanoTime();
        OnlineErrors errors = run.errors();
        synchronized (this) {
            PrintWriter err = spec.commandLine().getErr();
            err.printf(
                    Locale.ROOT,
                    "%s, %s, horizon %d: MSE %.3f, MAE %.3f in %.0f s%n",
                    run.series().name(),
                    run.name(),
                    run.horizon(),
                    errors.mse(),
                    errors.mae(),
                    (System.nanoTime() - begin) / 1e9);
            err.flush();
        }
        return errors;
    }

    private static OnlineErrors result(FutureTask<OnlineErrors> task) {
        try {
            return task.get();
        } catch (CancellationException e) {
            throw new CancellationException("stopped before all of its runs were done; nothing is written");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a run failed: " + e.getCause(), e.getCause());
        }
    }

    private String made(double seconds) {
        return String.format(
                Locale.ROOT,
                "Made by `./tidecast reproduce online%s` in %.0f minutes on %d threads.",
                report.map(file -> " --report " + file).orElse(""),
                Math.ceil(seconds / 60),
                threads);
    }

    private void write(String text) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.print(text);
        if (report.isPresent()) {
            Files.writeString(report.get(), text);
            out.println("wrote " + report.get());
        }
        out.flush();
    }
}
