package io.tidecast.backtest;

import java.util.List;

/** HTML report as a file that needs no other and holds no script: its frame, tables and charts. */
public final class HtmlPage {
    private static final String STYLE =
            """
            body { font: 15px/1.45 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #222 }
            table { border-collapse: collapse; margin: 0.6em 0 1.4em } th, td { padding: 0.2em 0.7em; text-align: right }
            th:first-child, td:first-child { text-align: left } tr:nth-child(even) { background: #f4f6f8 }
            thead th { border-bottom: 1px solid #999 } pre { background: #f4f6f8; padding: 0.7em; overflow-x: auto }
            .wide { overflow-x: auto } svg { max-width: 100%; height: auto } p, label { color: #555 }
            .zoom:has(input:checked) svg { max-width: none; width: 2400px }
            """;

    private HtmlPage() {}

    /**
     * A page's beginning.
     *
     * @param account how what it reports came about, in lines
     */
    public static StringBuilder begin(String title, List<String> account) {
        StringBuilder html = new StringBuilder();
        html.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(escaped(title))
                .append("</title><style>\n")
                .append(STYLE)
                .append("</style></head><body>\n<h1>")
                .append(escaped(title))
                .append("</h1>\n<pre>");
        account.forEach(line -> html.append(escaped(line)).append('\n'));
        return html.append("</pre>\n");
    }

    /** The whole page. */
    public static String end(StringBuilder html) {
        return html.append("</body></html>\n").toString();
    }

    /** A chart that can be made larger. */
    public static void chart(StringBuilder html, ForecastPlot plot) {
        html.append("<div class=\"zoom\"><label><input type=\"checkbox\"> zoom</label><div class=\"wide\">")
                .append(SvgChart.of(plot))
                .append("</div></div>\n");
    }

    /**
     * A row of a table.
     *
     * @param cell its element, {@code th} or {@code td}
     * @param texts as HTML
     */
    public static void row(StringBuilder html, String cell, String... texts) {
        html.append("<tr>");
        for (String text : texts) {
            html.append('<')
                    .append(cell)
                    .append('>')
                    .append(text)
                    .append("</")
                    .append(cell)
                    .append('>');
        }
        html.append("</tr>\n");
    }

    /** A text as HTML. */
    public static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
