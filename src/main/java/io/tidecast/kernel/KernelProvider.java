package io.tidecast.kernel;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Provider of the {@link Kernels} that this process computes with, and why. {@link Choice#AUTO} takes the vector
 * kernels where the JVM was started with {@code --add-modules jdk.incubator.vector}, else the plain ones. This class
 * alone reaches the vector kernels, by name, so that everything runs without the module, too.
 */
public final class KernelProvider {
    private static final String MODULE = "jdk.incubator.vector";
    private static final String VECTOR_KERNELS = "io.tidecast.kernel.VectorKernels";
    private static final AtomicReference<Provided> current = new AtomicReference<>();

    private KernelProvider() {}

    /** Kernels that may be asked for. */
    public enum Choice {
        /** The fastest present. */
        AUTO,
        /** The JDK's Vector API. */
        VECTOR,
        /** EJML. */
        EJML,
        /** Loops the JVM's compiler vectorises. */
        PLAIN,
        /** The plain reference. */
        SCALAR
    }

    /**
     * Kernels that were chosen.
     *
     * @param reason one line: which, why, and what would change it
     */
    public record Provided(Kernels kernels, String reason) {}

    /**
     * The kernels of this process: those last asked for with {@link #use}, or the fastest present. Any number of
     * threads may share them.
     */
    public static Kernels kernels() {
        Provided provided = current.get();
        return provided == null ? use(Choice.AUTO).kernels() : provided.kernels();
    }

    /**
     * From here on, networks that are made compute with this choice.
     *
     * @throws IllegalArgumentException if it is not present
     */
    public static Provided use(Choice choice) {
        Provided provided = provide(choice);
        current.set(provided);
        return provided;
    }

    /**
     * The kernels of this choice; changes nothing.
     *
     * @throws IllegalArgumentException if they are not present
     */
    public static Provided provide(Choice choice) {
        boolean vectors = ModuleLayer.boot().findModule(MODULE).isPresent();
        if (choice == Choice.VECTOR && !vectors) {
            throw new IllegalArgumentException(
                    "kernels must not be vector without the JVM's flag --add-modules " + MODULE);
        }
        return switch (choice) {
            case SCALAR -> forced(new ScalarKernels());
            case PLAIN -> forced(new PlainKernels());
            case EJML -> forced(new EjmlKernels());
            case VECTOR -> forced(vectorKernels());
            case AUTO ->
                vectors
                        ? new Provided(
                                vectorKernels(),
                                "kernels: vector, the fastest, as the module " + MODULE
                                        + " is on; the setting kernels=plain|ejml|scalar would change it")
                        : new Provided(
                                new PlainKernels(),
                                "kernels: plain, as the module " + MODULE + " is off; the JVM's flag --add-modules "
                                        + MODULE + " would switch on the faster vector ones");
        };
    }

    private static Provided forced(Kernels kernels) {
        return new Provided(
                kernels,
                "kernels: " + kernels.name() + ", as the setting kernels says; kernels=auto would take the fastest");
    }

    private static Kernels vectorKernels() {
        try {
            return Class.forName(VECTOR_KERNELS)
                    .asSubclass(Kernels.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the module " + MODULE + " is on, but the vector kernels don't load", e);
        }
    }
}
