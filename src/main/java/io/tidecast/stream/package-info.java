/**
 * Topology parts, what both topologies share: their settings, the clients that they are made with, the models topic.
 * Row 9: imports {@code device}, {@code input} and what is below them.
 */
package io.tidecast.stream;
