package io.tidecast.kernel;

/**
 * Matrix products by EJML, a library of dense linear algebra in plain Java; everything else as {@link PlainKernels} has
 * it.
 */
final class EjmlKernels extends PlainKernels {
    @Override
    public String name() {
        return "ejml";
    }

    @Override
    public PackedMatrix matrix(int columns, Band... bands) {
        return new EjmlMatrix(new Bands(columns, bands));
    }
}
