package io.tidecast.faults;

import io.tidecast.demo.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A broker on the folder given, until it is killed. */
final class BrokerMain {
    private BrokerMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Leash.tie();
        EmbeddedBroker broker = EmbeddedBroker.start(Path.of(args[0]));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
        new CountDownLatch(1).await();
    }
}
