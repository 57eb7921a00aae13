/**
 * The command line: commands, settings and their sources, wiring, exit codes. Row 7: may import everything below it, and is
 * the only place for picocli, SmallRye Config and the environment.
 */
package io.tidecast.cli;
