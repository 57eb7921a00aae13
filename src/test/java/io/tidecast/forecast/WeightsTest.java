package io.tidecast.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightsTest {
    @Test
    void shouldNameTheLargestThreeAndWhatIsLeft() {
        assertThat(Weights.most(Map.of("persistence", 0.05, "network", 0.62, "naive-mean", 0.03, "drift", 0.3)))
                .isEqualTo("network 62 %, drift 30 %, persistence 5 %, others 3 %");
        assertThat(Weights.most(Map.of("network", 0.5, "drift", 0.25))).isEqualTo("network 67 %, drift 33 %");
    }
}
