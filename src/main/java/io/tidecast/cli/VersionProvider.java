package io.tidecast.cli;

import io.tidecast.app.Version;
import picocli.CommandLine.IVersionProvider;

/** Version text: the lines of {@code --version}. */
final class VersionProvider implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return Version.lines().toArray(String[]::new);
    }
}
