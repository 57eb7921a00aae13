/**
 * Command line: commands, exit codes and the rendering of tables. Row 15: may import everything below it, and is the
 * only place for picocli.
 */
package io.tidecast.cli;
