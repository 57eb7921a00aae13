package io.tidecast.cli;

import io.tidecast.app.StopSignal;
import java.util.Map;
import java.util.Properties;

/**
 * Execution context of a command.
 *
 * @param environment the process's environment variables
 * @param properties its system properties
 * @param stop its stop signal
 */
record CommandContext(Map<String, String> environment, Properties properties, StopSignal stop) {}
