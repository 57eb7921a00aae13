package io.tidecast.kernel;

/** Loops of the kind that HotSpot's compiler turns into vector instructions by itself: the fallback where the Vector API is absent. What is not written anew here stands in the reference. */
class PlainKernels extends ScalarKernels {
    @Override
    public String name() {
        return "plain";
    }

    @Override
    public PackedMatrix matrix(int columns, Band... bands) {
        return new PlainMatrix(new Bands(columns, bands));
    }
}
