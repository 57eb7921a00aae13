package io.tidecast.cli;

import java.util.List;

/** A command that takes settings, some of them as flags; a file, the environment and system properties may set any. */
interface SettingsCommand {
    SettingOptions options();

    /** The settings that stand as flags in this command's help. */
    List<Setting<?>> offered();
}
