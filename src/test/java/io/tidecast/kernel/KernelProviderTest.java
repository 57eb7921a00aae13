package io.tidecast.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.kernel.KernelProvider.Choice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelProviderTest {
    @Test
    void shouldTakeTheVectorKernelsWhenTheModuleIsOn() {
        KernelProvider.Provided provided = KernelProvider.provide(Choice.AUTO);
        assertThat(provided.kernels().name())
                .as("with the module of surefire's argLine")
                .isEqualTo("vector");
        assertThat(provided.reason()).contains("vector", "kernels=plain|ejml|scalar");
    }

    @Test
    void shouldGiveWhatIsAskedForWhenForced() {
        for (Choice choice : List.of(Choice.VECTOR, Choice.PLAIN, Choice.EJML, Choice.SCALAR)) {
            KernelProvider.Provided provided = KernelProvider.provide(choice);
            assertThat(provided.kernels().name()).isEqualToIgnoringCase(choice.name());
            assertThat(provided.kernels().isSlowUntilCompiled()).isEqualTo(choice == KernelProvider.Choice.VECTOR);
            assertThat(provided.reason()).contains(provided.kernels().name(), "kernels=auto");
        }
    }

    @Test
    void shouldComputeOnThePlainKernelsWhenTheModuleIsOff() throws IOException, InterruptedException {
        assertThat(inJvm())
                .contains("kernels: plain", "--add-modules jdk.incubator.vector", "must not be vector", "2.0");
    }

    @Test
    void shouldAgreeWithTheReferenceWhenVectorsAreHalfAsWide() throws IOException, InterruptedException {
        assertThat(inJvm("--add-modules", "jdk.incubator.vector", "-XX:MaxVectorSize=32"))
                .contains("kernels: vector", "2.0")
                .doesNotContain("must not be vector");
    }

    private static String inJvm(String... flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Probe.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    /** Runs in a JVM of its own: what is chosen there, and whether it multiplies. */
    static final class Probe {
        public static void main(String[] args) {
            KernelProvider.Provided provided = KernelProvider.provide(Choice.AUTO);
            System.out.println(provided.reason());
            try {
                KernelProvider.provide(Choice.VECTOR);
            } catch (IllegalArgumentException e) {
                System.out.println(e.getMessage());
            }
            if (provided.kernels().name().equals("vector")) {
                agreeWithTheReference(provided.kernels());
            }
            PackedMatrix ones = provided.kernels().matrix(2, 33);
            float[] row = new float[66];
            java.util.Arrays.fill(row, 1f);
            ones.load(row, 0, 0, 2);
            float[] product = new float[9 * 33];
            ones.addProductTo(9, row, 0, 2, product, 0, 33);
            for (float value : product) {
                if (value != 2f) {
                    throw new IllegalStateException("must be 2, was " + value);
                }
            }
            System.out.println(product[0]);
        }

        /** What {@link KernelsTest} asserts in this JVM, in the probe's. */
        private static void agreeWithTheReference(Kernels kernels) {
            KernelsTest test = new KernelsTest();
            for (int size : new int[] {1, 3, 7, 8, 9, 15, 17, 33, 65}) {
                test.shouldMultiplyAsTheReferenceWhenAnySize(kernels, size);
                test.shouldMultiplyBandsAsTheReferenceWhenAnySize(kernels, size);
                test.shouldSquashAsTheReferenceWhenAnySizeAndValue(kernels, size);
                test.shouldStepAGruAsTheReferenceWhenAnySize(kernels, size);
                test.shouldStepAnLstmAsTheReferenceWhenAnySize(kernels, size);
                test.shouldMixAndMultiplyAsTheReferenceWhenAnySize(kernels, size);
            }
            test.shouldMultiplyAsTheReferenceWhenExtreme(kernels);
            test.shouldGiveTheSameBitsWhenARowStandsAmongOthers(kernels);
        }
    }
}
