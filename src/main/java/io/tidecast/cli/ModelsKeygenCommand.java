package io.tidecast.cli;

import io.tidecast.model.ModelKeyPair;
import io.tidecast.model.ModelKeys;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidecast models keygen}: makes a pair of keys that models are signed with. */
@Command(
        name = "keygen",
        description = "Makes a pair of Ed25519 keys as PEM, as `openssl genpkey -algorithm ed25519` does: FILE is the"
                + " private one, which its owner alone may read, FILE.pub the public one.",
        footer = {"", "Example:", "  tidecast models keygen signing.pem"})
final class ModelsKeygenCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The private key's file; neither it nor FILE.pub may be there yet.")
    private Path file;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            ModelKeyPair pair = ModelKeyPair.make(file);
            spec.commandLine()
                    .getOut()
                    .println(pair.privateKey() + " is for " + ModelKeys.SIGNING_KEY_FILE.key() + ", " + pair.publicKey()
                            + " for " + ModelKeys.TRUSTED_KEYS_FILE.key());
            return 0;
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailed("file must not be there yet, was " + e.getFile(), e);
        } catch (IOException e) {
            throw new CommandFailed(file + " cannot be written: " + e, e);
        }
    }
}
