package io.tidecast.learn;

import io.tidecast.series.Segment;
import io.tidecast.series.TimeStep;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * New data: the part of history that is new to the champion; the rest is older history, replayed so that it is not
 * forgotten.
 */
sealed interface NewSteps {
    /**
     * Index of a device's first new step.
     *
     * @param segments its history, in the order of time
     */
    long from(String device, List<Segment> segments);

    /** The whole history: all is new. */
    record Everything() implements NewSteps {
        @Override
        public long from(String device, List<Segment> segments) {
            return Long.MIN_VALUE;
        }
    }

    /** Last-arrived steps: new is what came last, by device. */
    record Arrived(Map<String, Long> first) implements NewSteps {
        /** So many steps at the end of the chunks in the order they came. */
        static Arrived last(List<RetrainingRecord.Chunk> chunks, long steps) {
            Map<String, Long> first = new HashMap<>();
            long passed = 0;
            for (int i = chunks.size() - 1; i >= 0 && passed < steps; i--) {
                RetrainingRecord.Chunk chunk = chunks.get(i);
                first.merge(chunk.device(), chunk.segment().firstIndex(), Math::min);
                passed += chunk.segment().steps();
            }
            return new Arrived(first);
        }

        @Override
        public long from(String device, List<Segment> segments) {
            return first.getOrDefault(device, Long.MAX_VALUE);
        }
    }

    /**
     * Steps since the change point: new is what came since things changed.
     *
     * @param grid what a step of the grid is, where there is one
     */
    record Since(long sinceMs, TimeStep grid) implements NewSteps {
        @Override
        public long from(String device, List<Segment> segments) {
            for (Segment segment : segments) {
                for (int step = 0; step < segment.steps(); step++) {
                    if (segment.timeMs(step, grid) >= sinceMs) {
                        return segment.firstIndex() + step;
                    }
                }
            }
            return Long.MAX_VALUE;
        }
    }
}
