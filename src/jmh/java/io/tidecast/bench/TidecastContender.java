package io.tidecast.bench;

import io.tidecast.kernel.Kernels;
import io.tidecast.nn.Network;
import io.tidecast.nn.Workspace;
import io.tidecast.train.Adam;
import io.tidecast.train.Clipping;
import io.tidecast.train.Loss;
import io.tidecast.train.ThreadTeam;
import io.tidecast.train.Trainer;

/** This project's networks on one provider's kernels. */
final class TidecastContender implements Contender {
    private final Case work;
    private final Network network;
    private final Workspace workspace;
    private final Trainer trainer;
    private final float[] y;

    TidecastContender(Case work, Kernels kernels) {
        this(work, kernels, ThreadTeam.alone());
    }

    /** Which trains with this crew. */
    TidecastContender(Case work, Kernels kernels, ThreadTeam crew) {
        this.work = work;
        this.network = Network.of(work.shape().spec(), kernels);
        this.workspace = network.servingWorkspace();
        this.trainer = new Trainer(
                network,
                work.parameters(),
                new Loss.Mse(),
                Adam.torch(network.layout().size()),
                new Clipping.GlobalNorm(1),
                1,
                crew);
        this.y = new float[work.batch() * Shape.HORIZON];
    }

    @Override
    public String name() {
        return network.kernels().name();
    }

    @Override
    public void run() {
        if (work.work() == Work.TRAINING) {
            trainer.step(work.x(), y, null, work.batch(), work.steps(), 1e-4);
        } else {
            if (work.work() == Work.INFERENCE) {
                workspace.resetState();
            }
            network.forward(work.parameters(), workspace, work.x(), work.batch(), work.steps());
        }
    }

    @Override
    public float[] outputs() {
        return work.work() == Work.TRAINING ? trainer.gradients() : workspace.output();
    }
}
