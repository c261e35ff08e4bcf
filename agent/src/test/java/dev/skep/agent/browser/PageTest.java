package dev.skep.agent.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skep.agent.Agent;
import dev.skep.agent.AgentConfig;
import dev.skep.agent.FixtureSource;
import dev.skep.agent.Samples;
import dev.skep.agent.SimulatedHost;
import dev.skep.events.model.Loss;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tagged with those that need what a plain build machine lacks: here a browser (Debian's package chromium). */
@Tag("kernel")
class PageTest {
    private static final String FIRST_REQUEST = "document.querySelector('#requests tbody tr')";

    @TempDir
    Path directory;

    private final FixtureSource source = new FixtureSource();
    private Agent agent;
    private Chromium browser;
    private URI page;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.isExecutable(Chromium.EXECUTABLE), "no Chromium: apt-get install chromium");
        agent = Agent.start(
                AgentConfig.defaults().withPort(0).withRuntimeDirectory(directory.resolve("run")), source::start);
        page = agent.awaitServer().page().orElseThrow();
        browser = Chromium.start(directory.resolve("profile"));
    }

    @AfterEach
    void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (agent != null) {
            agent.close();
        }
    }

    @Test
    void showsEventsFromBeforeAndAfterItWasOpened() throws Exception {
        Samples.oneOfEach().forEach(source::happens);
        open();
        browser.await(FIRST_REQUEST + "?.innerText.includes('/cart?id=7')");
        browser.await("document.querySelector('#processes tbody tr')?.innerText.includes('exit 0')");
        browser.await("document.querySelector('#connections tbody').innerText.includes('connrefused')");

        source.happens(Samples.http("DELETE", "/after", 500, 12_000_000));

        browser.await(FIRST_REQUEST + ".innerText.includes('/after')");
        assertThat(browser.evaluate(FIRST_REQUEST + ".cells[4].className"))
                .asString()
                .contains("bad");
        source.loses(new Loss("tp_btf/sched_process_exec", 1, "ring_full", 5));
        browser.await("document.getElementById('lost').textContent === '5 lost'");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void filtersByTextServiceAndStatus() throws Exception {
        open();
        source.happens(Samples.http("GET", "/alpha", 200, 1_000_000));
        source.happens(Samples.http("GET", "/beta", 404, 1_000_000));
        source.happens(Samples.http(
                Samples.process(7, "/usr/bin/python3", "python3", "shop.py"),
                SimulatedHost.now(),
                "GET",
                "/alpha",
                200,
                1));
        browser.await(rows() + " === 3");

        browser.press("/", "Slash", 191);
        browser.type("ALPHA");
        browser.await(rows() + " === 2");
        browser.press("Escape", "Escape", 27);
        browser.await(rows() + " === 3");

        select("status", "4");
        browser.await(rows() + " === 1 && " + FIRST_REQUEST + ".innerText.includes('/beta')");
        select("status", "");
        browser.await("[...document.getElementById('service').options].some(o => o.value === 'shop.py')");
        select("service", "shop.py");
        browser.await(rows() + " === 1 && " + FIRST_REQUEST + ".innerText.includes('shop.py')");
    }

    @Test
    void holdsStillWhilePaused() throws Exception {
        open();
        source.happens(Samples.http("GET", "/first", 200, 1));
        browser.await(rows() + " === 1");
        browser.press(" ", "Space", 32);
        browser.await("document.getElementById('pause').getAttribute('aria-pressed') === 'true'");
        source.happens(Samples.http("GET", "/second", 200, 1));
        browser.await("document.getElementById('pause').textContent.includes('+1')");
        assertThat(browser.evaluate(rows())).isEqualTo(1L);
        browser.press(" ", "Space", 32);
        browser.await(rows() + " === 2");
    }

    @Test
    void showsHostileTextAsText() throws Exception {
        open();
        source.happens(Samples.http("GET", "/<img src=x onerror=document.title='owned'>\u202e\u001b[2J", 200, 1));
        browser.await(rows() + " === 1");
        assertThat(browser.evaluate(FIRST_REQUEST + ".cells[3].textContent"))
                .isEqualTo("/<img src=x onerror=document.title='owned'>\ufffd\u241b[2J");
        assertThat(browser.evaluate("document.querySelectorAll('#requests img').length"))
                .isEqualTo(0L);
        browser.evaluate("document.querySelector('#requests tbody tr').click()");
        browser.await("document.getElementById('details').open");
        browser.screenshot(Path.of("target/page-details.png"));
        assertThat(browser.evaluate("document.title")).asString().startsWith("Skep");
    }

    @Test
    void keepsUpWithThousandsOfEventsPerSecondInFewRows() throws Exception {
        open();
        int sent = 40_000;
        for (int i = 0; i < sent; i++) {
            source.happens(Samples.http("GET", "/n/" + i, 200, 1_000_000));
            if (i % 200 == 0) {
                Thread.sleep(20);
            }
        }
        browser.await("document.getElementById('sample').textContent.includes('listed')");
        Thread.sleep(1000); // room for one more
        source.happens(Samples.http("GET", "/last", 200, 1_000_000));
        browser.await(FIRST_REQUEST + ".innerText.includes('/last')");
        assertThat((Long) browser.evaluate("document.querySelectorAll('tr').length"))
                .isLessThan(400L);
        assertThat(agent.hub().losses()).isEmpty();
    }

    @Test
    void fillsAScreenInLightAndDark() throws Exception {
        SimulatedHost host = new SimulatedHost(4, source::happens);
        host.begin(SimulatedHost.now());
        for (int i = 0; i < 400; i++) {
            host.moment(SimulatedHost.now(), 1.2 + Math.sin(i / 100.0) * 0.5);
            Thread.sleep(10);
        }
        for (boolean dark : new boolean[] {false, true}) {
            browser.open(page, 1440, 1110, dark);
            browser.await("document.querySelectorAll('#services tbody tr').length >= 4");
            browser.await("document.getElementById('lost').textContent === '0 lost'");
            browser.await("document.querySelectorAll('#cost tbody tr').length > 0");
            Thread.sleep(300); // the charts' next frame
            Path picture = Path.of("target/page-" + (dark ? "dark" : "light") + ".png");
            browser.screenshot(picture);
            assertThat(Files.size(picture)).isGreaterThan(50_000);
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void invitesARequestWhileThereIsNone() throws Exception {
        browser.open(page, 800, 900, false);
        browser.await("document.querySelector('#services .empty').innerText.includes('curl')");
        browser.await("document.querySelector('#losses .empty').checkVisibility()");
        assertThat((Long) browser.evaluate("document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(800L);
        browser.screenshot(Path.of("target/page-empty.png"));
    }

    private void open() throws InterruptedException {
        browser.open(page, 1440, 900, false);
        browser.await("document.getElementById('link')?.textContent === 'live' && document.title !== 'Skep'");
    }

    private void select(String id, String value) {
        browser.evaluate("(s => { s.value = '" + value
                + "'; s.dispatchEvent(new Event('input')); })(document.getElementById('" + id + "'))");
    }

    private static String rows() {
        return "document.querySelectorAll('#requests tbody tr:not([hidden])').length";
    }
}
