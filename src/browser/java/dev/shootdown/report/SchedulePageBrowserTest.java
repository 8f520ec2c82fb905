package dev.shootdown.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.modelcheck.CodeReplay;
import dev.shootdown.modelcheck.Model;
import dev.shootdown.modelcheck.ModelCatalog;
import dev.shootdown.trace.Frame;
import dev.shootdown.trace.Recording;
import dev.shootdown.trace.Storyboard;
import dev.shootdown.trace.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;

/** The page of a stored counterexample as a reader uses it, in headless Chromium. */
class SchedulePageBrowserTest {
    private static final String BUG = "kvm_tlb-bug-kvmtlb-cmpxchg-old-value";

    @TempDir
    static Path folder;

    private static ChromeDriver browser;
    private static String page;

    @BeforeAll
    static void open() throws IOException {
        Model model = ModelCatalog.read(Path.of("")).all().stream()
                .filter(one -> one.name().equals(BUG))
                .findFirst()
                .orElseThrow();
        List<String> steps =
                CounterexampleFile.steps(Files.readString(Path.of("model-checking", "counterexamples", BUG + ".txt")));
        Recording recording =
                CodeReplay.recording(model, "NoStaleTranslation", steps).orElseThrow();
        page = SchedulePage.write(
                        folder, BUG, SchedulePage.Heading.of(recording, model.note()), Storyboard.of(recording))
                .toUri()
                .toString();
        browser = Browsers.open(folder);
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.quit();
        }
    }

    @BeforeEach
    void load() {
        browser.manage().window().setSize(new Dimension(1200, 900));
        browser.get("about:blank");
        browser.get(page);
    }

    private static WebElement first(String selector) {
        return browser.findElement(By.cssSelector(selector));
    }

    private static String shown() {
        return first(".state h2").getText();
    }

    private static void press(CharSequence... keys) {
        new Actions(browser).sendKeys(keys).perform();
    }

    @Test
    void shouldShowWhatBreaksAndWhy() {
        assertEquals("yes", first("html").getDomAttribute("data-ready"));
        Browsers.assertNoComplaints(browser);
        assertEquals("kvm_tlb breaks NoStaleTranslation", browser.getTitle());
        assertEquals(23, browser.findElements(By.cssSelector(".row")).size()); // the heading, the first state, 21 steps
        assertEquals("Step 21 of 21: FinishFlush(v2)", shown());
        String verdict = first(".verdict").getText();
        assertTrue(verdict.contains("p1 caches for v1 that page g1 is frame f1, writable"), verdict);
        assertTrue(verdict.contains("step 14, ClearPte(v2, m1, g1); its shootdown has returned with step 21"), verdict);
        assertTrue(first("[data-place=p1] li.BROKEN").getText().startsWith("v1.g1=f1*"));
        assertEquals(1, browser.findElements(By.cssSelector(".row.broken")).size());
    }

    @Test
    void shouldStepWithButtonsAndKeys() {
        first("button[aria-label^='One step back']").click();
        assertEquals("Step 20 of 21: FlagFlush(v2)", shown());
        assertTrue(first(".state .stands").getText().contains("cmpxchg"));
        assertTrue(first("[data-place=v2] li.gone").getText().startsWith("targets v1"));
        first("button[aria-label^='First state']").click();
        assertEquals("Before the first step", shown());
        assertFalse(first("button[aria-label^='One step back']").isEnabled());
        press(Keys.ARROW_RIGHT);
        press(Keys.ARROW_RIGHT);
        assertEquals("Step 2 of 21: LoadVcpu(v2, p2)", shown());
        press("1");
        assertEquals("Step 3 of 21: PublishVcpuCpu(v1)", shown());
        press("2");
        press("2");
        assertEquals("Step 6 of 21: ServeRequests(v2)", shown());
        new Actions(browser).keyDown(Keys.SHIFT).sendKeys("2").keyUp(Keys.SHIFT).perform();
        assertEquals("Step 4 of 21: PublishVcpuCpu(v2)", shown());
        press("v");
        assertEquals("Step 21 of 21: FinishFlush(v2)", shown());
        press(Keys.HOME);
        assertEquals("Before the first step", shown());
        browser.findElements(By.cssSelector(".row.head button")).get(0).click();
        assertEquals("Step 1 of 21: LoadVcpu(v1, p1)", shown());
        browser.findElements(By.cssSelector(".row:not(.head)")).get(12).click();
        assertEquals("Step 12 of 21: FillTlb(v1, g1)", shown());
        assertTrue(first("[data-place=p1] li.CURRENT").getText().contains("as the page table says"));
    }

    @Test
    void shouldShareAStepByALink() {
        browser.get(page + "#step-14");
        assertEquals("Step 14 of 21: ClearPte(v2, m1, g1)", shown());
        assertTrue(first("[data-place=p1] li.ANNOUNCED").getText().contains("the shootdown of v2, in flight"));
        press(Keys.ARROW_RIGHT);
        assertTrue(browser.getCurrentUrl().endsWith("#step-15"), browser.getCurrentUrl());
        browser.executeScript("location.hash = '#step-3'");
        assertEquals("Step 3 of 21: PublishVcpuCpu(v1)", shown());
        browser.executeScript("location.hash = '#step-99999999999'");
        assertEquals("Step 21 of 21: FinishFlush(v2)", shown());
    }

    @Test
    void shouldFitANarrowScreen() {
        browser.manage().window().setSize(new Dimension(500, 900));
        long width = (long) browser.executeScript("return document.documentElement.scrollWidth");
        long room = (long) browser.executeScript("return window.innerWidth");
        assertTrue(width <= room, width + " wide on a screen of " + room);
        assertTrue(first("button[aria-label^='One step back']").isDisplayed());
    }

    @Test
    void shouldSayOnceOnANarrowScreenWhyItBreaks() {
        String why = "p1 caches for v1 that page g1 is frame f1, writable";
        String change = "step 14, ClearPte(v2, m1, g1)";
        assertEquals(2, timesShown(why), "far from each other on a wide screen");
        browser.manage().window().setSize(new Dimension(500, 900));
        assertEquals(1, timesShown(why));
        assertEquals(1, timesShown(change));
        assertTrue(first("#heading .verdict").getText().endsWith("Step 21 breaks it."));
    }

    private static int timesShown(String words) {
        return browser.findElement(By.tagName("body")).getText().split(Pattern.quote(words), -1).length - 1;
    }

    @Test
    void shouldShowNamesAsTextAndGoRoundALoop() {
        String name = "<script>document.title='broken'</script>";
        Word word = new Word(name, name, Word.Mark.PLAIN);
        Frame frame =
                new Frame(name, 0, List.of(), List.of(new Frame.Place("guest", List.of(word))), List.of(word), name);
        Storyboard board = new Storyboard(
                List.of(name), List.of(frame, frame, frame, frame), List.of(), name, name, name, OptionalInt.of(1));
        browser.get(SchedulePage.write(folder, name, new SchedulePage.Heading(name, name, name, List.of(name)), board)
                .toUri()
                .toString());
        Browsers.assertNoComplaints(browser);
        assertEquals(name + " breaks " + name, browser.getTitle());
        assertTrue(first("h1").getText().contains(name));
        assertTrue(first(".place li").getText().contains(name));
        assertEquals(2, browser.findElements(By.tagName("script")).size());
        assertTrue(first(".again").getText().contains("as after step 1, for ever"));
        press(Keys.END);
        press(Keys.ARROW_RIGHT);
        assertTrue(shown().startsWith("Step 1 of 3: "), shown());
    }
}
