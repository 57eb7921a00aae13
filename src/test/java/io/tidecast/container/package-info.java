/**
 * The image and a broker in containers. Where no Docker engine answers, or it lacks an image, these tests are skipped
 * and say why; {@code docker build -f docker/Dockerfile -t tidecast:0.1.0 .} makes the image they run. Those of the
 * profile {@code cluster} ask the cluster that kubectl leads to, with the same image in it.
 */
package io.tidecast.container;
