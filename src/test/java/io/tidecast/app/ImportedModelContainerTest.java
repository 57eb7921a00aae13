package io.tidecast.app;

import io.tidecast.container.Engine;
import org.junit.jupiter.api.Tag;
import org.testcontainers.kafka.KafkaContainer;

/** The way of an imported model as {@link ImportedModelTest} goes it, against a broker in a container. */
@Tag("containers")
class ImportedModelContainerTest extends ImportedModelTest {
    @Override
    EndToEndTest.Broker start() {
        Engine.with(Engine.KAFKA);
        KafkaContainer container = new KafkaContainer(Engine.KAFKA).withStartupTimeout(Engine.PATIENCE);
        container.start();
        return new EndToEndTest.Broker(container.getBootstrapServers(), container);
    }
}
