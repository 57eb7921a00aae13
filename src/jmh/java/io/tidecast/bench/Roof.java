package io.tidecast.bench;

import jdk.incubator.vector.FloatVector;

/** The most multiply-adds a core can do: ten chains of them in registers, enough to hide each one's latency. */
final class Roof {
    private static final int ROUNDS = 1_000_000;
    private final float[] sink = new float[FloatVector.SPECIES_PREFERRED.length()];

    /** Floating point operations of one {@link #run}. */
    static double operations() {
        return 2.0 * 10 * ROUNDS * FloatVector.SPECIES_PREFERRED.length();
    }

    void run() {
        FloatVector m = FloatVector.broadcast(FloatVector.SPECIES_PREFERRED, 0.999f);
        FloatVector a = FloatVector.broadcast(FloatVector.SPECIES_PREFERRED, 1e-3f);
        FloatVector s0 = a;
        FloatVector s1 = a;
        FloatVector s2 = a;
        FloatVector s3 = a;
        FloatVector s4 = a;
        FloatVector s5 = a;
        FloatVector s6 = a;
        FloatVector s7 = a;
        FloatVector s8 = a;
        FloatVector s9 = a;
        for (int i = 0; i < ROUNDS; i++) {
            s0 = s0.fma(m, a);
            s1 = s1.fma(m, a);
            s2 = s2.fma(m, a);
            s3 = s3.fma(m, a);
            s4 = s4.fma(m, a);
            s5 = s5.fma(m, a);
            s6 = s6.fma(m, a);
            s7 = s7.fma(m, a);
            s8 = s8.fma(m, a);
            s9 = s9.fma(m, a);
        }
        s0.add(s1)
                .add(s2)
                .add(s3)
                .add(s4)
                .add(s5)
                .add(s6)
                .add(s7)
                .add(s8)
                .add(s9)
                .intoArray(sink, 0);
    }
}
