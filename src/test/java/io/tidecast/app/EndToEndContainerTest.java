package io.tidecast.app;

import io.tidecast.container.Engine;
import org.junit.jupiter.api.Tag;
import org.testcontainers.kafka.KafkaContainer;

/** The whole way as {@link EndToEndTest} goes it, against a broker in a container, of Kafka's own image. */
@Tag("containers")
class EndToEndContainerTest extends EndToEndTest {
    @Override
    Broker start() {
        Engine.with(Engine.KAFKA);
        KafkaContainer container = new KafkaContainer(Engine.KAFKA).withStartupTimeout(Engine.PATIENCE);
        container.start();
        return new Broker(container.getBootstrapServers(), container);
    }
}
