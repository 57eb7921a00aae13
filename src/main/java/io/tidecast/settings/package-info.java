/**
 * Configuration of a process: every setting there is, and the flags, environment and files that they are read from. Row
 * 12: imports the packages whose records it composes; the only place for SmallRye Config and the environment.
 */
package io.tidecast.settings;
