package io.tidecast.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.tidecast.nn.Parameters;

/** DJL's PyTorch engine on one thread: its GRU and linear operators, on arrays made once. */
final class TorchContender implements Contender {
    private final Case work;
    private final NDManager manager;
    private final NDArray x; // [B,T,F]
    private final NDArray zero; // [layers,B,H]
    private final NDList weights = new NDList();
    private final NDArray head;
    private final NDArray headBias;
    private NDArray state;
    private float[] outputs = {};

    TorchContender(Case work) {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        System.setProperty("ai.djl.offline", "true");
        this.work = work;
        this.manager = NDManager.newBaseManager("PyTorch");
        var shape = work.shape();
        Parameters parameters = work.parameters();
        this.x = manager.create(work.x(), new Shape(work.batch(), work.steps(), shape.features));
        this.zero = manager.zeros(new Shape(shape.layers, work.batch(), shape.units));
        for (int layer = 0; layer < shape.layers; layer++) {
            int inputs = layer == 0 ? shape.features : shape.units;
            weights.add(of(parameters, "gru.weight_ih_l" + layer, 3 * shape.units, inputs));
            weights.add(of(parameters, "gru.weight_hh_l" + layer, 3 * shape.units, shape.units));
            weights.add(of(parameters, "gru.bias_ih_l" + layer, 3 * shape.units));
            weights.add(of(parameters, "gru.bias_hh_l" + layer, 3 * shape.units));
        }
        this.head = of(parameters, "head.weight", io.tidecast.bench.Shape.HORIZON, shape.units);
        this.headBias = of(parameters, "head.bias", io.tidecast.bench.Shape.HORIZON);
        this.state = zero;
    }

    private NDArray of(Parameters parameters, String name, long... dimensions) {
        return manager.create(parameters.get(name), new Shape(dimensions));
    }

    @Override
    public String name() {
        return "torch";
    }

    @Override
    public void run() {
        try (NDManager call = manager.newSubManager()) {
            NDArray begin = work.work() == Work.STEP ? state : zero;
            x.attach(call);
            NDList out =
                    x.getNDArrayInternal().gru(x, begin, weights, true, work.shape().layers, 0, false, false, true);
            NDArray last = out.get(0).get(":, -1, :");
            NDList linear = last.getNDArrayInternal().linear(last, head, headBias);
            outputs = linear.head().toFloatArray();
            if (work.work() == Work.STEP) {
                NDArray next = out.get(1);
                next.attach(manager);
                if (state != zero) {
                    state.close();
                }
                state = next;
            }
            x.attach(manager);
        }
    }

    @Override
    public float[] outputs() {
        return outputs;
    }
}
