package io.tidecast.interchange;

import io.tidecast.nn.Bidirectional;
import io.tidecast.nn.Dense;
import io.tidecast.nn.Dropout;
import io.tidecast.nn.LayerSpec;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.RecurrentSpec;
import io.tidecast.nn.RepeatVector;
import io.tidecast.nn.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Layer stack of a file that has weights and no architecture: which module goes on which, found by what fits, and what
 * is between them, which is as usual or as a spec says.
 */
final class LayerStack {
    private LayerStack() {}

    /**
     * The layers from the input up.
     *
     * @param modules each of one layer or several, in the file's order
     * @param spec what the file does not say
     */
    static List<LayerWeights> of(List<List<LayerWeights>> modules, Optional<NetworkSpec> spec) {
        return spec.map(wanted -> placed(wanted, modules)).orElseGet(() -> usual(ordered(modules)));
    }

    /** Whether two modules cannot stand in each other's place. */
    static boolean differ(List<LayerWeights> one, List<LayerWeights> other) {
        return inputs(one.get(0)) != inputs(other.get(0))
                || !one.stream()
                        .map(LayerWeights::spec)
                        .toList()
                        .equals(other.stream().map(LayerWeights::spec).toList());
    }

    /** Features that a layer takes; one without weights takes any. */
    static int inputs(LayerWeights layer) {
        LayerSpec spec = layer.spec();
        int outputs =
                spec instanceof Dense dense ? dense.units() : LayerWeights.gates(spec) * ((RecurrentSpec) spec).units();
        return layer.weights().get(0).length / outputs;
    }

    private static int outputs(LayerWeights layer) {
        if (layer.spec() instanceof Dense dense) {
            return dense.units();
        }
        int units = ((RecurrentSpec) layer.spec()).units();
        return layer.spec() instanceof Bidirectional ? 2 * units : units;
    }

    /**
     * The layers from the input up: safetensors sorts by name, so each module goes on the one whose outputs it takes,
     * recurrent ones before linear ones, and the order of the file decides where several would fit.
     */
    private static List<LayerWeights> ordered(List<List<LayerWeights>> modules) {
        List<List<LayerWeights>> left = new ArrayList<>(modules);
        List<LayerWeights> layers = new ArrayList<>();
        left.sort((a, b) ->
                Boolean.compare(a.get(0).spec() instanceof Dense, b.get(0).spec() instanceof Dense));
        List<LayerWeights> first = first(left);
        left.remove(first);
        layers.addAll(first);
        while (!left.isEmpty()) {
            int width = outputs(layers.get(layers.size() - 1));
            List<LayerWeights> next = left.stream()
                    .filter(module -> inputs(module.get(0)) == width)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "a module must take the " + width + " outputs of the one before, none of "
                                    + left.stream()
                                            .map(module -> module.get(0).spec().kind())
                                            .toList() + " does"));
            left.remove(next);
            layers.addAll(next);
        }
        return layers;
    }

    /** The first module that takes what no other gives, or else the first. */
    private static List<LayerWeights> first(List<List<LayerWeights>> modules) {
        for (List<LayerWeights> module : modules) {
            boolean fed = modules.stream()
                    .anyMatch(other -> other != module
                            && !(other.get(0).spec() instanceof Dense)
                            && outputs(other.get(other.size() - 1)) == inputs(module.get(0)));
            if (!fed && !(module.get(0).spec() instanceof Dense)) {
                return module;
            }
        }
        return modules.get(0);
    }

    private static List<LayerWeights> usual(List<LayerWeights> modules) {
        long dense =
                modules.stream().filter(layer -> layer.spec() instanceof Dense).count();
        Refused.unless(
                dense <= 1 && modules.get(0).spec() instanceof RecurrentSpec,
                "a file of weights must have recurrent layers and one linear layer at most, had " + dense
                        + " linear ones: what is done between them it does not say; name the network by --spec");
        List<LayerWeights> layers = new ArrayList<>(modules);
        int last = layers.size() - 1 - (int) dense;
        layers.set(last, layers.get(last).returningSequences(false));
        return layers;
    }

    /** The weights in the layers that a spec names: of each, the first module that fits, layer by layer. */
    private static List<LayerWeights> placed(NetworkSpec spec, List<List<LayerWeights>> modules) {
        List<List<LayerWeights>> left = new ArrayList<>();
        modules.forEach(module -> left.add(new ArrayList<>(module)));
        left.sort(Comparator.comparing(module -> module.get(0).spec() instanceof Dense));
        int had = left.stream().mapToInt(List::size).sum();
        List<LayerWeights> layers = new ArrayList<>();
        Shape shape = Shape.sequenceOf(spec.inputs());
        List<LayerWeights> open = List.of();
        for (int i = 0; i < spec.layers().size(); i++) {
            LayerSpec wanted = spec.layers().get(i);
            String place = "--spec: layers[" + i + "]";
            if (wanted instanceof Dropout || wanted instanceof RepeatVector) {
                layers.add(LayerWeights.without(wanted));
            } else {
                Refused.unless(!left.isEmpty(), place + " must have weights in the file, which has " + had + " layers");
                open = open.isEmpty() ? fitting(wanted, shape.features(), left) : open;
                layers.add(SpecMatch.of(place, wanted, open.remove(0)));
                int takes = inputs(layers.get(i));
                Refused.unless(
                        takes == shape.features(),
                        place + " must take " + takes + " features as in the file, takes " + shape.features());
                left.removeIf(List::isEmpty);
            }
            shape = wanted.output(shape);
        }
        Refused.unless(left.isEmpty(), "--spec must have a layer for all weights, lacks " + left.size());
        return layers;
    }

    /** The module whose first layer is of that kind and takes so many features, or else one of that kind. */
    private static List<LayerWeights> fitting(LayerSpec wanted, int features, List<List<LayerWeights>> modules) {
        return modules.stream()
                .filter(module -> SpecMatch.fits(wanted, module.get(0).spec()) && inputs(module.get(0)) == features)
                .findFirst()
                .or(() -> modules.stream()
                        .filter(module -> module.get(0).spec().kind().equals(wanted.kind()))
                        .findFirst())
                .orElse(modules.get(0));
    }
}
