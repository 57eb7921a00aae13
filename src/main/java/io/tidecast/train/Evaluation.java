package io.tidecast.train;

import io.tidecast.nn.Network;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.Resets;
import io.tidecast.nn.Workspace;

/** Validation loss of given parameters on data they don't learn from: no dropout, no gradient. */
public final class Evaluation {
    private static final int BATCH = 64;

    private final Network network;
    private final Loss loss;
    private final Workspace workspace;

    /** With a workspace of its own, so for one thread. */
    public Evaluation(Network network, Loss loss) {
        this.network = network;
        this.loss = loss;
        this.workspace = network.servingWorkspace();
    }

    /** The mean loss over windows that know nothing of each other; 0 when no target counts. */
    public double over(Windows windows, Parameters parameters) {
        int[] order = new int[windows.count()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        Windows.Batch batch = windows.batch(Math.min(BATCH, order.length));
        double sum = 0;
        long counted = 0;
        for (int from = 0; from < order.length; from += BATCH) {
            int size = Math.min(BATCH, order.length - from);
            counted += batch.fill(order, from, size);
            workspace.resetState();
            network.forward(parameters, workspace, batch.x(), size, windows.steps());
            sum += loss.sum(
                    workspace.output(), batch.y(), batch.mask(), size * workspace.outputSteps(), width(), 0, null);
        }
        return counted == 0 ? 0 : sum / counted;
    }

    /** The mean loss along lanes from the zero state, so many steps a call; 0 when no target counts. */
    public double along(Lanes lanes, int chunk, Parameters parameters) {
        int batch = lanes.lanes();
        float[] x = new float[batch * chunk * network.inputs()];
        float[] y = new float[batch * chunk * width()];
        float[] mask = new float[batch * chunk * width()];
        double sum = 0;
        long counted = 0;
        workspace.resetState();
        for (int from = 0; from < lanes.steps(); from += chunk) {
            int length = Math.min(chunk, lanes.steps() - from);
            lanes.inputs(from, from + length, x);
            lanes.targets(from, from + length, y, mask);
            Resets resets = Resets.of(batch, length);
            TruncatedBptt.markResets(lanes, from, length, resets);
            network.forward(parameters, workspace, x, batch, length, resets);
            sum += loss.sum(workspace.output(), y, mask, batch * length, width(), 0, null);
            counted += Loss.counted(mask, batch * length * width());
        }
        return counted == 0 ? 0 : sum / counted;
    }

    private int width() {
        return network.outputs() / loss.predictionsPerTarget();
    }
}
