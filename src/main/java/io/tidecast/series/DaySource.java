package io.tidecast.series;

import java.util.List;

/** Days of one's own that a covariate asks for; where a topic tells them they change while they are read. */
public interface DaySource {
    List<DayRange> days();

    /** Another number once the days are others. */
    int version();

    /** Days that stay. */
    record Fixed(List<DayRange> days) implements DaySource {
        public Fixed {
            days = List.copyOf(days);
        }

        @Override
        public int version() {
            return 0;
        }
    }
}
