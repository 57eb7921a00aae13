package io.tidecast.interchange;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;

/** Value of an ONNX graph, as far as its network is concerned: known numbers, or where in the stack of layers it is. */
sealed interface OnnxValue {
    /** Axis of a value that flows through the network. */
    enum Axis {
        BATCH,
        STEPS,
        DIRECTIONS,
        FEATURES,
        ONE,
        /** Batch and steps as one, for a layer that treats every step alike; which of them moves slower. */
        BATCH_STEPS,
        STEPS_BATCH,
        /** Horizon and targets, which the outputs were split into. */
        HORIZON,
        TARGETS
    }

    /** Which of the steps there are. */
    enum Part {
        ALL,
        /** The newest, by its index. */
        LAST,
        /** The oldest. */
        FIRST,
        /** The state in which each direction ended. */
        FINAL
    }

    /** Known weights. */
    record Weights(WeightArray array) implements OnnxValue {}

    /**
     * Whole numbers, as shapes are made of.
     *
     * @param numbers null where one depends on the batch
     */
    record Ints(List<Long> numbers, boolean scalar) implements OnnxValue {
        public Ints {
            numbers = Collections.unmodifiableList(new ArrayList<>(numbers));
        }

        Long only() {
            return numbers.size() == 1 ? numbers.get(0) : null;
        }
    }

    /**
     * States in which layers end, joined as PyTorch gives them.
     *
     * @param each of one direction, [1, batch, features]
     */
    record States(List<Flow> each) implements OnnxValue {
        public States {
            each = List.copyOf(each);
        }
    }

    /**
     * Zeros of whatever shape.
     *
     * @param width size of the last axis, where it is known
     */
    record Zeros(OptionalLong width) implements OnnxValue {
        static Zeros of(List<Long> shape) {
            Long last = shape.isEmpty() ? null : shape.get(shape.size() - 1);
            return new Zeros(last == null ? OptionalLong.empty() : OptionalLong.of(last));
        }
    }

    /**
     * What a layer gives.
     *
     * @param source that gives it
     * @param direction chosen of two; -1: both, or the only one
     */
    record Flow(OnnxSource source, List<Axis> axes, Part part, int direction) implements OnnxValue {
        public Flow {
            axes = List.copyOf(axes);
        }

        Flow with(List<Axis> other) {
            return new Flow(source, other, part, direction);
        }

        Flow with(List<Axis> other, Part chosen) {
            return new Flow(source, other, chosen, direction);
        }

        Flow ofDirection(List<Axis> other, int chosen) {
            return new Flow(source, other, part, chosen);
        }
    }
}
