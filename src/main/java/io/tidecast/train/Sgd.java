package io.tidecast.train;

/**
 * Stochastic gradient descent with momentum: {@code v = momentum v + g; w -= rate v}.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html">torch.optim.SGD</a>
 */
public final class Sgd implements Optimizer {
    private final float momentum;
    private final float[] velocity;

    /** For so many parameters; momentum 0 is plain descent. */
    public Sgd(int size, double momentum) {
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("momentum must be at least 0 and below 1, was " + momentum);
        }
        this.momentum = (float) momentum;
        this.velocity = new float[size];
    }

    @Override
    public void step(float[] parameters, float[] gradients, double learningRate) {
        float rate = (float) learningRate;
        for (int i = 0; i < velocity.length; i++) {
            float v = momentum * velocity[i] + gradients[i];
            velocity[i] = v;
            parameters[i] -= rate * v;
        }
    }
}
