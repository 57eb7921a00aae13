package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidecast.faults.Await;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the dashboard shows of the views, what it changes, and that it asks nobody else. */
class DashboardBrowserTest extends DashboardFixture {
    @Test
    void shouldShowTheFleetAndSortAndSearchIt() throws Exception {
        open("#/fleet");
        browser.awaitTrue("25 rows", "document.querySelectorAll('[aria-label=Devices] tbody tr').length === 25");
        browser.awaitTrue("lines", "document.querySelectorAll('svg.spark path.forecast').length === 25");
        picture("fleet");
        browser.value("document.querySelector('[data-sort=skill]').click()");
        browser.awaitTrue(
                "ascending", "document.querySelector('th[aria-sort=ascending]').textContent.includes('Skill')");
        browser.value("document.querySelector('[data-sort=skill]').click()");
        browser.awaitTrue(
                "the best", "document.querySelector('[aria-label=Devices] tbody td').textContent === 'pump-39'");
        browser.value("(() => { const s = document.getElementById('search'); s.value = 'PUMP-0';"
                + " s.dispatchEvent(new Event('input')); })()");
        browser.awaitTrue("ten rows", "document.querySelectorAll('[aria-label=Devices] tbody tr').length === 10");
        browser.value("(() => { const s = document.getElementById('status'); s.value = 'gap';"
                + " s.dispatchEvent(new Event('change')); })()");
        browser.awaitTrue(
                "the one of them with a gap",
                "document.querySelectorAll('[aria-label=Devices] tbody tr').length === 1");
        assertThat(cells("Devices")).startsWith("pump-09 | ").contains(" | gap | ");
        requireQuiet();
    }

    @Test
    void shouldShowADeviceWithTheForecastOfItsTopicAndWhatComesNext() throws Exception {
        open("#/device/pump-03");
        browser.awaitTrue("a chart", "document.querySelectorAll('.chart canvas').length === 2");
        browser.awaitTrue("the last step", "document.body.textContent.includes('" + shown(STEPS - 1) + "')");
        picture("device");
        close("pump-03", STEPS, 3);
        browser.awaitTrue("the next step", "document.body.textContent.includes('" + shown(STEPS) + "')");
        requireQuiet();
    }

    @Test
    void shouldSayWhyWhenAForecastCannotBeExplained() throws Exception {
        open("#/device/pump-03");
        browser.awaitTrue("the button", "document.getElementById('explain') !== null");
        browser.value("document.getElementById('explain').click()");
        browser.awaitTrue(
                "the reason",
                "document.getElementById('explanation').textContent.includes('devices are held by the instances that forecast')");
    }

    @Test
    void shouldDrawEveryBandTheThresholdWithItsFirstCrossingAndWhereAReadingIsMissing() throws Exception {
        open("#/device/" + GAPPED);
        browser.awaitTrue("a chart", "document.querySelector('.chart')?.plot !== undefined");
        assertThat(browser.value("document.querySelector('.chart').plot.bands.length"))
                .isEqualTo("2");
        assertThat(browser.plotted("no reading")).startsWith(seconds(GAP) + "=").doesNotContain(",");
        assertThat(browser.plotted("above it")).isEqualTo(seconds(STEPS + 1) + "=24");
        assertThat(browser.plotted("threshold 24").split(",", -1)).hasSize(STEPS + 2);
        double value = 20 + 5 * Math.sin((STEPS - 1 + 7) / 3.0);
        for (String bound : List.of("50 % upper:1:2", "90 % lower:-2:-2", "forecast:0:1")) {
            String[] parts = bound.split(":", -1);
            String[] pairs = browser.plotted(parts[0]).split("[,=]", -1);
            assertThat(pairs).as(bound).hasSize(4);
            assertThat(List.of(pairs[0], pairs[2])).containsExactly(seconds(STEPS) + "", seconds(STEPS + 1) + "");
            assertThat(Double.parseDouble(pairs[1]) - value).isCloseTo(Double.parseDouble(parts[1]), within(1e-6));
            assertThat(Double.parseDouble(pairs[3]) - value).isCloseTo(Double.parseDouble(parts[2]), within(1e-6));
        }
        assertThat(browser.value("document.querySelector('.chart').ariaLabel"))
                .isEqualTo("temp of pump-07: actual and forecast, crosses 24, 1 of 30 steps without a reading");
        requireQuiet();
    }

