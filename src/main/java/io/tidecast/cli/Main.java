package io.tidecast.cli;

import io.tidecast.app.StopSignal;
import io.tidecast.config.Nearest;
import io.tidecast.config.Parsers;
import io.tidecast.config.Printable;
import io.tidecast.config.SettingException;
import io.tidecast.series.TimeStep;
import io.tidecast.stream.TopicException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Command line entry point: parses, runs one command, and turns what it throws into one line and an exit code. */
public final class Main {
    private static final String LOG_LEVEL = "TIDECAST_LOG_LEVEL";
    private static final String LOG_FORMAT = "TIDECAST_LOG_FORMAT";
    private static final List<String> LOG_FORMATS = List.of("text", "json");
    private static final String LIBRARIES_LOG_LEVEL = "TIDECAST_LOG_LEVEL_LIBRARIES";
    /** No setting: of the libraries' warnings that nobody can do anything about. */
    private static final String UNUSABLE_LOG_LEVEL = "TIDECAST_LOG_LEVEL_UNUSABLE";

    /** Commands of few settings, by name. */
    static final Map<String, Function<CommandContext, Object>> ALONE = Map.of(
            "demo",
            DemoCommand::new,
            "healthcheck",
            HealthCheckCommand::new,
            "version",
            context -> new VersionCommand());

    private Main() {}

    public static void main(String[] args) {
        ErrorStream.restore();
        setUpLogging(List.of(args));
        setDefault("java.awt.headless", "true"); // Plots are drawn into files.
        StopSignal stop = StopSignal.installed();
        int code = ExitStatus.FAILED.code();
        try {
            code = execute(stop, args);
        } finally {
            stop.finished(code);
        }
        System.exit(code);
    }

    private static int execute(StopSignal stop, String[] args) {
        CommandLine commands = commandLine(new CommandContext(System.getenv(), System.getProperties(), stop), args);
        int code = commands.execute(args);
        commands.getOut().flush();
        commands.getErr().flush();
        return code;
    }

    /**
     * The commands that these arguments may need: one that takes few settings is set up alone. The others have an
     * option for each setting, and take most of a second together: somebody waits for the demo, and a probe is a
     * process every few seconds.
     */
    static CommandLine commandLine(CommandContext context, String... args) {
        Function<CommandContext, Object> alone = args.length == 0 ? null : ALONE.get(args[0]);
        return alone == null
                ? commandLine(context)
                : ready(new CommandLine(new TidecastCommand()).addSubcommand(alone.apply(context)));
    }

    /** All commands, ready to {@link CommandLine#execute execute}. */
    static CommandLine commandLine(CommandContext context) {
        CommandLine topics = new CommandLine(new TopicsCommand());
        topics.addSubcommand(new TopicsCreateCommand(context));
        topics.addSubcommand(new TopicsGrowCommand(context));
        CommandLine models = new CommandLine(new ModelsCommand());
        models.addSubcommand(new ModelsListCommand(context));
        models.addSubcommand(new ModelsShowCommand(context));
        models.addSubcommand(new ModelsPublishCommand(context));
        models.addSubcommand(new ModelsPinCommand(context));
        models.addSubcommand(new ModelsUnpinCommand(context));
        models.addSubcommand(new ModelsRollbackCommand(context));
        models.addSubcommand(new ModelsResetCommand(context));
        models.addSubcommand(new ModelsPruneCommand(context));
        models.addSubcommand(new ModelsSignCommand(context));
        models.addSubcommand(new ModelsKeygenCommand());
        models.addSubcommand(new ModelsImportCommand(context));
        models.addSubcommand(new ModelsExportCommand(context));
        CommandLine commands = new CommandLine(new TidecastCommand())
                .addSubcommand(new DemoCommand(context))
                .addSubcommand(new InitCommand(context))
                .addSubcommand(new RunCommand(context))
                .addSubcommand(new DoctorCommand(context))
                .addSubcommand(new HealthCheckCommand(context))
                .addSubcommand(new LeaveCommand(context))
                .addSubcommand(new SizeCommand())
                .addSubcommand(topics)
                .addSubcommand(new WatchCommand(context))
                .addSubcommand(new UiCommand(context))
                .addSubcommand(new WhatIfCommand(context))
                .addSubcommand(new ExplainCommand(context))
                .addSubcommand(new ProduceCommand(context))
                .addSubcommand(new SimulateCommand(context))
                .addSubcommand(new RetrainCommand(context))
                .addSubcommand(new DeadLettersCommand(context))
                .addSubcommand(new TrainCommand(context))
                .addSubcommand(new PretrainCommand(context))
                .addSubcommand(new BacktestCommand(context))
                .addSubcommand(new ReproduceCommand(context))
                .addSubcommand(models)
                .addSubcommand(new SettingsPageCommand())
                .addSubcommand(new HelpCommand())
                .addSubcommand(new VersionCommand())
                .addSubcommand(new CompletionCommand())
                .addSubcommand(new ManPagesCommand());
        return ready(commands);
    }

