package io.tidecast.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PrecisionTest {
    private static final double METER = 18_230_876_543.25; // single precision has 18,230,876,160 next to it

    @ParameterizedTest
    @CsvSource({
        "71.4, 71.4",
        "0.1, 0.1",
        "123456.789, 123456.789",
        "23.45678901234, 23.45678901234",
        "0.00001234567, 1.234567E-5",
        "9.999999, 9.999999",
        "450941.375, 450941.375",
        "600000.1, 600000.1",
        "600000.125, 600000.125",
        "-1048575.9, -1048575.9",
        "1048576.03, 1048576.03",
        "18230876543.25, 1.823087654325E10",
        "18230876160, 1.823087616E10",
        "NaN, NaN",
        "-0.0, -0.0"
    })
    void shouldBeWrittenAsTheReadingIs(double value, String written) {
        assertThat(Precision.written(Precision.read(value))).hasToString(written);
    }

    /** Against the reference: as text. */
    @Property
    void shouldBeAnotherValueWhenItIsMovedByItsUnit(@ForAll double given) {
        double value = Precision.of(given % 1e30);
        double unit = Precision.unit(value);
        assertThat(Precision.of(value - unit)).isLessThan(value);
        assertThat(Precision.of(value + unit)).isGreaterThan(value);
        assertThat((double) (float) unit).as("it is a half-width, too").isEqualTo(unit);
    }

    @Property(tries = 5000)
    void shouldWriteADecimalOfUpToEightDigitsAsItWasRead(
            @ForAll @IntRange(min = -99_999_999, max = 99_999_999) int digits,
            @ForAll @IntRange(min = 0, max = 9) int decimals) {
        shouldBeWrittenAsItWasRead(BigDecimal.valueOf(digits, decimals));
    }

    @Property(tries = 5000)
    void shouldWriteADecimalOfUpToThreePlacesAsItWasRead(
            @ForAll @LongRange(min = -99_999_999_999_999L, max = 99_999_999_999_999L) long digits,
            @ForAll @IntRange(min = 0, max = 3) int decimals) {
        shouldBeWrittenAsItWasRead(BigDecimal.valueOf(digits, decimals));
    }

    /** Binary fractions of a few places, which are numbers of single precision as they are. */
    @Property(tries = 5000)
    void shouldWriteShortBinaryFractionsAsTheyWereRead(
            @ForAll @IntRange(min = -8 * (1 << 20), max = 8 * (1 << 20)) int eighths,
            @ForAll @IntRange(min = -999, max = 999) int fraction) {
        shouldBeWrittenAsItWasRead(BigDecimal.valueOf(eighths / 8.0));
        shouldBeWrittenAsItWasRead(BigDecimal.valueOf(fraction / 64.0));
    }

    private static void shouldBeWrittenAsItWasRead(BigDecimal decimal) {
        double value = decimal.doubleValue();
        double kept = Precision.read(value);
        assertThat(Double.parseDouble(Precision.written(kept).toString())).isEqualTo(value);
        boolean sameDigits = Double.parseDouble(Float.toString((float) value)) == value;
        boolean eighths = new BigDecimal((float) value)
                        .multiply(BigDecimal.valueOf(8))
                        .stripTrailingZeros()
                        .scale()
                <= 0;
        if (sameDigits && !eighths && !Precision.isLarge(value)) {
            assertThat(Precision.isSingle(kept)).as("half the bytes do").isTrue();
        }
    }

    @Property(tries = 1000)
    void shouldKeepAValueTheSameWhenItIsKeptAgain(@ForAll double value) {
        assertThat(Precision.of(Precision.of(value))).isEqualTo(Double.valueOf(Precision.of(value)));
        assertThat(Precision.read(Precision.read(value))).isEqualTo(Double.valueOf(Precision.read(value)));
        assertThat(Precision.read(Precision.of(value))).isEqualTo(Double.valueOf(Precision.of(value)));
    }

    @Test
    void shouldBeInfiniteBeyondSinglePrecisionWhichDifferencesMustFit() {
        assertThat(Precision.read(1e39)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Precision.of(-1e39)).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @ParameterizedTest
    @EnumSource(
            value = Aggregation.class,
            names = {"MEAN", "LAST", "MIN", "MAX"})
    void shouldAggregateAMeterToItsLastDigit(Aggregation aggregation) {
        assertThat(aggregation.of(METER, METER, METER)).isEqualTo(METER);
    }

    @Test
    void shouldFillAcrossAGapOfAMeterOnTheLine() {
        Segment gap = new Segment(0, 1, new double[] {METER, METER, METER + 3}, new boolean[] {true, false, true});
        assertThat(Fill.LINEAR.bridge(gap, 5).values()).containsExactly(METER, METER + 1.5, METER + 3);
    }

    @ParameterizedTest
    @EnumSource(Scaling.Measure.class)
    void shouldMeasureAMeterAsTheSameSeriesNearZeroAlsoWhenItIsReadBack(Scaling.Measure measure) {
        Random random = new Random(1);
        RunningScale low = new RunningScale(1, 50, measure);
        RunningScale high = new RunningScale(1, 50, measure);
        double before = 0;
        for (int t = 0; t < 300; t++) {
            double value = (float) (300 * random.nextGaussian());
            for (RunningScale scale : new RunningScale[] {low, high}) {
                double base = scale == high ? METER : 0;
                scale.addLevel(0, base + value);
                if (t > 0) {
                    scale.addChange(0, base + value - (base + before));
                }
            }
            before = value;
            ByteBuffer stored = ByteBuffer.allocate(high.bytes());
            high.write(stored);
            assertThat(stored.hasRemaining()).as("bytes as announced").isFalse();
            high = RunningScale.read(stored.flip(), 1, 50, measure);
            assertThat(stored.hasRemaining()).as("all of it read").isFalse();
        }
        Scale near = low.scale();
        Scale far = high.scale();
        assertThat(far.mean()[0] - METER).isCloseTo(near.mean()[0], offset(0.1));
        assertThat(far.std()[0]).isCloseTo(near.std()[0], offset(0.1f));
        assertThat(far.diff()[0]).isCloseTo(near.diff()[0], offset(0.1f));
        assertThat(far.level(0, far.mean()[0] + far.std()[0])).isEqualTo(1);
        assertThat(far.after(0, METER, 0.5f)).isEqualTo(METER + far.diff()[0] * 0.5);
    }
}