    @Test
    void shouldDrawTheSameTimesAsTheTablesHaveWhereverTheBrowserIs() throws Exception {
        browser.command("Emulation.setTimezoneOverride", Map.of("timezoneId", "America/New_York"));
        open("#/device/pump-03");
        browser.awaitTrue("a chart", "document.querySelectorAll('.chart canvas').length === 2");
        browser.awaitTrue("its axis", "document.querySelector('.chart').plot.axes[0]._values?.length > 1");
        assertThat(browser.value("document.querySelector('.chart').plot.axes[0]._values.join()"))
                .contains("11/21/26")
                .doesNotContain("11/20/26");
        assertThat(browser.value("document.querySelector('.chart').plot.axes[0].label"))
                .isEqualTo("UTC");
        requireQuiet();
    }

    @Test
    void shouldGoOnWhereAnAddressIsNoPercentEncoding() throws Exception {
        open("#/device/%");
        browser.awaitTrue("its name", "document.querySelector('h1')?.textContent === '%'");
        browser.awaitTrue(
                "why nothing is shown", "document.getElementById('live').textContent.includes('topic forecasts')");
        browser.value("location.hash = '#/fleet'");
        browser.awaitTrue("rows", "document.querySelectorAll('[aria-label=Devices] tbody tr').length === 25");
        assertThat(browser.complaints()).allMatch(line -> line.contains("503"));
    }

    private static String shown(int step) {
        return time(step).replace("T", " ").replace("Z", "");
    }

    @Test
    void shouldShowAModelsVersionsAndWhatServesNext() throws Exception {
        open("#/model/default");
        browser.awaitTrue("what serves", "document.querySelector('.cards dd')?.textContent === '2'");
        picture("model");
        model(3);
        browser.awaitTrue("what serves now", "document.querySelector('.cards dd')?.textContent === '3'");
        requireQuiet();
    }

    @Test
    void shouldShowWhereAVersionComesFromWhatItLearntAndHowItWasJudged() throws Exception {
        model(3);
        open("#/model/default");
        browser.awaitTrue("a learning curve", "document.querySelectorAll('.chart canvas').length === 2");
        assertThat(cells("Fine-tunes").split("\n", -1))
                .contains(
                        "2026-11-21 05:00:00 | 4 | rejected: worse on live windows | requested: r-1 | 0.4 | 0.39"
                                + " | 0.41 / 0.47",
                        "2026-11-21 04:00:00 | 3 | promoted: 20 % better | drift: 14.2 above 12 | 0.5 | 0.4 | –");
        assertThat(cells("Two versions").split("\n", -1)).contains("reason | steps: 2000 new | steps: 3000 new");
        assertThat(cells("Versions")).startsWith("3 | serving | ").contains(" | default/2 | ", "2 | previous | ");
        assertThat(browser.value("document.body.textContent.includes('Held-out error 0.5 and 0.3333, each on its own"
                        + " windows: the second is 33.3 % lower.')"))
                .isEqualTo("true");
        assertThat(browser.value("[...document.querySelectorAll('.chart')].map(box => box.ariaLabel + ': '"
                        + " + box.plot.data[1].join(' ')).join()"))
                .isEqualTo("lossCurve of version 2: 0.9 0.7 0.625 0.5,lossCurve of version 3: 0.9 0.7 0.625 0.5");
        picture("model-history");
        browser.value("(select => { select.value = '1'; select.dispatchEvent(new Event('change')); })"
                + "(document.querySelector('main select'))");
        browser.awaitTrue(
                "the first version",
                "document.querySelector('[aria-label=\"Two versions\"] th:nth-child(2)').textContent === '1'");
        requireQuiet();
    }

    private List<String> requests(int from, String part) {
        return browser.requests().stream()
                .skip(from)
                .filter(url -> url.contains(part))
                .toList();
    }

    @Test
    void shouldAskForTheListOfDevicesOnlyWhenSomethingHasChanged() throws Exception {
        open("#/fleet");
        browser.awaitTrue("25 rows", "document.querySelectorAll('[aria-label=Devices] tbody tr').length === 25");
        int before = browser.requests().size();
        Await.until("five answers", () -> requests(before, "/events?").size() >= 5);
        assertThat(requests(before, "/devices?")).isEmpty();
        close("pump-03", STEPS, 3);
        Await.until("the list", () -> requests(before, "/devices?").size() == 1);
        requireQuiet();
    }

    @Test
    void shouldSayOnTheFleetWhyItIsNotWhole() throws Exception {
        open("#/fleet");
        browser.awaitTrue(
                "why",
                "document.querySelector('.bad')?.textContent.startsWith('topic dead-letters is not being read')");
        requireQuiet();
    }

