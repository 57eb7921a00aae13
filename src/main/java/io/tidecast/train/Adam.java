package io.tidecast.train;

import java.util.Arrays;

/**
 * Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019), with the epsilon where each framework has it:
 *
 * <pre>
 * m = b1 m + (1 - b1) g        v = b2 v + (1 - b2) g²
 * torch:  w -= rate · m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + eps)
 * keras:  w -= rate · sqrt(1 - b2^t) / (1 - b1^t) · m / (sqrt(v) + eps)
 * AdamW:  w -= rate · decay · w first, then as torch
 * </pre>
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.optim.AdamW.html">torch.optim.AdamW</a>
 */
public final class Adam implements Optimizer {
    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private final boolean epsilonOutsideCorrection;
    private final double weightDecay;
    private final float[] mean;
    private final float[] square;
    private int steps;

    private Adam(int size, double epsilon, boolean epsilonOutsideCorrection, double weightDecay) {
        this.beta1 = 0.9;
        this.beta2 = 0.999;
        this.epsilon = epsilon;
        this.epsilonOutsideCorrection = epsilonOutsideCorrection;
        this.weightDecay = weightDecay;
        this.mean = new float[size];
        this.square = new float[size];
    }

    /** As torch.optim.Adam with its defaults: betas 0.9 and 0.999, epsilon 1e-8. */
    public static Adam torch(int size) {
        return new Adam(size, 1e-8, false, 0);
    }

    /** As keras.optimizers.Adam with its defaults: epsilon 1e-7. */
    public static Adam keras(int size) {
        return new Adam(size, 1e-7, true, 0);
    }

    /** As torch.optim.AdamW: weight decay decoupled from the gradient. */
    public static Adam decoupled(int size, double weightDecay) {
        if (!(weightDecay >= 0 && weightDecay < 1)) {
            throw new IllegalArgumentException("weight decay must be at least 0 and below 1, was " + weightDecay);
        }
        return new Adam(size, 1e-8, false, weightDecay);
    }

    /** What it keeps: means, then mean squares, of every gradient; with the number of steps enough to go on from. */
    public float[] moments() {
        float[] moments = Arrays.copyOf(mean, 2 * mean.length);
        System.arraycopy(square, 0, moments, mean.length, square.length);
        return moments;
    }

    /** Goes on after so many steps from {@link #moments}. */
    public void goOn(float[] moments, int after) {
        if (moments.length != 2 * mean.length || after < 0) {
            throw new IllegalArgumentException("moments must have " + 2 * mean.length
                    + " values after 0 steps or more, had " + moments.length + " after " + after);
        }
        System.arraycopy(moments, 0, mean, 0, mean.length);
        System.arraycopy(moments, mean.length, square, 0, square.length);
        steps = after;
    }

    @Override
    public void step(float[] parameters, float[] gradients, double learningRate) {
        steps++;
        double correction1 = 1 - StrictMath.pow(beta1, steps);
        double root2 = StrictMath.sqrt(1 - StrictMath.pow(beta2, steps));
        float rate = (float) (learningRate * root2 / correction1);
        // torch's sqrt(v / c2) + eps is (sqrt(v) + eps sqrt(c2)) / sqrt(c2)
        float eps = (float) (epsilonOutsideCorrection ? epsilon : epsilon * root2);
        float keep = (float) (1 - learningRate * weightDecay);
        float b1 = (float) beta1;
        float b2 = (float) beta2;
        float a1 = (float) (1 - beta1);
        float a2 = (float) (1 - beta2);
        for (int i = 0; i < mean.length; i++) {
            float g = gradients[i];
            float m = b1 * mean[i] + a1 * g;
            float v = b2 * square[i] + a2 * (g * g);
            mean[i] = m;
            square[i] = v;
            parameters[i] = keep * parameters[i] - rate * m / ((float) Math.sqrt(v) + eps);
        }
    }
}
