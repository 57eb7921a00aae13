package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Mouse;
import io.tidecast.backtest.ForecastPlot;
import io.tidecast.backtest.HtmlPage;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A report's page in Chromium, opened as a file: its charts, their zoom, and that it asks nobody for anything. */
@Tag("browser")
@Timeout(120)
class ReportBrowserTest {
    private static final int POINTS = 101;

    @TempDir
    private Path folder;

    private Browser browser;
    private URI address;

    @BeforeEach
    void start() throws Exception {
        double[] x = new double[POINTS];
        Arrays.setAll(x, i -> i);
        HtmlPage page = new HtmlPage("Report", List.of("<script>alert(1)</script>"));
        List<ForecastPlot.Line> lines =
                List.of(new ForecastPlot.Line("actual", x), new ForecastPlot.Line("</script><b>", x));
        ForecastPlot plot = new ForecastPlot(
                "Rows", "row", "value", x, false, lines, List.of(new ForecastPlot.Interval("90 % interval", x, x)));
        page.chart(plot);
        page.steps(plot);
        page.chart(new ForecastPlot("Times", "", "value", x, true, lines));
        address = Files.writeString(folder.resolve("report.html"), page.end()).toUri();
        browser = Browser.open();
        browser.size(1000, 800);
    }

    @AfterEach
    void stop() {
        browser.close();
    }

    private void open() throws Exception {
        browser.go(address.toString());
        browser.awaitTrue("three charts", "document.querySelectorAll('.chart canvas').length === 3");
    }

    private void requireQuiet() {
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests())
                .isNotEmpty()
                .allMatch(url -> url.equals(address.toString()) || url.startsWith("data:"));
    }

    /** Moves the mouse over the first chart, so far from its left edge to its right one. */
    private void move(double share) {
        double left = Double.parseDouble(browser.value(over() + ".left"));
        double width = Double.parseDouble(browser.value(over() + ".width"));
        double top = Double.parseDouble(browser.value(over() + ".top"));
        browser.mouse().move(left + share * (width - 2) + 1, top + 100);
    }

    private static String over() {
        return "document.querySelector('.u-over').getBoundingClientRect()";
    }

    /** The row under the mouse at the chart's left edge. */
    private void awaitLeftmost(String what, String condition) throws Exception {
        move(0.01);
        move(0);
        browser.awaitTrue(what, "Number(document.querySelector('.u-legend .u-value').textContent)" + condition);
    }

    @Test
    void shouldZoomByDraggingAndShowAllAgainAfterADoubleClick() throws Exception {
        open();
        awaitLeftmost("all", " === 0");
        move(0.3);
        browser.mouse().down();
        move(0.5);
        move(0.6);
        browser.mouse().up();
        awaitLeftmost("a part", " >= 29");
        move(0.5);
        for (int click = 1; click <= 2; click++) {
            browser.mouse().down(new Mouse.DownOptions().setClickCount(click));
            browser.mouse().up(new Mouse.UpOptions().setClickCount(click));
        }
        awaitLeftmost("all again", " === 0");
        requireQuiet();
    }

    @Test
    void shouldDrawAgainInTheColorsOfTheDark() throws Exception {
        open();
        // Of a copy, as reading from a chart itself makes the browser complain.
        String light = "(() => { const copy = document.createElement('canvas'); copy.width = 900; copy.height = 300;"
                + " const brush = copy.getContext('2d', { willReadFrequently: true });"
                + " brush.drawImage(document.querySelector('.chart canvas'), 0, 0);"
                + " return [...brush.getImageData(0, 0, 900, 300).data]"
                + ".some((value, i) => i % 4 === 0 && value > 0xde); })()";
        browser.dark(true);
        browser.awaitTrue("light lines", light);
        browser.dark(false);
        browser.awaitTrue("dark lines", "!" + light);
        browser.awaitTrue("three charts", "document.querySelectorAll('.chart canvas').length === 3");
        browser.size(360, 740);
        browser.awaitTrue("no wider than a phone", "document.documentElement.scrollWidth <= 360");
        requireQuiet();
    }

    @Test
    void shouldHaveNoViolationThatAxeFindsInLightAndDark() throws Exception {
        for (boolean dark : List.of(false, true)) {
            browser.dark(dark);
            open();
            assertThat(browser.violations()).as("dark %s", dark).isEmpty();
        }
    }

    @Test
    void shouldShowTextsAsTheyAreAndTheFiguresToWhoSeesNoChart() throws Exception {
        open();
        assertThat(browser.value("document.querySelector('pre').textContent")).contains("<script>alert(1)</script>");
        assertThat(browser.value("document.querySelectorAll('th')[2].textContent"))
                .isEqualTo("</script><b>");
        assertThat(browser.value("document.querySelectorAll('details')[0].querySelectorAll('tbody tr').length"))
                .isEqualTo("51");
        requireQuiet();
    }
}
