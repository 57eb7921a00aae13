package io.tidecast.backtest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * HTML report as one file that asks for no other: tables, and charts that the dashboard's script draws, which lies in
 * it with the numbers. Its policy names these scripts and the style by their digests, and allows nothing else.
 */
public final class HtmlPage {
    /** Where a section, which is smaller than what is left to 3 MB, is begun no more. */
    private static final int FULL = 2_200_000;
    /** Of a chart's figures; of more, as many are picked at even distances. */
    private static final int MOST_ROWS = 100;

    private static final Pattern IMPORT = Pattern.compile("(?m)^import [^;]*;\\n");
    private static final Pattern EXPORT = Pattern.compile("(?m)^export ");

    private final String title;
    private final StringBuilder body = new StringBuilder();
    private final List<String> charts = new ArrayList<>();
    private int chartLetters;

    /**
     * A page's beginning.
     *
     * @param account how what it reports came about, in lines
     */
    public HtmlPage(String title, List<String> account) {
        this.title = title;
        add("<h1>" + escaped(title) + "</h1>\n<pre>");
        account.forEach(line -> add(escaped(line) + "\n"));
        add("</pre>\n");
    }

    /** Adds HTML as it is. */
    public void add(String html) {
        body.append(html);
    }

    /** Adds a heading. */
    public void heading(int level, String text) {
        add("<h" + level + ">" + escaped(text) + "</h" + level + ">\n");
    }

    /** Adds a paragraph. */
    public void text(String text) {
        add("<p>" + escaped(text) + "</p>\n");
    }

    /** Whether another section may be begun. */
    public boolean hasRoom() {
        return body.length() + chartLetters < FULL;
    }

    /** Adds a chart of lines, and its figures. */
    public void chart(ForecastPlot plot) {
        chart(plot, false);
    }

    /** Adds a chart whose values hold until the next x each, and its figures. */
    public void steps(ForecastPlot plot) {
        chart(plot, true);
    }

    private void chart(ForecastPlot plot, boolean inSteps) {
        String json = ChartJson.of(plot, inSteps).replace("<", "\\u003c");
        String caption = escaped(plot.yTitle() + (plot.overTime() ? " over time" : " by " + plot.xTitle()));
        add("<figure><div class=\"chart\" role=\"img\" data-chart=\"" + charts.size() + "\" aria-label=\""
                + escaped(plot.title()) + "\"></div>\n<figcaption>" + caption
                + "; dragging zooms, a double click shows all again, a click on a name hides its line"
                + "</figcaption></figure>\n");
        charts.add(json);
        chartLetters += json.length();
        figures(plot);
    }

    private void figures(ForecastPlot plot) {
        int every = (plot.x().length + MOST_ROWS - 1) / MOST_ROWS;
        add("<details><summary>In figures" + (every > 1 ? ", one of " + every + " rows" : "")
                + "</summary><div class=\"wide\" tabindex=\"0\"><table><thead>");
        List<String> head = new ArrayList<>(List.of(plot.overTime() ? "UTC" : plot.xTitle()));
        plot.lines().forEach(line -> head.add(line.name()));
        plot.bands().forEach(band -> head.addAll(List.of(band.name() + " from", "to")));
        row("th", head.stream().map(HtmlPage::escaped).toArray(String[]::new));
        add("</thead><tbody>\n");
        for (int i = 0; i < plot.x().length; i += every) {
            int at = i;
            List<String> cells = new ArrayList<>();
            cells.add(place(plot, plot.x()[i]));
            plot.lines().forEach(line -> cells.add(BacktestTable.number(line.y()[at])));
            plot.bands().forEach(band -> {
                cells.add(BacktestTable.number(band.lower()[at]));
                cells.add(BacktestTable.number(band.upper()[at]));
            });
            row("td", cells.toArray(String[]::new));
        }
        add("</tbody></table></div></details>\n");
    }

    private static String place(ForecastPlot plot, double x) {
        return plot.overTime()
                ? Instant.ofEpochMilli((long) x).toString()
                : x == Math.rint(x) ? Long.toString((long) x) : BacktestTable.number(x);
    }

    /**
     * Adds a row of a table.
     *
     * @param cell its element, {@code th} or {@code td}
     * @param texts as HTML
     */
    public void row(String cell, String... texts) {
        add("<tr>");
        Arrays.stream(texts).forEach(text -> add("<" + cell + ">" + text + "</" + cell + ">"));
        add("</tr>\n");
    }

    /** The whole page. */
    public String end() {
        String library = asset(WebAssets.charts() + "uPlot.iife.min.js");
        String parts = asset("/io/tidecast/http/dashboard/parts.js") + asset("report.js");
        String script = EXPORT.matcher(IMPORT.matcher(parts).replaceAll("")).replaceAll("");
        String style = asset(WebAssets.charts() + "uPlot.min.css")
                + asset("/io/tidecast/http/dashboard/style.css")
                + asset("report.css");
        String policy = "default-src 'none'; script-src " + digest(library) + " " + digest(script) + "; style-src "
                + digest(style) + "; img-src data:; base-uri 'none'; form-action 'none'";
        return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + "<meta name=\"color-scheme\" content=\"light dark\">\n"
                + "<title>" + escaped(title) + "</title>\n<link rel=\"icon\" href=\"data:,\">\n"
                + "<style>" + style + "</style>\n<script>" + library + "</script>\n</head><body><main>\n" + body
                + "</main>\n<script type=\"application/json\" id=\"charts\">[" + String.join(",\n", charts)
                + "]</script>\n<script type=\"module\">" + script + "</script>\n</body></html>\n";
    }

    private static String asset(String name) {
        return new String(WebAssets.read(HtmlPage.class, name), UTF_8);
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // Every Java has it.
        }
    }

    /** A text as HTML. */
    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
