package io.tidecast.forecaster;

import io.tidecast.device.ToldValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * Punctuator of retention of what is told ahead of names that are no devices, such as groups, and devices of which no
 * reading ever came: it goes once all of it is over. What devices were told goes with their steps, and with them.
 */
final class UnknownNames {
    private static final Duration TICK = Duration.ofSeconds(10);
    private static final int NAMES_PER_TICK = 1_000;

    private final ToldValues told;
    private final Predicate<String> isDevice;
    private final Consumer<String> remove;
    private String next;

    UnknownNames(ToldValues told, Predicate<String> isDevice, Consumer<String> remove) {
        this.told = told;
        this.isDevice = isDevice;
        this.remove = remove;
    }

    /** Has those that are over removed as wall time goes by. */
    void schedule(ProcessorContext<?, ?> context) {
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::look);
    }

    private void look(long nowMs) {
        List<String> over = new ArrayList<>();
        next = told.over(next, NAMES_PER_TICK, nowMs, over).orElse(null);
        over.stream().filter(name -> !isDevice.test(name)).forEach(remove);
    }
}
