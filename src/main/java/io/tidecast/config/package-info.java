/**
 * Configuration settings as such: a name, a default, a rule and a text, and the values that were given. Row 0: knows no
 * other package, no I/O and no source of settings.
 */
package io.tidecast.config;
