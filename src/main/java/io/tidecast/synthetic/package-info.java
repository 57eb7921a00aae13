/**
 * Made-up series: what a sensor could say, drawn from a seed, for a network to be trained on before it has seen a real
 * one. Row 1: imports {@code kernel} alone, for its generator of random numbers.
 */
package io.tidecast.synthetic;
