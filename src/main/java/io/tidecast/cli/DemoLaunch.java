package io.tidecast.cli;

import io.tidecast.app.StandardOutput;
import io.tidecast.app.StopSignal;
import io.tidecast.csv.CsvFormat;
import io.tidecast.demo.Demo;
import io.tidecast.demo.DemoSettings;
import io.tidecast.demo.DesktopBrowser;
import io.tidecast.input.ReadingFormat;
import io.tidecast.input.TimeForm;
import io.tidecast.kernel.KernelProvider;
import io.tidecast.series.MissingValues;
import io.tidecast.series.TimeStep;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Launcher of the demo, the one class here that names the demo's: it is loaded when the demo is asked for. */
final class DemoLaunch {
    private static final Logger LOG = LoggerFactory.getLogger(DemoLaunch.class);

    private DemoLaunch() {}

    static int run(DemoCommand command, CommandLine line, StopSignal stop) throws IOException, InterruptedException {
        try {
            LOG.info(KernelProvider.use(KernelProvider.Choice.AUTO).reason());
            Demo demo = new Demo(settings(command), line.getOut(), line.getErr(), opening(command));
            stop.onRequest(demo::stop);
            return demo.run();
        } catch (IllegalArgumentException e) {
            throw new WrongUsage(e.getMessage(), e);
        }
    }

    /** Who is at a terminal sees the page at once; a script is not interrupted by a window. */
    private static Consumer<URI> opening(DemoCommand command) {
        return command.noBrowser || !StandardOutput.isTerminal(System.getenv()) ? address -> {} : DesktopBrowser::open;
    }

    static DemoSettings settings(DemoCommand command) {
        Places.requireData(command.files);
        DemoSettings usual = DemoSettings.defaults();
        TimeStep step = command.step.orElse(usual.step());
        Optional<CsvFormat> columns = command.files.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        command.columns.format(List.of(), TimeForm.of(ReadingFormat.TimeUnit.ISO), MissingValues.NONE));
        return new DemoSettings(
                command.devices.orElse(usual.devices()),
                command.duration.or(usual::duration),
                command.speed.map(Speed::factor).orElse(DemoSettings.usualSpeed(!command.files.isEmpty(), step)),
                command.seed.orElse(usual.seed()),
                command.files,
                columns,
                step,
                command.bootstrap,
                !command.untrained);
    }
}
