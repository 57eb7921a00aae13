package io.tidecast.input;

import static io.tidecast.input.FormatFixture.decode;
import static io.tidecast.input.FormatFixture.shown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.input.ReadingFormat.TimeUnit;
import io.tidecast.record.UnreadableRecordException;
import io.tidecast.series.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InfluxFormatTest {
    private static final ReadingFormat READINGS =
            FormatFixture.readings("influx", RecordShape.usual(), "/tags/host", "/ts", "/values/temp", "/values/load");

    private static final String AT = " 1772427600250999999";

    @Test
    void shouldReadEachTypeOfField() {
        String lines = "m,host=a temp=-1.5e1,load=7i" + AT + "\nm,host=b temp=t,load=18446744073709551615u" + AT + "\n"
                + "m,host=c temp=F,load=\"x\"" + AT;
        assertThat(shown(decode(READINGS, lines)))
                .containsExactly("a 0 [-15.0, 7.0]", "b 0 [1.0, NaN]", "c 0 [0.0, NaN]");
    }

    @Test
    void shouldKeepWhatABackslashKeeps() {
        ReadingFormat readings = FormatFixture.readings(
                "influx", RecordShape.usual(), "/tags/the host", "/ts", "/values/a=b", "/values/c,d");
        assertThat(shown(decode(readings, "m\\,1,the\\ host=x\\,y\\=\\ z a\\=b=1,c\\,d=2,note=\"a \\\" b,\nc\"" + AT)))
                .containsExactly("x,y= z 0 [1.0, 2.0]");
    }

    @Test
    void shouldPassOverCommentsAndBlankLines() {
        assertThat(decode(READINGS, "# m,host=a temp=1\n\n  \r\n")).isEmpty();
        assertThat(shown(decode(READINGS, "\nm,host=a temp=1 \r\n# x"))).containsExactly("a 0 [1.0, NaN]");
    }

    @Test
    void shouldTakeTheUnitThatIsSet() {
        ReadingFormat seconds = new ReadingFormat(
                READINGS.input(),
                READINGS.device(),
                READINGS.time(),
                TimeForm.of(TimeUnit.EPOCH_S),
                READINGS.values(),
                READINGS.form(),
                READINGS.limits());
        assertThat(shown(decode(seconds, "m,host=a temp=1 1772427601"))).containsExactly("a 750 [1.0, NaN]");
        Reading reading = new Reading("a b", 1_772_427_601_000L, new double[] {1.5, Double.NaN});
        assertThat(seconds.encoder().encode(reading)).asString().isEqualTo("readings,host=a\\ b temp=1.5 1772427601");
        assertThat(decode(FormatFixture.decoder(seconds), "", seconds.encoder().encode(reading)))
                .singleElement()
                .satisfies(decoded -> assertThat(decoded.reading().device()).isEqualTo("a b"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "m | must have a space before its fields",
                "m,host temp=1 | must have a space before its fields",
                "m,host=a temp | must have a = there",
                "m,host=a temp=x | must have numbers, truth values or texts in quotes as fields",
                "m,host=a temp=1 soon | must end in a whole number of 64 bits, the timestamp",
                "m,host=a temp=1 9772427600250000000 | must end in a whole number of 64 bits, the timestamp",
                "m,host=a temp=1 -9223372036854775809 | must end in a whole number of 64 bits, the timestamp",
                "m,host=a temp=1 1 2 | must end behind the timestamp",
                "m,=a temp=1 | must have a name there",
                "m,host=a temp=\"x | must have a",
                "m,host=a temp=1i2 | must have numbers"
            })
    void shouldSayWhatIsWrongWithALine(String line, String rule) {
        assertThatThrownBy(() -> decode(READINGS, line))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("value must be lines of InfluxDB's protocol: each " + rule);
    }

    @Test
    void shouldRefuseToWriteWhereALineHasNoPlace() {
        ReadingFormat wrong = FormatFixture.readings("influx", RecordShape.usual(), "/host", "/ts", "/values/temp");
        assertThatThrownBy(wrong::encoder).hasMessageContaining("must have it at /tags/NAME, was /host");
    }
}
