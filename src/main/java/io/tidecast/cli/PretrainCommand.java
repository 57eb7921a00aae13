package io.tidecast.cli;

import io.tidecast.base.BaseFile;
import io.tidecast.base.Pretraining;
import io.tidecast.synthetic.SeriesGenerator;
import io.tidecast.train.NonFiniteException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidecast pretrain}: trains the base network on made-up series. */
@Command(
        name = "pretrain",
        description = "Trains the base network, which forecasts series it has never seen, on made-up ones.",
        footer = {
            "",
            "The same seed and updates give the same file on one machine, on any number of threads, interrupted or"
                    + " not.",
            "",
            "Example:",
            "  tidecast pretrain --updates 28000 --seed 1 -o base.safetensors"
        })
final class PretrainCommand implements Callable<Integer> {
    /** Updates between two lines, and between two checkpoints. */
    private static final int EVERY = 200;

    @Option(
            names = "--updates",
            paramLabel = "N",
            description =
                    "Steps of the optimiser, of " + Pretraining.LANES + " windows each. Default: ${DEFAULT-VALUE}.")
    private int updates = 28_000;

    @Option(names = "--seed", paramLabel = "N", description = "Of everything random. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--without",
            paramLabel = "FAMILY",
            split = ",",
            description = "Families of made-up series that are left out, to see what they are worth:"
                    + " ${COMPLETION-CANDIDATES}. Default: none.")
    private Set<SeriesGenerator.Family> without = Set.of();

    @Option(names = "--threads", paramLabel = "N", description = "Default: as many as there are processors.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "The network's file; FILE.part is the checkpoint until it is done.")
    private Path output;

    @Option(names = "--resume", description = "Go on from FILE.part where it is there.")
    private boolean resume;

    @Spec
    private CommandSpec spec;

    private final CommandContext context;

    PretrainCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        TrainCommand.requireAtLeast("--updates", 1, updates);
        TrainCommand.requireAtLeast("--threads", 1, threads);
        Places.requireFile(output);
        Path part = output.resolveSibling(output.getFileName() + ".part");
        Pretraining training = training(part);
        context.stop().claim();
        PrintWriter out = spec.commandLine().getOut();
        try (Pretraining.Crew crew = training.crew(threads)) {
            double loss = 0;
            int since = training.done();
            while (!training.isOver()) {
                loss += crew.update();
                boolean stopped = context.stop().isRequested();
                if (stopped || training.done() % EVERY == 0) {
                    write(part, BaseFile.checkpoint(training));
                    out.printf(
                            Locale.ROOT,
                            "update %d/%d  loss %.5f%n",
                            training.done(),
                            updates,
                            loss / (training.done() - since));
                    out.flush();
                    loss = 0;
                    since = training.done();
                }
                if (stopped && !training.isOver()) {
                    throw new CancellationException(
                            "stopped after update " + training.done() + "; --resume goes on from " + part);
                }
            }
        } catch (NonFiniteException e) {
            throw new CommandFailed(e.getMessage(), e);
        }
        write(output, BaseFile.write(training));
        Files.deleteIfExists(part);
        out.println("wrote " + output);
        return 0;
    }

    private Pretraining training(Path part) throws IOException {
        Pretraining.Recipe recipe = recipe();
        if (!resume || !Files.exists(part)) {
            return new Pretraining(recipe);
        }
        try {
            Pretraining resumed = BaseFile.resume(Files.readAllBytes(part));
            if (!resumed.recipe().equals(recipe)) {
                throw new WrongUsage(part + " must be of " + recipe + ", was of " + resumed.recipe());
            }
            return resumed;
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(part + ": " + e.getMessage(), e);
        }
    }

    private Pretraining.Recipe recipe() {
        try {
            return new Pretraining.Recipe(updates, seed, Pretraining.LANES, without);
        } catch (IllegalArgumentException e) {
            throw new WrongUsage("--without: " + e.getMessage());
        }
    }

    /** All of it or, where the process ends meanwhile, what was there before. */
    private static void write(Path file, byte[] bytes) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.write(beside, bytes);
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
