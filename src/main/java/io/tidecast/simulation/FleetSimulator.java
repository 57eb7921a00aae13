package io.tidecast.simulation;

import io.tidecast.series.Reading;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Data generator: an endless, seeded stream of readings of a simulated fleet, in the order they are sent.
 *
 * <p>Load follows the hour and the weekday, temperature follows load with a lag and the weather, and both are noisy.
 * Readings and values go missing, devices fall silent for hours, some readings come late. From the drift on, a quarter
 * of the devices run their day later and at another level.
 *
 * <p>What a forecast can know: the last value is a poor guide to the next 24 hours, the value 24 hours earlier a better
 * one except around weekends, and its noise counts twice; hour, weekday and the last values together are better than
 * both.
 */
public final class FleetSimulator implements Iterator<Reading> {
    /** The features of every reading, in order. */
    public static final List<String> FEATURES = List.of("temp", "load");

    private static final double WEATHER = 1.6;
    private static final double WEATHER_HOURS = 40;
    private static final double DAY_AND_NIGHT = 4;

    private final FleetSettings settings;
    private final List<SimulatedDevice> devices;
    private final Random random;
    private final PriorityQueue<Pending> pending =
            new PriorityQueue<>(Comparator.comparingLong(Pending::sendMs).thenComparingLong(Pending::sequence));
    private final double stepHours;
    private double weather;
    private long slot;
    private long sequence;

    public FleetSimulator(FleetSettings settings) {
        this.settings = settings;
        this.devices = IntStream.range(0, settings.devices())
                .mapToObj(i -> new SimulatedDevice(i, settings))
                .toList();
        this.random = new Random(settings.seed());
        this.stepHours = settings.every().toMillis() / 3_600_000.0;
    }

    private record Pending(long sendMs, long sequence, Reading reading) {}

    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public Reading next() {
        // A slot holds nothing that is sent before its own start.
        while (pending.isEmpty() || pending.peek().sendMs() >= slotStartMs()) {
            fillSlot();
        }
        return pending.poll().reading();
    }

    private long slotStartMs() {
        return settings.start().toEpochMilli() + slot * settings.every().toMillis();
    }

    private void fillSlot() {
        double keep = Math.exp(-stepHours / WEATHER_HOURS);
        weather = keep * weather + Math.sqrt(1 - keep * keep) * WEATHER * random.nextGaussian();
        for (int i = 0; i < devices.size(); i++) {
            // The devices' clocks are spread over the slot.
            long timeMs = slotStartMs() + settings.every().toMillis() * i / devices.size();
            double hour = timeMs / 3_600_000.0 % 24;
            double ambient = weather + DAY_AND_NIGHT * Math.cos(2 * Math.PI * (hour - 15) / 24);
            SimulatedDevice.Sent sent = devices.get(i).next(timeMs, stepHours, ambient);
            if (sent != null) {
                pending.add(new Pending(timeMs + sent.delayMs(), sequence++, sent.reading()));
            }
        }
        slot++;
    }
}
