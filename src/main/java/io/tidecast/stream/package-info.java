/**
 * The two topologies, their processors and stores: the only place for Kafka Streams and RocksDB. Row 5: imports
 * {@code learn}, {@code model} and what is below them.
 */
package io.tidecast.stream;
