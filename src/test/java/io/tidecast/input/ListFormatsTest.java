package io.tidecast.input;

import static io.tidecast.input.FormatFixture.decode;
import static io.tidecast.input.FormatFixture.shown;
import static io.tidecast.input.FormatFixture.standard;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.input.ReadingDecoder.Decoded;
import io.tidecast.record.UnreadableRecordException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Records that hold several readings, or metrics that make one. */
class ListFormatsTest {
    private static final RecordShape INSIDE = RecordShape.usual().withEach(new FieldPath("/all"));

    private static String metric(String name, Object value) {
        return "{\"device\":\"a\",\"name\":\"" + name + "\",\"value\":" + value + "}";
    }

    @Test
    void shouldTakeDeviceAndTimeFromAroundTheList() {
        ReadingFormat readings = FormatFixture.readings("json", INSIDE, "record:/site", "record:/at", "/temp");
        assertThat(shown(decode(
                        readings, "{\"site\":\"n\",\"at\":\"2026-03-02T05:00:01.250Z\",\"all\":[{\"temp\":1}]}")))
                .containsExactly("n 1000 [1.0]");
    }

    @Test
    void shouldRefuseTheRecordWhenTheListIsNotThereOrHoldsOtherThanObjects() {
        ReadingFormat readings = standard("json").withShape(INSIDE);
        assertThatThrownBy(() -> decode(readings, "{\"other\":[]}"))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessage("readings at /all must be there, was nothing");
        assertThatThrownBy(() -> decode(readings, "{\"all\":[1]}"))
                .hasMessage("readings at /all must be a JSON object, was 1");
        assertThatThrownBy(() -> decode(readings, "{\"all\":\"x\"}"))
                .hasMessageStartingWith("readings at /all must be a JSON object");
        assertThat(decode(readings, "{\"all\":[]}")).isEmpty();
    }

    @Test
    void shouldMakeOneReadingOfTheMetricsOfADeviceAndTime() {
        String pack = "[" + metric("temp", 1) + "," + metric("fan", 9) + "," + metric("load", 2) + "]";
        assertThat(shown(decode(standard("json-long"), pack))).containsExactly("a 0 [1.0, 2.0]");
    }

    @Test
    void shouldKeepARepeatOfAValueApartSoThatItIsCounted() {
        String pack = "[" + metric("temp", 1) + "," + metric("temp", 3) + "," + metric("load", 2) + "]";
        assertThat(shown(decode(standard("json-long"), pack))).containsExactly("a 0 [1.0, 2.0]", "a 0 [3.0, NaN]");
    }

    @Test
    void shouldNotLetAMetricThatCannotBeReadCostItsNeighbours() {
        List<Decoded> all =
                decode(standard("json-long"), "[" + metric("temp", "\"hot\"") + "," + metric("load", 2) + "]");
        assertThat(shown(all)).containsExactly("a 0 [NaN, 2.0]");
        assertThat(all.get(0).dropped()).singleElement().satisfies(why -> assertThat(why)
                .hasMessageStartingWith("/values/temp at /values/temp must be a number"));
        assertThatThrownBy(() -> decode(standard("json-long"), metric("temp", "\"hot\"")))
                .isInstanceOf(UnreadableRecordException.class);
    }

    @Test
    void shouldLeaveOutMetricsThatNoValueNamesAndRefuseThoseWithoutAName() {
        assertThat(decode(standard("json-long"), metric("fan", 9))).isEmpty();
        assertThatThrownBy(() -> decode(standard("json-long"), "{\"device\":\"a\",\"value\":1}"))
                .hasMessageStartingWith("metric name at /name must be a string");
    }

    @Test
    void shouldAddBasesOfSenmlAndCountSmallTimesFromTheRecord() {
        String pack =
                "[{\"bn\":\"a\",\"bv\":20,\"n\":\"temp\",\"v\":1.5,\"t\":-60},{\"bs\":100,\"n\":\"load\",\"s\":5},"
                        + "{\"bn\":\"b\",\"n\":\"load\",\"v\":1}]";
        assertThat(shown(decode(standard("senml"), pack)))
                .containsExactly("a -60000 [21.5, NaN]", "a 0 [NaN, 105.0]", "b 0 [NaN, 21.0]");
    }

    @Test
    void shouldRefuseWhatIsNoPackOfSenml() {
        assertThatThrownBy(() -> decode(standard("senml"), "{\"n\":\"temp\",\"v\":1}"))
                .hasMessageStartingWith("value must be a list, a SenML pack");
        assertThatThrownBy(() -> decode(standard("senml"), "[{\"bn\":\"a\",\"bt\":\"x\"}]"))
                .hasMessage("bt must be a number, as in SenML, was \"x\"");
        assertThatThrownBy(() -> decode(standard("senml"), "[{\"n\":\"temp\",\"bt\":1e300,\"v\":1}]"))
                .hasMessageStartingWith("time at bt and t must be of this age");
    }

    @Test
    void shouldReadTheEventsOfABatchAndRefuseDataOfAnotherType() {
        ReadingFormat readings =
                FormatFixture.readings("cloudevents", RecordShape.usual(), "/subject", "/time", "/data/temp");
        assertThat(
                        shown(
                                decode(
                                        readings,
                                        "[{\"subject\":\"a\",\"data\":{\"temp\":1}},{\"subject\":\"b\",\"data_base64\":\"eyJ0ZW1wIjoyfQ==\"}]")))
                .containsExactly("a 0 [1.0]", "b 0 [2.0]");
        assertThatThrownBy(() -> decode(readings, "{\"subject\":\"a\",\"data_base64\":\"!\"}"))
                .hasMessageStartingWith("data_base64 must be JSON in base 64");
    }

    @Test
    void shouldRefuseConnectsPayloadWithoutItsSchema() {
        assertThatThrownBy(() -> decode(standard("connect-json"), "{\"device\":\"a\"}"))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("schemas.enable");
    }
}
