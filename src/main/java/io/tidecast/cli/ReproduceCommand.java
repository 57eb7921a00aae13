package io.tidecast.cli;

import io.tidecast.experiment.Experiment;
import io.tidecast.experiment.ExperimentPage;
import io.tidecast.experiment.ExperimentPlots;
import io.tidecast.experiment.ExperimentReport;
import io.tidecast.experiment.GiftEval;
import io.tidecast.experiment.OnlineExperiment;
import io.tidecast.experiment.Reproduction;
import io.tidecast.train.NonFiniteException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidecast reproduce}: published experiments, carried out by the network library that serves. */
@Command(
        name = "reproduce",
        abbreviateSynopsis = true,
        description = "Carries out published experiments and prints their errors beside the published ones, those of"
                + " Keras or PyTorch, and those of naive forecasts.",
        footer = {
            "",
            "Ctrl-C ends it, with exit code 130; the experiments that were done until then are in the report, which",
            "says so on its first line. The reports of online and gift-eval are written whole or not at all.",
            "",
            "Examples:",
            "  tidecast reproduce airline --seeds 10",
            "  tidecast reproduce my-experiment.yaml --data .   # a copy of a file of src/main/resources/experiments",
            "  tidecast reproduce sine-noise --report sine.html",
            "  tidecast reproduce all --seeds 5 --report docs/experiments.md",
            "  tidecast reproduce online --report docs/online.md",
            "  tidecast reproduce gift-eval --report docs/gift-eval.md"
        })
