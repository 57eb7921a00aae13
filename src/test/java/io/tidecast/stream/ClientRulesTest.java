package io.tidecast.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientRulesTest {
    private static StreamSettings with(String key, String value) {
        return StreamFixtures.settings(List.of("temp"), List.of("temp")).withKafka(Map.of(key, value));
    }

    @ParameterizedTest
    @CsvSource({
        "acks, 1, be all",
        "producer.acks, 0, be all",
        "enable.idempotence, false, be true",
        "isolation.level, read_uncommitted, be read_committed",
        "main.consumer.isolation.level, read_uncommitted, be read_committed",
        "global.consumer.enable.auto.commit, true, be false",
        "processing.guarantee, none, be exactly_once_v2 or at_least_once"
    })
    void shouldRefuseWhatIsNeverRightWithNameRuleAndValue(String key, String value, String rule) {
        assertThatThrownBy(() -> with(key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("kafka." + key + " must " + rule)
                .hasMessageEndingWith(", was " + value);
    }

    @ParameterizedTest
    @CsvSource({
        "acks, all",
        "producer.acks, -1",
        "enable.idempotence, true",
        "consumer.isolation.level, read_committed",
        "enable.auto.commit, false",
        "processing.guarantee, exactly_once_v2",
        "fallbacks, 1"
    })
    void shouldPassOnWhatIsRight(String key, String value) {
        assertThat(with(key, value).warnings()).isEmpty();
    }

    @Test
    void shouldWarnOfAWeakerGuarantee() {
        assertThat(with("processing.guarantee", "at_least_once").warnings())
                .singleElement()
                .asString()
                .startsWith("kafka.processing.guarantee should be exactly_once_v2")
                .endsWith(", was at_least_once");
    }
}
