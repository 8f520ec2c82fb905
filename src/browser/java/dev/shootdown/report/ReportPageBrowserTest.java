package dev.shootdown.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.Schemes;
import dev.shootdown.testbed.FlightRecorder;
import dev.shootdown.testbed.Testbed;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.Select;

/** The report page as a reader uses it, in headless Chromium. */
class ReportPageBrowserTest {
    private static final String HOSTILE = "<script>document.title='broken'</script>";

    @TempDir
    Path folder;

    private ChromeDriver browser;

    @BeforeEach
    void open() throws IOException {
        browser = Browsers.open(folder);
        browser.manage().window().setSize(new Dimension(1100, 900));
        List<Cell> cells = new ArrayList<>(Samples.paperLike());
        cells.add(Samples.wide(HOSTILE, HOSTILE, 20, 1_000, 0.1));
        Path page = Files.writeString(folder.resolve("report.html"), ReportPage.render(cells, slowest(cells)));
        browser.get(page.toUri().toString());
    }

    private static Map<Cell, ReportPage.Slowest> slowest(List<Cell> cells) {
        Map<Cell, ReportPage.Slowest> slowest = new LinkedHashMap<>();
        Scenario scenario = Profiles.scenario("paper-2vm");
        scenario = scenario.lasting(0, Math.round(0.1 * scenario.machine().clockHz()));
        for (Cell cell : cells.subList(0, 3)) {
            Testbed testbed = new Testbed(scenario, Schemes.named(cell.scheme()), Set.of(), 1);
            FlightRecorder recorder = new FlightRecorder(testbed, 0);
            testbed.run();
            slowest.put(cell, new ReportPage.Slowest(1, recorder.slowest().orElseThrow()));
        }
        return slowest;
    }

    @AfterEach
    void close() {
        if (browser != null) {
            browser.quit();
        }
    }

    private WebElement first(String selector) {
        return browser.findElement(By.cssSelector(selector));
    }

    private int count(String selector) {
        return browser.findElements(By.cssSelector(selector)).size();
    }

    @Test
    void shouldDrawEverythingWithoutComplaints() {
        assertEquals("yes", first("html").getDomAttribute("data-ready"));
        Browsers.assertNoComplaints(browser);
        assertEquals(2, count("figure.cdf svg"));
        assertEquals(2, count("figure.bars svg"));
        assertEquals(1, count("figure.lanes svg"));
        assertEquals(3, count("#scenario-0 figure.cdf path[stroke-width='2.2']"));
        assertTrue(count("figure.lanes rect") > 100);
        assertEquals(3, count("#scenario-0 tbody tr"));
    }

    @Test
    void shouldShowNamesAsTextWhateverIsInThem() {
        assertEquals("TLB shootdown latency", browser.getTitle());
        assertEquals(HOSTILE, first("#scenario-1 h2").getText());
        assertEquals(2, browser.findElements(By.tagName("script")).size());
    }

    @Test
    void shouldReadSharesOffWherePointed() {
        WebElement chart = first("#scenario-0 figure.cdf svg");
        WebElement readout = first("#scenario-0 figure.cdf .readout");
        String before = readout.getText();
        new Actions(browser).moveToElement(chart).perform();
        String there = readout.getText();
        assertNotEquals(before, there);
        assertTrue(there.startsWith("within ") && there.contains("baseline") && there.contains("shoot4u"), there);
        new Actions(browser).moveToElement(chart, 150, 0).perform();
        assertNotEquals(there, readout.getText());
    }

    @Test
    void shouldBeUsableByKeyboard() {
        WebElement chart = first("#scenario-0 figure.cdf svg");
        WebElement readout = first("#scenario-0 figure.cdf .readout");
        browser.executeScript("arguments[0].focus()", chart);
        new Actions(browser).sendKeys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT).perform();
        String there = readout.getText();
        assertTrue(there.startsWith("within "), there);
        new Actions(browser).sendKeys(Keys.ARROW_RIGHT).perform();
        assertNotEquals(there, readout.getText());
    }

    @Test
    void shouldSwitchSchemesOffAndOn() {
        WebElement button = first("#scenario-0 figure.cdf .legend button");
        button.click();
        assertEquals("false", button.getDomAttribute("aria-pressed"));
        assertEquals(2, count("#scenario-0 figure.cdf path[stroke-width='2.2']"));
        button.click();
        assertEquals(3, count("#scenario-0 figure.cdf path[stroke-width='2.2']"));
    }

    @Test
    void shouldShowTheScheduleOfTheSchemeThatIsPicked() {
        String before = first("figure.lanes figcaption").getText();
        new Select(first("section.schedule select")).selectByVisibleText("shoot4u");
        assertNotEquals(before, first("figure.lanes figcaption").getText());
        assertTrue(first("figure.lanes .legend").getText().contains("in the flush hypercall"));
    }

    @Test
    void shouldGiveTheDataOfAChart() {
        Object text = browser.executeScript(
                "const link = HTMLAnchorElement.prototype; const click = link.click; let href = null;"
                        + "link.click = function () { href = this.href; };"
                        + "document.querySelector('figure.bars button.tool').click(); link.click = click;"
                        + "return decodeURIComponent(href.split(',').slice(1).join(','));");
        String[] lines = text.toString().split("\n");
        assertEquals("scheme,mean_us,plus_minus_95_us,p50_us,p99_us,max_us", lines[0]);
        assertEquals(4, lines.length);
        assertTrue(lines[1].startsWith("baseline,"), lines[1]);
    }

    @Test
    void shouldFitANarrowScreen() {
        browser.manage().window().setSize(new Dimension(500, 900));
        long width = (long) browser.executeScript("return document.documentElement.scrollWidth");
        long room = (long) browser.executeScript("return window.innerWidth");
        assertTrue(width <= room, width + " wide on a screen of " + room);
        assertFalse(first("h1").getText().isEmpty());
    }
}
