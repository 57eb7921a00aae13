package io.tidecast.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.http.WebServer;
import io.tidecast.settings.SettingSources;
import io.tidecast.settings.Settings;
import io.tidecast.view.DeadLetter;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** The dashboard for who has no mouse, a small screen, or a screen reader. */
class DashboardAccessTest extends DashboardFixture {
    private static final int MOST_TABS = 60;

    /** Views, and what of each shows that its data is there. */
    private static final Map<String, String> VIEWS = new TreeMap<>(Map.of(
            "fleet", "document.querySelectorAll('[aria-label=Devices] tbody tr').length === 25",
            "device", "document.querySelectorAll('main li a').length === 20",
            "device/pump-01", "document.querySelectorAll('.chart canvas').length === 2",
            "model/default", "document.querySelectorAll('.chart canvas').length === 1",
            "health", "document.body.textContent.includes('forecast.horizon')"));

    /** Focuses an element, which is then {@code window.kept}. */
    private void focus(String expression) {
        browser.value("(window.kept = " + expression + ").focus()");
    }

    private void requireFocus() {
        assertThat(browser.value("window.kept === document.activeElement && window.kept.isConnected"))
                .as("the same node has the focus still")
                .isEqualTo("true");
    }

    @Test
    void shouldKeepTheFocusOfALinkWhenTheFleetMovesOn() throws Exception {
        open("#/fleet");
        browser.awaitTrue("25 rows", "document.querySelectorAll('[aria-label=Devices] tbody tr').length === 25");
        browser.value("document.querySelector('[data-sort=origin]').click()");
        browser.awaitTrue("by time", "document.querySelector('th[aria-sort=ascending]').textContent.includes('step')");
        browser.value("document.querySelector('[data-sort=origin]').click()");
        browser.awaitTrue(
                "newest first",
                "document.querySelector('[aria-label=Devices] tbody td a').textContent.startsWith('<img')");
        focus("document.querySelectorAll('[aria-label=Devices] tbody tr')[1].querySelector('a')");
        String device = browser.value("window.kept.textContent");
        close("pump-30", STEPS + 1, 30);
        browser.awaitTrue(
                "what is newest now",
                "document.querySelector('[aria-label=Devices] tbody td a').textContent === 'pump-30'");
        requireFocus();
        assertThat(browser.value("window.kept.textContent")).isEqualTo(device);
    }

    @Test
    void shouldKeepTheFocusOfATableWhenHealthMovesOn() throws Exception {
        open("#/health");
        browser.awaitTrue("the letter", "document.body.textContent.includes('{\"temp\":')");
        focus("document.querySelector('[aria-label=\"Dead letters\"]')");
        read.deadLetters()
                .add(DeadLetter.of(new ConsumerRecord<>("dead", 0, 1, "k", "no reading".getBytes(UTF_8)), null));
        browser.awaitTrue("the next letter", "document.body.textContent.includes('no reading')");
        requireFocus();
    }

    @Test
    void shouldKeepTheChosenVersionsWhenAModelMovesOn() throws Exception {
        open("#/model/default");
        browser.awaitTrue("versions", "document.querySelectorAll('main select').length === 2");
        focus("document.querySelectorAll('main select')[1]");
        browser.value("(window.kept.value = '1', window.kept.dispatchEvent(new Event('change')))");
        model(3);
        browser.awaitTrue("the third", "[...window.kept.options].some(one => one.value === '3')");
        requireFocus();
        assertThat(browser.value("window.kept.value")).isEqualTo("1");
    }

    /** Opens a view, and waits until it has its data. */
    private void openWhole(String view) throws Exception {
        open("#/" + view);
        String title = "Tidecast: " + view.replaceAll(".*/", "");
        browser.awaitTrue(view, "document.title === '" + title + "' && (" + VIEWS.get(view) + ")");
    }

