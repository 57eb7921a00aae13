package io.tidecast.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.kernel.KernelProvider;
import io.tidecast.kernel.KernelProvider.Choice;
import io.tidecast.kernel.Kernels;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ServingMemoryTest {
    private static final int NETWORKS = 150;
    private static final long MOST = 16 << 20;

    static Stream<Kernels> kernels() {
        return Arrays.stream(Choice.values())
                .map(choice -> KernelProvider.provide(choice).kernels());
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void shouldBoundWhatAWorkspaceHoldsWhateverTheLayersAndKernels(Kernels kernels) {
        Random random = new Random(7);
        int run = 0;
        for (int i = 0; i < NETWORKS; i++) {
            int steps = 1 + random.nextInt(40);
            NetworkSpec spec = RandomNetworks.draw(random, 1 + random.nextInt(9), 4, 300);
            long bound = spec.servingBytes(steps);
            if (bound <= MOST) {
                run++;
                assertThat(held(Network.of(spec, kernels), steps))
                        .as("%s over %d steps", spec, steps)
                        .isLessThanOrEqualTo(bound);
            }
        }
        assertThat(run).isGreaterThan(NETWORKS / 2);
    }

    @ParameterizedTest
    @MethodSource("io.tidecast.nn.LayerContractTest#examples")
    void shouldBoundEveryKindOfLayer(LayerSpec example) {
        NetworkSpec spec = NetworkCase.around(example, 3, 5);
        for (Kernels kernels : kernels().toList()) {
            assertThat(held(Network.of(spec, kernels), 9)).isLessThanOrEqualTo(spec.servingBytes(9));
        }
    }

    /** Bytes in arrays and objects that are reached from a workspace which has run, without those of its network. */
    private static long held(Network network, int steps) {
        Workspace workspace = network.servingWorkspace();
        float[] x = new float[steps * network.inputs()];
        workspace.resetState();
        network.forward(Parameters.zeros(network.layout()), workspace, x, 1, steps);
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        seen.add(network);
        seen.add(network.kernels());
        Deque<Object> due = new ArrayDeque<>(List.of(workspace));
        long bytes = 0;
        while (!due.isEmpty()) {
            Object object = due.pop();
            if (seen.add(object)) {
                bytes += 16;
                bytes += object.getClass().isArray() ? ofArray(object, due) : ofFields(object, due);
            }
        }
        return bytes;
    }

    private static long ofArray(Object array, Deque<Object> due) {
        int length = Array.getLength(array);
        if (array instanceof Object[] objects) {
            Arrays.stream(objects).filter(object -> object != null).forEach(due::push);
        }
        int width = array instanceof long[] || array instanceof double[]
                ? Long.BYTES
                : array instanceof boolean[] || array instanceof byte[] ? Byte.BYTES : Integer.BYTES;
        return (long) length * width;
    }

    private static long ofFields(Object object, Deque<Object> due) {
        long bytes = 0;
        for (Class<?> type = object.getClass(); type != null && isOurs(type); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    bytes += Long.BYTES;
                    push(object, field, due);
                }
            }
        }
        return bytes;
    }

    private static boolean isOurs(Class<?> type) {
        return type.getName().startsWith("io.tidecast.") || type.getName().startsWith("org.ejml.");
    }

    private static void push(Object object, Field field, Deque<Object> due) {
        if (field.getType().isPrimitive()) {
            return;
        }
        try {
            field.setAccessible(true);
            Object value = field.get(object);
            if (value != null) {
                due.push(value);
            }
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldCountInLongWhenSizesAreTheLargestOfASpec() {
        NetworkSpec enormous =
                NetworkSpec.of(9, new SimpleRnn(1, false, false), new RepeatVector(65_536), new Dense(65_536));
        assertThat(enormous.servingBytes(1)).isGreaterThan(65_536L * 65_536 * Float.BYTES);
        LayerSpec[] dropouts = new LayerSpec[40_000];
        Arrays.fill(dropouts, new Dropout(0.1f));
        assertThat(NetworkSpec.of(65_536, dropouts).servingBytes(Integer.MAX_VALUE))
                .as("more than a long counts")
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldRefuseParametersThatAnArrayDoesNotHold() {
        NetworkSpec wide = NetworkSpec.of(9, new Gru(65_536, true, false));
        assertThatThrownBy(() -> Network.of(wide))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weight_hh must have at most 2147483647 elements, had shape [196608, 65536]");
        LayerSpec layer = new SimpleRnn(20_000, false, true);
        NetworkSpec deep = NetworkSpec.of(9, layer, layer, layer);
        assertThatThrownBy(() -> Network.of(deep))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a network must have at most 536870911 parameters, had ");
    }
}
