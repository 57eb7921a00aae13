package io.tidecast.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** Networks that a spec may ask for, drawn at random: some are sensible, some enormous. */
public final class RandomNetworks {
    private static final int MOST_LAYERS = 5;
    private static final int LARGEST = 65_536;

    private RandomNetworks() {}

    /**
     * A network that gives one vector for a window.
     *
     * @param largest of its sizes, most of which are far smaller, at most 65,536
     */
    public static NetworkSpec draw(Random random, int inputs, int outputs, int largest) {
        List<LayerSpec> layers = new ArrayList<>();
        Shape shape = Shape.sequenceOf(inputs);
        for (int count = random.nextInt(MOST_LAYERS) + 1; count > 0; count--) {
            layers.add(shape.sequence() ? onSequence(random, largest) : onVector(random, largest));
            shape = layers.get(layers.size() - 1).output(shape);
        }
        if (shape.sequence()) {
            layers.add(new Gru(size(random, largest), true, false));
        }
        layers.add(new Dense(outputs));
        boolean repeated = layers.stream().anyMatch(RepeatVector.class::isInstance);
        return new NetworkSpec(
                inputs,
                layers,
                repeated || random.nextBoolean() ? Optional.empty() : Optional.of(highway(random, outputs, largest)));
    }

    private static HighwaySpec highway(Random random, int outputs, int largest) {
        List<Integer> channels = random.nextBoolean()
                ? List.of(0)
                : IntStream.range(0, outputs).mapToObj(i -> 0).toList();
        return new HighwaySpec(size(random, largest), channels);
    }

    private static LayerSpec onVector(Random random, int largest) {
        return switch (random.nextInt(3)) {
            case 0 -> new Dense(size(random, largest), Activation.RELU);
            case 1 -> new RepeatVector(size(random, largest));
            default -> new Dropout(0.1f);
        };
    }

    private static LayerSpec onSequence(Random random, int largest) {
        int units = size(random, largest);
        boolean sequences = random.nextBoolean();
        return switch (random.nextInt(7)) {
            case 0 -> new Gru(units, true, sequences);
            case 1 -> new Gru(units, false, sequences);
            case 2 -> new Lstm(units, random.nextBoolean(), sequences);
            case 3 -> new SimpleRnn(units, random.nextBoolean(), sequences);
            case 4 -> new Bidirectional(new Lstm(units, true, sequences));
            case 5 -> new Dense(units);
            default -> new Dropout(0.1f);
        };
    }

    /** As many between 1 and 10 as between 1,000 and 10,000. */
    private static int size(Random random, int largest) {
        return Math.min(LARGEST, (int) Math.round(Math.pow(largest, random.nextDouble())));
    }
}
