package io.tidecast.interchange;

import io.tidecast.nn.Bidirectional;
import io.tidecast.nn.Gru;
import io.tidecast.nn.LayerSpec;
import io.tidecast.nn.ParameterSpec.Role;
import io.tidecast.nn.ParameterView;
import io.tidecast.nn.Parameters;
import java.util.List;

/**
 * Weights of a recurrent layer as the inputs W, R and B of ONNX's operators have them, both directions together, and
 * back.
 */
public final class OnnxWeights {
    private final LayerSpec spec;
    private final List<ParameterView> views;
    private final int gates;
    private final int outputs;
    private final int inputs;
    private final int units;

    private OnnxWeights(LayerSpec spec, List<ParameterView> views) {
        this.spec = spec;
        this.views = views;
        gates = LayerWeights.gates(spec);
        outputs = views.get(0).shape().get(0);
        inputs = views.get(0).shape().get(1);
        units = outputs / gates;
    }

    /** Of a layer with these parameters. */
    public static OnnxWeights of(LayerSpec spec, List<ParameterView> views) {
        return new OnnxWeights(spec, views);
    }

    public int directions() {
        return spec instanceof Bidirectional ? 2 : 1;
    }

    public int units() {
        return units;
    }

    boolean resetsAfter() {
        LayerSpec cell = spec instanceof Bidirectional both ? both.layer() : spec;
        return cell instanceof Gru gru && gru.resetAfter();
    }

    /** Adds W, R and B, under that name and one of these letters. */
    public List<String> write(OnnxWriter to, String name, Parameters parameters) {
        int dirs = directions();
        float[] w = new float[dirs * outputs * inputs];
        float[] r = new float[dirs * outputs * units];
        float[] b = new float[dirs * 2 * outputs];
        for (ParameterView view : views) {
            float[] array = array(view, w, r, b);
            int columns = columns(view);
            WeightLayout.ONNX.write(parameters.get(view.name()), gates, outputs, columns, array, at(view));
        }
        return List.of(
                to.floats(name + ".W", w, dirs, outputs, inputs),
                to.floats(name + ".R", r, dirs, outputs, units),
                to.floats(name + ".B", b, dirs, 2L * outputs));
    }

    /** Sets the parameters to what the arrays say. */
    void read(WeightArray w, WeightArray r, WeightArray b, Parameters parameters) {
        w.requireShape(directions(), outputs, inputs);
        r.requireShape(directions(), outputs, units);
        b.requireShape(directions(), 2 * outputs);
        for (ParameterView view : views) {
            float[] array = array(view, w.values(), r.values(), b.values());
            parameters.set(view.name(), WeightLayout.ONNX.read(array, at(view), gates, outputs, columns(view)));
        }
    }

    private static float[] array(ParameterView view, float[] w, float[] r, float[] b) {
        Role role = view.spec().role();
        return role == Role.KERNEL ? w : role == Role.RECURRENT ? r : b;
    }

    private static int columns(ParameterView view) {
        return view.shape().size() == 1 ? 1 : view.shape().get(1);
    }

    private int at(ParameterView view) {
        int direction = view.spec().reverse() ? 1 : 0;
        return switch (view.spec().role()) {
            case KERNEL -> direction * outputs * inputs;
            case RECURRENT -> direction * outputs * units;
            case BIAS -> direction * 2 * outputs;
            case RECURRENT_BIAS -> (direction * 2 + 1) * outputs;
        };
    }
}
