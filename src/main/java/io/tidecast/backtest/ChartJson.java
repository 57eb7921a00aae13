package io.tidecast.backtest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * JSON of a chart, which the page's script draws: columns of numbers, the first of which is x, the names of the others,
 * and which two of them bound an area. Six digits of a value are more than can be seen.
 */
final class ChartJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final MathContext DIGITS = new MathContext(6);

    private ChartJson() {}

    /** A plot's; in steps, a value holds until the next x. */
    static String of(ForecastPlot plot, boolean inSteps) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeBooleanField("time", plot.overTime());
            json.writeBooleanField("steps", inSteps);
            json.writeStringField("x", plot.overTime() ? "UTC" : plot.xTitle());
            json.writeNumberField("lines", plot.lines().size());
            json.writeArrayFieldStart("names");
            for (ForecastPlot.Line line : plot.lines()) {
                json.writeString(line.name());
            }
            for (ForecastPlot.Interval band : plot.bands()) {
                json.writeString(band.name() + ", lower");
                json.writeString(band.name() + ", upper");
            }
            json.writeEndArray();
            json.writeArrayFieldStart("columns");
            x(json, plot);
            for (ForecastPlot.Line line : plot.lines()) {
                column(json, line.y());
            }
            for (ForecastPlot.Interval band : plot.bands()) {
                column(json, band.lower());
                column(json, band.upper());
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Time in seconds, as the library that draws it takes it. */
    private static void x(JsonGenerator json, ForecastPlot plot) throws IOException {
        json.writeStartArray();
        for (double x : plot.x()) {
            if (plot.overTime()) {
                json.writeNumber(plain(BigDecimal.valueOf((long) x).movePointLeft(3)));
            } else {
                number(json, x);
            }
        }
        json.writeEndArray();
    }

    private static void column(JsonGenerator json, double[] values) throws IOException {
        json.writeStartArray();
        for (double value : values) {
            number(json, value);
        }
        json.writeEndArray();
    }

    private static void number(JsonGenerator json, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumber(plain(BigDecimal.valueOf(value).round(DIGITS)));
        } else {
            json.writeNull();
        }
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toString();
    }
}