    @Test
    void shouldRunNoScriptThatThePageDoesNotName() throws Exception {
        open("#/fleet");
        browser.awaitTrue("25 rows", "document.querySelectorAll('[aria-label=Devices] tbody tr').length === 25");
        requireQuiet();
        browser.value("document.head.append(Object.assign(document.createElement('script'),"
                + " { src: 'ui/uplot.js', onerror: () => { window.refused = true; } }))");
        browser.awaitTrue("the refusal of a script without a hash", "window.refused === true");
        assertThat(browser.complaints()).allMatch(line -> line.contains("Content Security Policy"));
    }

    @Test
    void shouldShowDeadLettersAndWhatIsNotRead() throws Exception {
        open("#/health");
        browser.awaitTrue("the letter", "document.body.textContent.includes('{\"temp\":')");
        picture("health");
        requireQuiet();
    }

    @Test
    void shouldShowANameOfADeviceAsTextWhateverItIs() throws Exception {
        open("#/fleet");
        browser.awaitTrue(
                "its row", "document.querySelector('[aria-label=Devices] tbody td').textContent === `" + HOSTILE + "`");
        browser.value("document.querySelector('[aria-label=Devices] tbody a').click()");
        browser.awaitTrue("its page", "document.querySelector('h1')?.textContent === `" + HOSTILE + "`");
        browser.awaitTrue("its chart", "document.querySelectorAll('.chart canvas').length === 2");
        requireQuiet();
    }

    @Test
    void shouldPinAndRollBackWithTheTokenAndChangeNothingWithAnother() throws Exception {
        open("#/model/default");
        browser.awaitTrue("what serves", "document.querySelector('.cards dd')?.textContent === '2'");
        assertThat(browser.value("document.querySelectorAll('[data-change]').length"))
                .as("without a token")
                .isEqualTo("0");
        enter("write-token", "another-token-of-length");
        browser.value("document.getElementById('use-write-token').click()");
        browser.awaitTrue("the buttons", "document.querySelectorAll('[data-change]').length === 5");
        browser.value("document.querySelector('[data-change=pin]').click()");
        browser.awaitTrue(
                "the refusal", "document.getElementById('done').textContent.includes('a bearer token is needed')");
        assertThat(orders).isEmpty();
        // A refusal is an error to the browser's console too.
        assertThat(browser.complaints()).allMatch(line -> line.contains("401"));
        browser.awaitTrue("to be asked again", "document.getElementById('write-token') !== null");
        enter("write-token", TOKEN);
        browser.value("document.getElementById('use-write-token').click()");
        browser.awaitTrue("the buttons", "document.querySelectorAll('[data-change]').length === 5");
        enter("change-version", "1");
        enter("change-reason", "a leak");
        browser.value("document.querySelector('[data-change=pin]').click()");
        browser.awaitTrue("that it is done", "document.getElementById('done').textContent === 'PIN of default'");
        browser.value("document.querySelector('[data-change=rollback]').click()");
        browser.awaitTrue("that it is done", "document.getElementById('done').textContent === 'ROLLBACK of default'");
        assertThat(orders)
                .extracting(order -> order.change() + " " + order.version() + " " + order.reason())
                .containsExactly("PIN 1 a leak", "ROLLBACK 0 a leak");
    }

    @Test
    void shouldShowDistributionsWeightsAndTheProcess() throws Exception {
        open("#/fleet");
        browser.awaitTrue(
                "drift",
                "document.querySelector('[aria-label=Drift] tbody').textContent.includes('drift: 14.2 above 12')");
        browser.awaitTrue("bins", "document.querySelectorAll('figure.bins').length === 3");
        browser.awaitTrue(
                "a latency",
                "[...document.querySelectorAll('.cards div')].some(card => /^Latency, median[0-9.,]+ m?s$/.test(card.textContent))");
        open("#/device/pump-03");
        browser.awaitTrue("weights over time", "document.querySelectorAll('.chart canvas').length === 2");
        browser.awaitTrue("missing inputs", "document.body.textContent.includes('Steps missing')");
        open("#/health");
        browser.awaitTrue("the role", "document.body.textContent.includes('forecaster')");
        browser.awaitTrue("restored of all", "document.body.textContent.includes('250 of 1,000')");
        browser.awaitTrue("a setting", "document.body.textContent.includes('forecast.horizon')");
        requireQuiet();
    }
}
