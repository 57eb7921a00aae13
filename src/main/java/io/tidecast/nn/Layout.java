package io.tidecast.nn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Parameter layout: where each named parameter lies in the flat array: layer after layer, inside a layer
 * {@code weight_ih, weight_hh, bias_ih, bias_hh}, the highway and the decoder last.
 *
 * <p>Names are those of a PyTorch module with named children. Consecutive recurrent layers of the same kind, units and
 * direction are one child with several layers, as {@code torch.nn.GRU(num_layers=n)} writes them:
 * {@code gru.weight_ih_l0, gru.weight_ih_l1}; the backward direction ends in {@code _reverse}. A child is called by its
 * kind ({@code gru}, {@code lstm}, {@code rnn}, {@code dense}); the last dense layer is {@code head}. Children that
 * would share a name are numbered from 0 in the order of the stack: {@code gru_0.weight_ih_l0},
 * {@code gru_1.weight_ih_l0}.
 */
public final class Layout {
    /** The largest flat array, whose bytes an int still counts. */
    private static final int MOST = Integer.MAX_VALUE / Float.BYTES;

    private final List<ParameterView> views;
    private final List<List<ParameterView>> perLayer;
    private final List<ParameterView> highway;
    private final List<ParameterView> decoder;
    private final List<String> modules;
    private final int size;

    private Layout(
            List<List<ParameterView>> perLayer,
            List<ParameterView> highway,
            List<ParameterView> decoder,
            List<String> modules,
            int size) {
        this.perLayer = List.copyOf(perLayer);
        this.highway = List.copyOf(highway);
        this.decoder = List.copyOf(decoder);
        this.modules = List.copyOf(modules);
        this.size = size;
        List<ParameterView> all = new ArrayList<>();
        perLayer.forEach(all::addAll);
        all.addAll(highway);
        all.addAll(decoder);
        this.views = List.copyOf(all);
    }

    static Layout of(NetworkSpec spec) {
        List<String> modules = moduleNames(spec);
        List<List<ParameterView>> perLayer = new ArrayList<>();
        int offset = 0;
        Shape shape = Shape.sequenceOf(spec.stackInputs());
        Shape below = shape;
        int depth = 0;
        for (int i = 0; i < spec.layers().size(); i++) {
            LayerSpec layer = spec.layers().get(i);
            depth = i > 0 && sharesModule(spec, i) ? depth + 1 : 0;
            List<ParameterView> named = new ArrayList<>();
            for (ParameterSpec parameter : layer.parameters(shape)) {
                String end = parameter.gates() == 0 ? "" : "_l" + depth + (parameter.reverse() ? "_reverse" : "");
                String name = modules.get(i) + "." + parameter.stem() + end;
                boolean bias = parameter.role() == ParameterSpec.Role.BIAS
                        || parameter.role() == ParameterSpec.Role.RECURRENT_BIAS;
                String variable = bias && layer.oneBiasVariable() ? modules.get(i) + ".bias" + end : name;
                named.add(new ParameterView(name, variable, offset, parameter));
                offset = end(offset, parameter);
            }
            perLayer.add(named);
            below = shape;
            shape = layer.output(shape);
        }
        List<ParameterView> highway = new ArrayList<>();
        if (spec.highway().isPresent()) {
            ParameterSpec weight = spec.highway().get().parameter(spec.outputs());
            highway.add(new ParameterView("highway.weight", "highway.weight", offset, weight));
            offset = end(offset, weight);
        }
        List<ParameterView> decoder = new ArrayList<>();
        if (spec.decoder().isPresent()) {
            for (ParameterSpec parameter : spec.decoder().get().parameters(below.features(), spec.outputs())) {
                String name = DecoderSpec.MODULE + "." + parameter.stem();
                decoder.add(new ParameterView(name, name, offset, parameter));
                offset = end(offset, parameter);
            }
        }
        return new Layout(perLayer, highway, decoder, modules, offset);
    }

    private static int end(int offset, ParameterSpec parameter) {
        long end = (long) offset + parameter.size();
        if (end > MOST) {
            throw new IllegalArgumentException("a network must have at most " + MOST + " parameters, had " + end);
        }
        return (int) end;
    }

    private static List<String> moduleNames(NetworkSpec spec) {
        List<LayerSpec> layers = spec.layers();
        int lastDense = -1;
        for (int i = 0; i < layers.size(); i++) {
            lastDense = layers.get(i) instanceof Dense ? i : lastDense;
        }
        List<String> kinds = new ArrayList<>();
        Map<String, Integer> count = new HashMap<>();
        for (int i = 0; i < layers.size(); i++) {
            String kind = i == lastDense ? "head" : layers.get(i).module();
            kinds.add(kind);
            if (!sharesModule(spec, i)) {
                count.merge(kind, 1, Integer::sum);
            }
        }
        Map<String, Integer> next = new HashMap<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            String kind = kinds.get(i);
            if (sharesModule(spec, i)) {
                names.add(names.get(i - 1));
            } else {
                int number = next.merge(kind, 1, Integer::sum) - 1;
                names.add(count.get(kind) == 1 ? kind : kind + "_" + number);
            }
        }
        return names;
    }

    private static boolean sharesModule(NetworkSpec spec, int i) {
        return i > 0
                && spec.layers().get(i) instanceof RecurrentSpec above
                && spec.layers().get(i - 1) instanceof RecurrentSpec below
                && below.stacksWith(above);
    }

    /** Every parameter in the order of the flat array. */
    public List<ParameterView> views() {
        return views;
    }

    /** The parameter of that name. */
    public ParameterView view(String name) {
        for (ParameterView view : views) {
            if (view.name().equals(name)) {
                return view;
            }
        }
        throw new IllegalArgumentException("no parameter " + name + ", there are "
                + views.stream().map(ParameterView::name).toList());
    }

    /** Length of the flat array. */
    public int size() {
        return size;
    }

    /** The module name of each layer, such as {@code gru_0}. */
    public List<String> modules() {
        return modules;
    }

    /** The parameters of layer i of the spec. */
    public List<ParameterView> ofLayer(int i) {
        return perLayer.get(i);
    }

    /** The highway's parameters; empty without one. */
    public List<ParameterView> ofHighway() {
        return highway;
    }

    /** The decoder's parameters; empty without one. */
    public List<ParameterView> ofDecoder() {
        return decoder;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Layout that && views.equals(that.views));
    }

    @Override
    public int hashCode() {
        return Objects.hash(views);
    }
}
