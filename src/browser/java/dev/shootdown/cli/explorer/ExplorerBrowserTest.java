package dev.shootdown.cli.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Scope;
import dev.shootdown.report.Browsers;
import dev.shootdown.report.CounterexampleFile;
import dev.shootdown.trace.Recording;
import dev.shootdown.trace.RecordingFile;
import dev.shootdown.trace.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The explorer as a user works with it, in headless Chromium. */
class ExplorerBrowserTest {
    private static final Path COUNTEREXAMPLE =
            Path.of("model-checking", "counterexamples", "kvm_tlb-bug-kvmtlb-cmpxchg-old-value.txt");

    @TempDir
    static Path downloads;

    private static ChromeDriver browser;

    private ExplorerServer server;

    @BeforeAll
    static void openBrowser() {
        browser = Browsers.open(downloads);
    }

    @AfterAll
    static void closeBrowser() {
        if (browser != null) {
            browser.quit();
        }
    }

    @BeforeEach
    void open() {
        Scope scope = Scope.small(2, 2, 1, 1, 1, 0, EnumSet.of(Feature.CONCURRENT, Feature.MIGRATE));
        server = ExplorerServer.start(
                new Session("test", new Session.Setup("kvm_tlb", List.of("kvmtlb-cmpxchg-old-value"), scope)), 0);
        browser.get("about:blank");
        browser.manage().logs().get(LogType.BROWSER).getAll(); // what another test has provoked
        browser.get(server.url());
        until(() -> "yes".equals(first("html").getDomAttribute("data-ready")));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private void until(Condition condition) {
        new WebDriverWait(browser, Duration.ofSeconds(20), Duration.ofMillis(20))
                .ignoring(StaleElementReferenceException.class)
                .until(driver -> {
                    try {
                        return condition.holds();
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    private WebElement first(String selector) {
        return browser.findElement(By.cssSelector(selector));
    }

    private int steps() {
        return browser.findElements(By.cssSelector(".row:not(.head)")).size() - 1;
    }

    private void click(String step) {
        int before = steps();
        browser.findElement(By.xpath("//button[@class='offer' and text()='" + step + "']"))
                .click();
        until(() -> steps() == before + 1);
    }

    private void clickUntil(String selector, int steps) {
        first(selector).click();
        until(() -> steps() == steps);
    }

    @Test
    void shouldReachAPlantedBugByClickingAndSaveItForReplay() throws IOException {
        List<String> known = CounterexampleFile.steps(Files.readString(COUNTEREXAMPLE));
        for (String step : known) {
            click(step);
        }
        assertTrue(first(".verdict").getText().startsWith("NoStaleTranslation is broken."));
        assertTrue(first("[data-place=p1] li.BROKEN").getText().startsWith("v1.g1=f1*"));
        assertEquals(0, browser.findElements(By.cssSelector("button.offer")).size());
        first("#save").click();
        Path saved = downloads.resolve("kvm_tlb-by-hand.yaml");
        until(() -> Files.exists(saved) && Files.size(saved) > 0);
        Recording recording = RecordingFile.read(saved);
        assertEquals(known, recording.steps());
        assertEquals("NoStaleTranslation", Timeline.of(recording).broken().label());
        Browsers.assertNoComplaints(browser);
    }

    @Test
    void shouldTakeStepsBackAndLookAtEarlierOnes() {
        click("LoadVcpu(v1, p1)");
        click("LoadVcpu(v2, p2)");
        click("PublishVcpuCpu(v1)");
        clickUntil("#undo", 2);
        assertEquals("↷ Redo (1)", first("#redo").getText());
        clickUntil("#redo", 3);
        new Actions(browser).sendKeys("u").perform();
        until(() -> steps() == 2);
        first(".row:nth-child(3)").click();
        assertTrue(first(".state h2").getText().startsWith("Step 1 of 2"));
        assertEquals(0, browser.findElements(By.cssSelector("button.offer")).size());
        clickUntil("#from-here", 1);
        assertFalse(browser.findElements(By.cssSelector("button.offer")).isEmpty());
        Browsers.assertNoComplaints(browser);
    }

    @Test
    void shouldFindAViolationAndLetAnAdversaryGoOn() {
        clickUntil("#go-on", 20);
        clickUntil("#again", 0);
        for (String step : CounterexampleSteps.first(13)) {
            click(step);
        }
        first("#search").click();
        until(() -> !browser.findElements(By.id("take")).isEmpty());
        assertTrue(first(".answer").getText().startsWith("Yes: NoStaleTranslation breaks within 8 steps"));
        clickUntil("#take", 21);
        assertTrue(first(".verdict").getText().contains("NoStaleTranslation is broken."));
        Browsers.assertNoComplaints(browser);
    }

    @Test
    void shouldBeginAnewOnAnotherMachine() {
        first("#new").click();
        new Select(first("#new-scheme")).selectByVisibleText("shoot4u");
        first("#begin").click();
        until(() -> first("h1").getText().startsWith("shoot4u"));
        click("LoadVcpu(v2, p1)");
        assertEquals("Step 1 of 1: LoadVcpu(v2, p1)", first(".state h2").getText());
        Browsers.assertNoComplaints(browser);
    }

    @Test
    void shouldSayThatItWasStopped() {
        server.close();
        browser.findElement(By.cssSelector("button.offer")).click();
        until(() -> first("#trouble").isDisplayed());
        assertEquals(
                "The explorer does not answer: was it stopped?",
                first("#trouble").getText());
    }

    /** The stored counterexample. */
    private static final class CounterexampleSteps {
        static List<String> first(int n) {
            try {
                return CounterexampleFile.steps(Files.readString(COUNTEREXAMPLE))
                        .subList(0, n);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
