package io.tidecast.backtest;

import java.time.Instant;
import java.util.Locale;

/**
 * Line chart as SVG inside an HTML page, without script or reference to another file: a band, lines, and ticks at round
 * numbers or at dates of UTC.
 */
final class SvgChart {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 300;
    private static final int LEFT = 64;
    private static final int RIGHT = 14;
    private static final int TOP = 30;
    private static final int BOTTOM = 44;
    private static final int TICKS = 5;
    private static final int LETTER = 7;
    private static final String[] COLORS = {"#222222", "#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#8c564b"
    };

    private final ForecastPlot plot;
    private final double leftmost;
    private final double rightmost;
    private double lowest = Double.POSITIVE_INFINITY;
    private double highest = Double.NEGATIVE_INFINITY;

    private SvgChart(ForecastPlot plot) {
        this.plot = plot;
        leftmost = plot.x()[0];
        double last = plot.x()[plot.x().length - 1];
        rightmost = last > leftmost ? last : leftmost + 1;
        plot.lines().forEach(line -> extend(line.y()));
        plot.band().ifPresent(band -> {
            extend(band.lower());
            extend(band.upper());
        });
        if (lowest > highest) { // There is no value.
            lowest = 0;
            highest = 1;
        }
        if (highest - lowest < 1e-6 * Math.max(Math.abs(lowest), Math.abs(highest)) || highest == lowest) {
            double around = Math.max(0.5, Math.abs(highest) / 100);
            lowest -= around;
            highest += around;
        }
    }

    private void extend(double[] values) {
        for (double value : values) {
            if (Double.isFinite(value)) {
                lowest = Math.min(lowest, value);
                highest = Math.max(highest, value);
            }
        }
    }

    /** Draws it; x must ascend. */
    static String of(ForecastPlot plot) {
        return new SvgChart(plot).draw();
    }

    private String draw() {
        StringBuilder svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(HEIGHT)
                .append("\" width=\"")
                .append(WIDTH)
                .append("\" font-size=\"12\"><title>")
                .append(HtmlPage.escaped(plot.title()))
                .append("</title>\n");
        ticks(svg);
        text(svg, LEFT - 6, TOP - 16, "start", plot.yTitle());
        text(svg, WIDTH - RIGHT, HEIGHT - 6, "end", plot.overTime() ? "UTC" : plot.xTitle());
        plot.band().ifPresent(band -> band(svg, band));
        double legend = LEFT + 90;
        for (int i = 0; i < plot.lines().size(); i++) {
            ForecastPlot.Line line = plot.lines().get(i);
            String color = COLORS[i % COLORS.length];
            String dash = i < COLORS.length ? "" : " stroke-dasharray=\"4 3\"";
            svg.append("<path fill=\"none\" stroke=\"")
                    .append(color)
                    .append("\" stroke-width=\"1.4\"")
                    .append(dash);
            svg.append(" d=\"").append(path(line.y())).append("\"><title>");
            svg.append(HtmlPage.escaped(line.name())).append("</title></path>\n");
            svg.append(String.format(
                    Locale.ROOT,
                    "<path stroke=\"%s\" stroke-width=\"2\"%s d=\"M%.0f %dh16\"/>",
                    color,
                    dash,
                    legend,
                    TOP - 20));
            text(svg, legend + 20, TOP - 16, "start", line.name());
            legend += 34 + LETTER * line.name().length();
        }
        return svg.append("</svg>\n").toString();
    }

    private void ticks(StringBuilder svg) {
        double step = round((highest - lowest) / TICKS);
        for (double y = Math.ceil(lowest / step) * step; y <= highest + step / 1e6; y += step) {
            svg.append(String.format(
                    Locale.ROOT, "<path stroke=\"#ddd\" d=\"M%d %.1fH%d\"/>", LEFT, down(y), WIDTH - RIGHT));
            text(svg, LEFT - 6, down(y) + 4, "end", BacktestTable.number(Math.abs(y) < step / 1e6 ? 0 : y));
        }
        double wide =
                plot.overTime() ? (rightmost - leftmost) / TICKS : Math.max(1e-9, round((rightmost - leftmost) / 8));
        double from = plot.overTime() ? leftmost : Math.ceil(leftmost / wide) * wide;
        for (double x = from; x <= rightmost + wide / 1e6; x += wide) {
            String place = x >= rightmost - wide / 2 ? "end" : x == leftmost ? "start" : "middle";
            text(svg, across(x), HEIGHT - BOTTOM + 18, place, plot.overTime() ? date(x) : BacktestTable.number(x));
        }
        svg.append(String.format(
                Locale.ROOT,
                "<path fill=\"none\" stroke=\"#999\" d=\"M%d %dV%dH%d\"/>%n",
                LEFT,
                TOP,
                HEIGHT - BOTTOM,
                WIDTH - RIGHT));
    }

    private static String date(double ms) {
        return Instant.ofEpochMilli((long) ms).toString().substring(0, 16).replace('T', ' ');
    }

    /** The next larger of 1, 2 and 5 times a power of ten. */
    private static double round(double span) {
        double power = Math.pow(10, Math.floor(Math.log10(span)));
        double times = span / power;
        return power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
    }

    private void band(StringBuilder svg, ForecastPlot.Interval band) {
        for (int from = 0; from < plot.x().length; from++) {
            int to = from;
            while (to < plot.x().length && Double.isFinite(band.lower()[to]) && Double.isFinite(band.upper()[to])) {
                to++;
            }
            if (to > from) {
                svg.append("<path fill=\"#1f77b4\" fill-opacity=\"0.2\" d=\"");
                for (int i = from; i < to; i++) {
                    svg.append(i == from ? 'M' : 'L').append(point(i, band.upper()[i]));
                }
                for (int i = to - 1; i >= from; i--) {
                    svg.append('L').append(point(i, band.lower()[i]));
                }
                svg.append("Z\"><title>").append(HtmlPage.escaped(band.name())).append("</title></path>\n");
                from = to;
            }
        }
    }

    private String path(double[] y) {
        StringBuilder path = new StringBuilder();
        boolean gap = true;
        for (int i = 0; i < y.length; i++) {
            if (Double.isFinite(y[i])) {
                path.append(gap ? 'M' : 'L').append(point(i, y[i]));
            }
            gap = !Double.isFinite(y[i]);
        }
        return path.toString();
    }

    private String point(int i, double y) {
        return String.format(Locale.ROOT, "%.1f %.1f", across(plot.x()[i]), down(y));
    }

    private double across(double x) {
        return LEFT + (x - leftmost) / (rightmost - leftmost) * (WIDTH - LEFT - RIGHT);
    }

    private double down(double y) {
        return HEIGHT - BOTTOM - (y - lowest) / (highest - lowest) * (HEIGHT - TOP - BOTTOM);
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
                x,
                y,
                anchor,
                HtmlPage.escaped(text)));
    }
}
