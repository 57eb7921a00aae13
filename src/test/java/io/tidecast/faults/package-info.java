/**
 * Faults on purpose: brokers and application instances in child JVMs that are killed, frozen, starved and fed badly,
 * and an oracle that knows from the readings sent what must come out. The profile {@code faults} runs every scenario
 * and writes the table of docs/reliability.md; {@code .ci/run} makes part of them.
 */
package io.tidecast.faults;
