package io.tidecast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidecast man-pages}: writes {@code docs/man} anew after a change of commands, options or settings. */
@Command(name = "man-pages", hidden = true, description = "Writes the manual pages and the completion's script.")
final class ManPagesCommand implements Callable<Integer> {
    /** The completion's script, beside the pages. */
    static final String COMPLETION = "tidecast.bash";

    @Parameters(paramLabel = "DIR", description = "Where to.")
    private Path folder;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, String> page :
                ManPages.of(spec.root().commandLine()).entrySet()) {
            Files.writeString(folder.resolve(page.getKey()), page.getValue());
        }
        Files.writeString(
                folder.resolve(COMPLETION), CompletionCommand.script(spec.root().commandLine()));
        return 0;
    }
}