    private static CommandLine ready(CommandLine commands) {
        addFlags(commands);
        addExitCodes(commands);
        commands.registerConverter(Duration.class, text -> converted(text, Parsers::duration));
        commands.registerConverter(TimeStep.class, text -> converted(text, Parsers.as(TimeStep.RULE, TimeStep::parse)));
        commands.registerConverter(int.class, text -> converted(text, Parsers::integer));
        commands.registerConverter(Integer.class, text -> converted(text, Parsers::integer));
        commands.registerConverter(long.class, text -> converted(text, Parsers::longInteger));
        commands.registerConverter(Speed.class, text -> converted(text, Speed::parse));
        commands.setExpandAtFiles(false);
        commands.setParameterExceptionHandler(Main::wrongUsage);
        commands.setExecutionExceptionHandler((thrown, command, parsed) -> failed(commands, command, thrown));
        return commands;
    }

    private static void addFlags(CommandLine commands) {
        if (commands.getCommand() instanceof SettingsCommand command) {
            command.options().addFlags(commands.getCommandSpec(), command.offered());
        }
        commands.getSubcommands().values().forEach(Main::addFlags);
    }

    private static void addExitCodes(CommandLine commands) {
        commands.getCommandSpec().usageMessage().exitCodeList(ExitStatus.table());
        commands.getSubcommands().values().forEach(Main::addExitCodes);
    }

    private static <T> T converted(String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("must be " + e.getMessage() + ", was " + text);
        }
    }

    private static int wrongUsage(ParameterException thrown, String[] args) {
        CommandLine command = thrown.getCommandLine();
        String message = thrown.getMessage();
        if (thrown instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().get(0);
            if (first.startsWith("--")) {
                String name = first.replaceFirst("=.*", "");
                message = "unknown option " + name + "; did you mean "
                        + Nearest.to(name, command.getCommandSpec().optionsMap().keySet()) + "?";
            } else if (!first.startsWith("-") && !command.getSubcommands().isEmpty()) {
                message = HelpCommand.unknown(first, command);
            } else if (command.getCommandSpec().positionalParameters().isEmpty()) {
                message = command.getCommandName() + " must be given options only, was given " + first;
            }
        }
        String qualified = command.getCommandSpec().qualifiedName();
        command.getErr()
                .println(qualified + ": " + Printable.line(message.replace('\n', ' ')) + " (see " + qualified
                        + " --help)");
        return ExitStatus.USAGE.code();
    }

    private static int failed(CommandLine root, CommandLine command, Exception thrown) {
        command.getErr()
                .println(command.getCommandSpec().qualifiedName() + ": "
                        + Printable.line(message(thrown).replace('\n', ' ')));
        TidecastCommand options = root.getCommand();
        if (options.isVerbose()) {
            thrown.printStackTrace(command.getErr());
        }
        return status(thrown).code();
    }

    private static ExitStatus status(Exception thrown) {
        if (thrown instanceof CommandFailed failed) {
            return failed.status();
        }
        if (thrown instanceof CancellationException) {
            return ExitStatus.STOPPED;
        }
        return thrown instanceof WrongUsage || thrown instanceof SettingException
                ? ExitStatus.USAGE
                : ExitStatus.FAILED;
    }

    private static String message(Exception thrown) {
        if (thrown instanceof WrongUsage
                || thrown instanceof CancellationException
                || thrown instanceof SettingException
                || thrown instanceof CommandFailed
                || thrown instanceof TopicException
                || thrown instanceof IllegalStateException) {
            return thrown.getMessage();
        }
        if (thrown instanceof KafkaException) {
            Throwable root = thrown;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            String advice = root instanceof RetriableException ? "; `tidecast doctor` says what is wrong" : "";
            return "Kafka says: " + root.getMessage() + advice;
        }
        return thrown.toString();
    }

    /** Must come before the first logger is made, so before the arguments are parsed. */
    private static void setUpLogging(List<String> args) {
        setDefault(LOG_FORMAT, LOG_FORMATS.get(0));
        String format = Optional.ofNullable(System.getProperty(LOG_FORMAT)).orElseGet(() -> System.getenv(LOG_FORMAT));
        if (!LOG_FORMATS.contains(format)) {
            System.err.println("tidecast: " + LOG_FORMAT + " must be one of " + String.join(", ", LOG_FORMATS)
                    + ", was " + format);
            System.exit(ExitStatus.USAGE.code());
        }
        LogLevels levels = LogLevels.of(args);
        setDefault(LIBRARIES_LOG_LEVEL, levels.libraries());
        setDefault(LOG_LEVEL, levels.own());
        System.setProperty(UNUSABLE_LOG_LEVEL, levels.unusable());
    }

    private static void setDefault(String name, String value) {
        if (System.getProperty(name) == null && !System.getenv().containsKey(name)) {
            System.setProperty(name, value);
        }
    }
}
