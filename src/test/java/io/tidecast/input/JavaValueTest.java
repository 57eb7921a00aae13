package io.tidecast.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.input.FieldValue.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class JavaValueTest {
    @Test
    void shouldTellTheKindOfEachTypeOfJava() {
        assertThat(new JavaValue(null).kind()).isEqualTo(Kind.MISSING);
        assertThat(new JavaValue(Double.NaN).kind()).isEqualTo(Kind.MISSING);
        assertThat(new JavaValue(Float.NaN).kind()).isEqualTo(Kind.MISSING);
        assertThat(new JavaValue(3).kind()).isEqualTo(Kind.INTEGER);
        assertThat(new JavaValue(BigInteger.TEN).kind()).isEqualTo(Kind.INTEGER);
        assertThat(new JavaValue(0.5f).kind()).isEqualTo(Kind.FRACTION);
        assertThat(new JavaValue(BigDecimal.ONE).kind()).isEqualTo(Kind.FRACTION);
        assertThat(new JavaValue("x").kind()).isEqualTo(Kind.TEXT);
        assertThat(new JavaValue(LocalDateTime.MIN).kind()).isEqualTo(Kind.TEXT);
        assertThat(new JavaValue(true).kind()).isEqualTo(Kind.TRUTH);
        assertThat(new JavaValue(true).number()).isEqualTo(1);
        assertThat(new JavaValue(List.of()).kind()).isEqualTo(Kind.OTHER);
    }

    @Test
    void shouldGiveAMomentInMilliseconds() {
        JavaValue moment = new JavaValue(Instant.parse("2026-03-02T05:00:00.250999999Z"));
        assertThat(moment.kind()).isEqualTo(Kind.MOMENT);
        assertThat(moment.number()).isEqualTo(1_772_427_600_250.0);
        assertThat(new JavaValue(Instant.MAX).number()).isGreaterThan(1e18);
    }

    @Test
    void shouldNotWriteOutANumberOfAMillionDigits() {
        BigInteger huge = BigInteger.ONE.shiftLeft(4_000_000);
        assertThat(new JavaValue(new BigDecimal(huge, 3))).hasToString("a decimal of 4000001 bits");
        assertThat(new JavaValue(huge)).hasToString("a number of 4000001 bits");
    }
}