    @Test
    void shouldHaveNoViolationThatAxeFindsInAnyViewWideAndLightOrNarrowAndDark() throws Exception {
        for (boolean phone : List.of(false, true)) {
            browser.dark(phone);
            browser.size(phone ? 360 : 1200, 740);
            for (String view : VIEWS.keySet()) {
                openWhole(view);
                assertThat(browser.violations())
                        .as("%s, on a phone %s", view, phone)
                        .isEmpty();
            }
        }
    }

    @Test
    void shouldTakeTokensByTheKeyboardAndHaveNoViolationMeanwhile() throws Exception {
        try (WebServer closed = closed()) {
            browser.go(closed.address() + "/#/fleet");
            browser.awaitTrue("the form", "!document.getElementById('token').hidden");
            assertThat(browser.violations()).as("the read token's form").isEmpty();
            tabTo("document.activeElement.id === 'secret'");
            browser.type(TOKEN);
            browser.press("Enter");
            browser.awaitTrue("rows", "document.querySelectorAll('[aria-label=Devices] tbody tr').length === 25");
        }
        openWhole("model/default");
        tabTo("document.activeElement.id === 'write-token'");
        browser.type(TOKEN);
        browser.press("Enter");
        browser.awaitTrue("the buttons", "document.querySelectorAll('[data-change]').length === 5");
        assertThat(browser.violations()).as("with the write token").isEmpty();
    }

    /** The same behind a token. */
    private WebServer closed() {
        Properties given = new Properties();
        given.put("tidecast.http.token-file", folder.resolve("token").toString());
        given.put("tidecast.http.port", "0");
        return WebServer.start(
                Settings.of(new SettingSources().system(given)).http(),
                AppEndpoints.api(read, AppEndpoints.Devices.NONE, order -> "nothing", PROCESS));
    }

    private void tabTo(String there) throws Exception {
        for (int key = 0; key < MOST_TABS && !browser.value(there).equals("true"); key++) {
            browser.press("Tab");
        }
        assertThat(browser.value(there)).as(there).isEqualTo("true");
    }

    @Test
    void shouldSortTheFleetAndOpenADeviceByTheKeyboardAlone() throws Exception {
        openWhole("fleet");
        browser.press("Tab");
        assertThat(browser.value("document.activeElement.textContent")).isEqualTo("To the content");
        tabTo("document.activeElement.dataset.sort === 'skill'");
        browser.press("Enter");
        browser.awaitTrue("ascending", "document.querySelector('th[aria-sort=ascending]')?.textContent === 'Skill ▲'");
        browser.press("Enter");
        browser.awaitTrue(
                "the best first", "document.querySelector('[aria-label=Devices] tbody td').textContent === 'pump-39'");
        tabTo("document.activeElement.textContent === 'pump-38'");
        browser.press("Enter");
        browser.awaitTrue("its page", "document.querySelector('h1')?.textContent === 'pump-38'");
        browser.awaitTrue("the focus in it", "document.activeElement.id === 'view'");
        requireQuiet();
    }

    @Test
    void shouldFitAPhoneInTheDark() throws Exception {
        browser.size(360, 740);
        browser.dark(true);
        for (String view : VIEWS.keySet()) {
            openWhole(view);
            picture("phone-" + view.replaceAll("/.*", ""));
            assertThat(browser.value("document.documentElement.scrollWidth"))
                    .as(view)
                    .isEqualTo("360");
            assertThat(browser.value("getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo("rgb(21, 24, 27)");
        }
        requireQuiet();
    }

    @Test
    void shouldReachEveryControlByTheKeyboardAndNameIt() throws Exception {
        open("#/fleet");
        browser.awaitTrue("rows", "document.querySelectorAll('[aria-label=Devices] tbody tr').length === 25");
        assertThat(browser.value("[...document.querySelectorAll('input,select,button')].filter(e => e.offsetParent &&"
                        + " !(e.labels?.length || e.textContent.trim() || e.ariaLabel)).length"))
                .isEqualTo("0");
        assertThat(browser.value("[...document.querySelectorAll('[tabindex]')].filter(e => e.tabIndex > 0).length"))
                .isEqualTo("0");
        assertThat(browser.value("document.querySelectorAll('main').length + document.documentElement.lang"))
                .isEqualTo("1en");
    }
}