final class ReproduceCommand implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(
            paramLabel = "NAME",
            description = "airline, sine, sine-noise, power, weather, all of them by the name all, or a file that ends"
                    + " in .yaml; or online: what a device without a past is forecast by from its first row on,"
                    + " beside published figures; or gift-eval: the base network alone by that benchmark's protocol."
                    + " These two have no seeds and no plots.")
    private String name;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "How often each network is trained, from another seed each time. Default: ${DEFAULT-VALUE}.")
    private int seeds = 3;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of the data that are not part of the project; where a file is missing, the message"
                    + " says where to get it. Default: ${DEFAULT-VALUE}.")
    private Path data = Path.of("../shared/data");

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Folder for the plots (PNG). Default: experiments; with --report in Markdown a folder beside the report"
                            + " with its name.")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Writes what is printed as Markdown, with plots; to a FILE.html as a page that holds them.")
    private Optional<Path> report = Optional.empty();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Runs side by side; what comes out does not depend on it. Default: one per core.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Spec
    private CommandSpec spec;

    ReproduceCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        requireAtLeastOne("--seeds", seeds);
        requireAtLeastOne("--threads", threads);
        if (name.equals(OnlineExperiment.NAME)) {
            return new OnlineReproduction(context, spec, data, report, threads).run();
        }
        if (name.equals(GiftEval.NAME)) {
            return new GiftEvalReproduction(spec.commandLine().getOut(), data, report).run();
        }
        List<Experiment> experiments = experiments();
        Path plots = plotFolder();
        if (!isPage() || out.isPresent()) {
            Places.requireFolder(plots);
        }
        report.ifPresent(Places::requireFile);
        PrintWriter printer = spec.commandLine().getOut();
        long start = System.nanoTime();
        List<Reproduction> done = new ArrayList<>();
        List<String> sections = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(threads, ReproduceCommand::daemon);
        try {
            for (Experiment experiment : experiments) {
                Optional<Reproduction> result = result(experiment, pool);
                if (result.isEmpty()) {
                    break;
                }
                String section = ExperimentReport.of(result.get(), images(result.get(), plots));
                done.add(result.get());
                sections.add(section);
                printer.println(section);
                printer.flush();
            }
        } catch (IllegalArgumentException | NonFiniteException e) {
            throw new CommandFailed(e.getMessage(), e);
        } finally {
            pool.shutdownNow();
        }
        Optional<String> stopped = sections.size() == experiments.size()
                ? Optional.empty()
                : Optional.of("stopped after " + sections.size() + " of " + experiments.size() + " experiments");
        if (report.isPresent() && !(stopped.isPresent() && sections.isEmpty())) {
            double seconds = (System.nanoTime() - start) / 1e9;
            Files.writeString(
                    report.get(), isPage() ? page(done, stopped, seconds) : document(sections, stopped, seconds));
            printer.println("wrote " + report.get());
        }
        if (stopped.isPresent()) {
            throw new CancellationException(stopped.get());
        }
        return 0;
    }

    /** Carries one out, beside this thread, which a stop lets go on at once; empty if it was stopped. */
    private Optional<Reproduction> result(Experiment experiment, ExecutorService pool) {
        FutureTask<Reproduction> work =
                new FutureTask<>(() -> Reproduction.of(experiment, seeds, data, pool, this::progress));
        daemon(work).start();
        context.stop().onRequest(() -> work.cancel(true));
        try {
            return Optional.of(work.get());
        } catch (CancellationException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw new IllegalStateException(experiment + " failed: " + e.getCause(), e.getCause());
        }
    }

    /** What a stop leaves behind must not keep the process. */
    static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "reproduce");
        thread.setDaemon(true);
        return thread;
    }

    private List<Experiment> experiments() {
        try {
            return (name.equals("all") ? Experiment.NAMES : List.of(name))
                    .stream().map(Experiment::of).toList();
        } catch (IllegalArgumentException e) {
            throw new WrongUsage(e.getMessage(), e);
        }
    }

    /** Whether the report is one file, which holds the plots. */
    private boolean isPage() {
        return isPage(report);
    }

    private static boolean isPage(Optional<Path> report) {
        return report.isPresent() && report.get().toString().endsWith(".html");
    }

    /** Refuses a page of an experiment that has none. */
    static void requireMarkdown(String experiment, Optional<Path> report) {
        if (isPage(report)) {
            throw new WrongUsage("--report of " + experiment + " must be Markdown, was " + report.orElseThrow());
        }
    }

    private Path plotFolder() {
        return out.or(() -> report.map(file ->
                        file.resolveSibling(file.getFileName().toString().replaceFirst("\\.md$", ""))))
                .orElse(Path.of("experiments"));
    }

    /** Writes the plots; their names as seen from the report, or from where the command runs. */
    private List<String> images(Reproduction result, Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        if (isPage() && out.isEmpty()) {
            return names;
        }
        for (Path file : ExperimentPlots.write(result, Files.createDirectories(folder))) {
            Path from = report.map(path -> path.toAbsolutePath().getParent())
                    .orElse(Path.of("").toAbsolutePath());
            names.add(from.relativize(file.toAbsolutePath()).toString().replace('\\', '/'));
        }
        return names;
    }

    private void progress(String row, int seed, double error, double seconds) {
        synchronized (this) {
            PrintWriter err = spec.commandLine().getErr();
            err.printf(Locale.ROOT, "%s, seed %d: %.4g in %.1f s%n", row, seed, error, seconds);
            err.flush();
        }
    }

    private String document(List<String> sections, Optional<String> stopped, double seconds) {
        return stopped.map(why -> "**Partial: " + why + ".**\n\n").orElse("")
                + "# Experiments\n\n" + made("`", seconds) + "\n\n" + ExperimentReport.legend() + "\n"
                + String.join("\n", sections);
    }

    private String page(List<Reproduction> done, Optional<String> stopped, double seconds) {
        List<String> account = new ArrayList<>();
        stopped.ifPresent(why -> account.add("Partial: " + why + "."));
        account.add(made("", seconds));
        return ExperimentPage.of(done, account, ExperimentReport.legend());
    }

    private String made(String mark, double seconds) {
        return String.format(
                Locale.ROOT,
                "Made by %1$s./tidecast reproduce %2$s --seeds %3$d --report %4$s%1$s in %5$.0f minutes on %6$d threads.",
                mark,
                name,
                seeds,
                report.orElseThrow(),
                Math.ceil(seconds / 60),
                threads);
    }

    private static void requireAtLeastOne(String option, int value) {
        if (value < 1) {
            throw new WrongUsage(option + " must be at least 1, was " + value);
        }
    }
}
