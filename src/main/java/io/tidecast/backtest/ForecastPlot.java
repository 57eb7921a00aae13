package io.tidecast.backtest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Plot of actuals against forecasts; NaN is a gap in a line.
 *
 * @param title above it
 * @param xTitle what x counts
 * @param yTitle the values' name and unit
 * @param x where each value stands, the same for all lines: a number, or milliseconds since the epoch when
 *     {@code overTime}
 * @param overTime whether x is time
 * @param lines drawn in their order, the actual values commonly first
 * @param bands intervals around the forecast, the widest first
 */
public record ForecastPlot(
        String title,
        String xTitle,
        String yTitle,
        double[] x,
        boolean overTime,
        List<Line> lines,
        List<Interval> bands) {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 400;
    /** What a legend of one row holds; a longer one has a row for each line, and the plot is so much higher. */
    private static final int LEGEND_LETTERS = 70;

    private static final int LEGEND_ROW = 26;
    private static final Pattern LONG_NUMBER = Pattern.compile("(\\d\\.\\d\\d)\\d+");
    private static final Color[] COLORS = {
        new Color(0x22, 0x22, 0x22),
        new Color(0x1f, 0x77, 0xb4),
        new Color(0xd6, 0x27, 0x28),
        new Color(0x2c, 0xa0, 0x2c),
        new Color(0x94, 0x67, 0xbd),
        new Color(0xff, 0x7f, 0x0e)
    };

    /**
     * Line of a plot.
     *
     * @param name in the legend
     * @param y one value per x
     */
    public record Line(String name, double[] y) {}

    /**
     * Prediction interval, drawn as an area.
     *
     * @param name in the legend
     * @param lower one bound per x
     * @param upper the other
     */
    public record Interval(String name, double[] lower, double[] upper) {}

    /** Without intervals. */
    public ForecastPlot(String title, String xTitle, String yTitle, double[] x, boolean overTime, List<Line> lines) {
        this(title, xTitle, yTitle, x, overTime, lines, List.of());
    }

    /** Validates and copies. */
    public ForecastPlot {
        lines = List.copyOf(lines);
        bands = List.copyOf(bands);
        if (x.length == 0 || lines.isEmpty()) {
            throw new IllegalArgumentException("a plot must have at least one value and one line, had " + x.length
                    + " values and " + lines.size() + " lines");
        }
        for (Line line : lines) {
            requireLength(line.name(), line.y(), x.length);
        }
        for (Interval band : bands) {
            requireLength(band.name(), band.lower(), x.length);
            requireLength(band.name(), band.upper(), x.length);
        }
    }

    /** Writes an SVG or a PNG, as the file's name ends. */
    public void write(Path file) throws IOException {
        if (file.toString().endsWith(".svg")) {
            Files.writeString(file, svg());
        } else if (file.toString().endsWith(".png")) {
            PngFile.write(chart(), file);
        } else {
            throw new IllegalArgumentException("a plot's file must end in .svg or .png, was " + file);
        }
    }

    /** The plot as the text of an SVG file. */
    String svg() throws IOException {
        ByteArrayOutputStream drawn = new ByteArrayOutputStream();
        VectorGraphicsEncoder.saveVectorGraphic(chart(), drawn, VectorGraphicsFormat.SVG);
        // Hundredths of a pixel are enough; the whole digits would double the file.
        return LONG_NUMBER.matcher(drawn.toString(UTF_8)).replaceAll("$1");
    }

    private XYChart chart() {
        boolean tall = lines.stream().mapToInt(line -> line.name().length()).sum() > LEGEND_LETTERS;
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(tall ? HEIGHT + LEGEND_ROW * (lines.size() - 1) : HEIGHT)
                .title(title)
                .xAxisTitle(xTitle)
                .yAxisTitle(yTitle)
                .build();
        chart.getStyler()
                .setLegendPosition(LegendPosition.OutsideS)
                .setLegendLayout(tall ? LegendLayout.Vertical : LegendLayout.Horizontal)
                .setChartBackgroundColor(Color.WHITE);
        bands.forEach(band -> addBand(chart, band));
        for (int i = 0; i < lines.size(); i++) {
            XYSeries series = add(chart, lines.get(i).name(), x, lines.get(i).y());
            series.setMarker(SeriesMarkers.NONE);
            series.setLineColor(COLORS[i % COLORS.length]);
            series.setLineStyle(new BasicStroke(i == 0 ? 1.5f : 1.2f));
        }
        return chart;
    }

    /** Along the upper bounds and back along the lower ones; steps without an interval are left out. */
    private void addBand(XYChart chart, Interval bounds) {
        int[] there = new int[x.length];
        int count = 0;
        for (int i = 0; i < x.length; i++) {
            if (Double.isFinite(bounds.lower()[i]) && Double.isFinite(bounds.upper()[i])) {
                there[count++] = i;
            }
        }
        if (count == 0) {
            return;
        }
        double[] around = new double[2 * count];
        double[] edge = new double[2 * count];
        for (int i = 0; i < count; i++) {
            around[i] = x[there[i]];
            edge[i] = bounds.upper()[there[i]];
            around[2 * count - 1 - i] = x[there[i]];
            edge[2 * count - 1 - i] = bounds.lower()[there[i]];
        }
        XYSeries series = add(chart, bounds.name(), around, edge);
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
        series.setMarker(SeriesMarkers.NONE);
        series.setFillColor(new Color(0x1f, 0x77, 0xb4, 0x38));
        series.setLineColor(new Color(0x1f, 0x77, 0xb4, 0x38));
    }

    @SuppressWarnings("JavaUtilDate") // The chart's time axis takes these only.
    private XYSeries add(XYChart chart, String name, double[] at, double[] y) {
        if (!overTime) {
            return chart.addSeries(name, at, y);
        }
        List<Date> dates = new ArrayList<>(at.length);
        for (double ms : at) {
            dates.add(new Date((long) ms));
        }
        return chart.addSeries(name, dates, Arrays.stream(y).boxed().toList());
    }

    private static void requireLength(String name, double[] y, int length) {
        if (y.length != length) {
            throw new IllegalArgumentException(name + " must have a value per x, " + length + ", had " + y.length);
        }
    }
}
