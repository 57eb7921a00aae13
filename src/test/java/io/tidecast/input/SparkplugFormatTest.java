package io.tidecast.input;

import static io.tidecast.input.FormatFixture.decode;
import static io.tidecast.input.FormatFixture.shown;
import static io.tidecast.input.SparkplugSample.metric;
import static io.tidecast.input.SparkplugSample.payload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.record.UnreadableRecordException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparkplugFormatTest {
    private static final String BIRTH = "spBv1.0/plant/DBIRTH/gateway/pump-7";
    private static final String DATA = "spBv1.0/plant/DDATA/gateway/pump-7";
    private static final String REBIRTH_HINT = "ask the edge node for a rebirth, then send this again";
    private static final int INT8 = 1;
    private static final int INT16 = 2;

    private final ReadingDecoder decoder = FormatFixture.decoder(FormatFixture.standard("sparkplug-b"));

    @Test
    void shouldExplainAliasesByTheBirthCertificate() {
        assertThat(shown(decode(decoder, BIRTH, SparkplugSample.BIRTH)))
                .containsExactly("plant/gateway/pump-7 0 [71.5, -3.0]");
        assertThat(shown(decode(decoder, DATA, SparkplugSample.DATA)))
                .containsExactly("plant/gateway/pump-7 120000 [72.5, -4.0]");
    }

    @Test
    void shouldRefuseAnAliasThatNoCertificateOfTheTaskHasTold() {
        assertThatThrownBy(() -> decode(decoder, DATA, SparkplugSample.DATA))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageStartingWith("alias of plant/gateway/pump-7 must be of a birth certificate")
                .hasMessageContaining(REBIRTH_HINT)
                .hasMessageEndingWith(", was 1");
    }

    @Test
    void shouldTakeTheAliasesOfTheLastCertificateAndNoneFromBefore() {
        decode(decoder, BIRTH, SparkplugSample.BIRTH);
        decode(decoder, BIRTH, payload(0, metric("load", 1, 10, 9.5)));
        assertThat(shown(decode(decoder, DATA, payload(FormatFixture.TIMESTAMP_MS, metric(null, 1, 0, 8.5)))))
                .containsExactly("plant/gateway/pump-7 0 [NaN, 8.5]");
        assertThatThrownBy(() -> decode(decoder, DATA, payload(0, metric(null, 2, 0, 1.5))))
                .hasMessageContaining(REBIRTH_HINT);
    }

    @Test
    void shouldForgetTheDevicesOfAnEdgeNodeThatIsBornAgain() {
        decode(decoder, BIRTH, SparkplugSample.BIRTH);
        decode(decoder, "spBv1.0/plant/NBIRTH/gateway", payload(0, metric("bdSeq", 9, 8, 1)));
        assertThatThrownBy(() -> decode(decoder, DATA, SparkplugSample.DATA)).hasMessageContaining(REBIRTH_HINT);
    }

    @Test
    void shouldNotTakeAnAliasOfAnotherEdgeNodeOrDevice() {
        decode(decoder, BIRTH, SparkplugSample.BIRTH);
        assertThatThrownBy(() -> decode(decoder, "spBv1.0/plant/DDATA/other/pump-7", SparkplugSample.DATA))
                .hasMessageContaining(REBIRTH_HINT);
        assertThatThrownBy(() -> decode(decoder, "spBv1.0/plant/DDATA/gateway/pump-8", SparkplugSample.DATA))
                .hasMessageContaining(REBIRTH_HINT);
    }

    @Test
    void shouldReadNamesWithoutACertificateAndSignsByTheType() {
        byte[] named = payload(FormatFixture.TIMESTAMP_MS, metric("temp", 1, INT8, -5), metric("load", 2, INT16, -300));
        assertThat(shown(decode(decoder, DATA, named))).containsExactly("plant/gateway/pump-7 0 [-5.0, -300.0]");
        assertThatThrownBy(() -> decode(decoder, DATA, payload(0, metric("temp", 1, 0, -5))))
                .hasMessageStartingWith("datatype of temp must be in the metric or a birth certificate")
                .hasMessageContaining(REBIRTH_HINT);
        decode(decoder, BIRTH, payload(0, metric("temp", 1, INT8, 1)));
        assertThat(shown(decode(decoder, DATA, payload(FormatFixture.TIMESTAMP_MS, metric("temp", 1, 0, -5)))))
                .containsExactly("plant/gateway/pump-7 0 [-5.0, NaN]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spBv1.0/plant/DDEATH/gateway/pump-7",
                "spBv1.0/plant/NCMD/gateway",
                "spBv1.0/STATE/scada",
            })
    void shouldPassOverWhatHoldsNoMetrics(String topic) {
        assertThat(decode(decoder, topic, new byte[] {1, 2, 3})).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"pump-7", "spBv1.0/plant/DDATA", "spAv1.0/plant/DDATA/gateway", "spBv1.0/plant/NEWS/gateway"})
    void shouldRefuseAnotherTopicThanSparkplugs(String topic) {
        assertThatThrownBy(() -> decode(decoder, topic, SparkplugSample.DATA))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageStartingWith("MQTT topic at key must be spBv1.0/GROUP/TYPE/EDGE")
                .hasMessageContaining("readings.mqtt-topic");
    }
}
